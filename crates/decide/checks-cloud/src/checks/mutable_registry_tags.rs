//! Tags of a registry cannot be moved.
//!
//! # Why
//! A tag that moves lets someone replace what was scanned and approved without a trace.
//!
//! # Fix
//! Set `image_tag_mutability = "IMMUTABLE"`, or `immutable_tags = true`.
//!
//! # See
//! CIS ECR: tag immutability
//! CKV_AWS_51

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("IMG-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("mutable_registry_tags.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_ecr_repository" "a" {
  image_tag_mutability = "MUTABLE"   #! `aws_ecr_repository.a` lets tags be moved
}
"#,
        ),
        Example::new(
            r#"
Resources:
  Images:   #! `Images` lets tags be moved
    Type: AWS::ECR::Repository
"#,
        ),
        Example::new(
            r#"
resource "aws_ecr_repository" "a" {
  image_tag_mutability = "IMMUTABLE"
}
"#,
        ),
    ]);

const SAYS: &str = "lets tags be moved";

static ASKS: &[Ask] = &[
    needs(
        &["aws_ecr_repository"],
        "image_tag_mutability",
        Want::NoneOf(&["MUTABLE"]),
    ),
    needs(
        &["AWS::ECR::Repository"],
        "ImageTagMutability",
        Want::NoneOf(&["MUTABLE"]),
    ),
    needs(
        &["google_artifact_registry_repository"],
        "docker_config.immutable_tags",
        Want::True,
    )
    .when(is_docker),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_docker(resource: &Resource) -> bool {
    let format = resource.look("format").known().and_then(Node::as_str);
    format.is_some_and(|format| format.eq_ignore_ascii_case("docker"))
}
