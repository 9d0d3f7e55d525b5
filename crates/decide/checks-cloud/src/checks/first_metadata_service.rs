//! Machines hand out credentials over the second version of the metadata service only.
//!
//! # Why
//! The first version answers any request of the machine, also one that a visitor of a web site
//! tricked it into.
//!
//! # Fix
//! Set `http_tokens = "required"` in `metadata_options`.
//!
//! # See
//! AWS Foundational Security: EC2.8
//! CKV_AWS_79

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-05", Severity::High, run)
    .doc(seaworthy_check::header!("first_metadata_service.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_instance" "a" {   #! `aws_instance.a` answers the first metadata service
  ami = "ami-1"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_launch_template" "a" {
  metadata_options {
    http_tokens = "optional"   #! `aws_launch_template.a` answers the first metadata service
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_instance" "a" {
  metadata_options {
    http_tokens = "required"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "answers the first metadata service";

static ASKS: &[Ask] = &[
    needs(
        &[
            "aws_instance",
            "aws_launch_template",
            "aws_launch_configuration",
        ],
        "metadata_options.http_tokens",
        Want::OneOf(&["required"]),
    )
    .when(is_on),
    needs(
        &["AWS::EC2::LaunchTemplate"],
        "LaunchTemplateData.MetadataOptions.HttpTokens",
        Want::OneOf(&["required"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_on(resource: &Resource) -> bool {
    let endpoint = resource.look("metadata_options.http_endpoint").known();
    endpoint.and_then(Node::as_str) != Some("disabled")
}
