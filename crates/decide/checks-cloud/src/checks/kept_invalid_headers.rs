//! Load balancers drop headers that no standard allows.
//!
//! # Why
//! Servers behind a balancer read odd headers differently, which lets requests be smuggled past
//! it.
//!
//! # Fix
//! Set `drop_invalid_header_fields = true`.
//!
//! # See
//! CKV_AWS_131

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("kept_invalid_headers.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_lb" "a" {   #! `aws_lb.a` passes invalid headers on
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_lb" "a" {
  drop_invalid_header_fields = true
}
"#,
        ),
    ]);

const SAYS: &str = "passes invalid headers on";

static ASKS: &[Ask] = &[needs(
    &["aws_lb", "aws_alb"],
    "drop_invalid_header_fields",
    Want::True,
)
.when(is_application)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_application(resource: &Resource) -> bool {
    let kind = resource
        .look("load_balancer_type")
        .known()
        .and_then(Node::as_str);
    kind.is_none_or(|kind| kind == "application")
}
