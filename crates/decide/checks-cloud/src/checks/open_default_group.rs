//! The default security group of a network lets nothing through.
//!
//! # Why
//! Whatever is made without a group gets the default one.
//!
//! # Fix
//! Declare `aws_default_security_group` without `ingress` and `egress`.
//!
//! # See
//! CIS AWS 5.4
//! CKV2_AWS_12

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("open_default_group.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_default_security_group" "a" {
  ingress {   #! `aws_default_security_group.a` lets traffic through
    protocol = "-1"
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_default_security_group" "a" {
  vpc_id = aws_vpc.v.id
}
"#,
        ),
    ]);

const SAYS: &str = "lets traffic through";

static ASKS: &[Ask] = &[
    allows(&["aws_default_security_group"], "ingress", Want::Gone),
    allows(&["aws_default_security_group"], "egress", Want::Gone),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
