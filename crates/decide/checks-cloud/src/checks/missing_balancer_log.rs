//! Load balancers log the requests that they take.
//!
//! # Why
//! Their log is the only one that has the address of the caller.
//!
//! # Fix
//! Add `access_logs` with a bucket, and `enabled = true`.
//!
//! # See
//! CKV_AWS_91, CKV_AWS_92

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-06", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_balancer_log.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_lb" "a" {   #! `aws_lb.a` does not log requests
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_lb" "a" {
  access_logs {
    bucket  = "logs"
    enabled = true
  }
}
"#,
        ),
    ]);

const SAYS: &str = "does not log requests";

static ASKS: &[Ask] = &[
    needs(&["aws_lb", "aws_alb"], "access_logs.enabled", Want::True),
    needs(&["aws_elb"], "access_logs.bucket", Want::Present),
    allows(&["aws_elb"], "access_logs?.enabled", Want::True),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
