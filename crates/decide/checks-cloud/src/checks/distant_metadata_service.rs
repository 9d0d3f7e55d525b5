//! Containers do not reach the metadata service of their machine.
//!
//! # Why
//! With more than one hop the answer reaches containers, and with it the credentials of the node.
//!
//! # Fix
//! Set `http_put_response_hop_limit = 1`.
//!
//! # See
//! CKV_AWS_341

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("distant_metadata_service.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_launch_template" "a" {
  metadata_options {
    http_put_response_hop_limit = 2   #! `aws_launch_template.a` lets containers reach the metadata service
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_launch_template" "a" {
  metadata_options {
    http_put_response_hop_limit = 1
  }
}
"#,
        ),
    ]);

const SAYS: &str = "lets containers reach the metadata service";

static ASKS: &[Ask] = &[allows(
    &[
        "aws_instance",
        "aws_launch_template",
        "aws_launch_configuration",
    ],
    "metadata_options?.http_put_response_hop_limit",
    Want::AtMost(1.0),
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
