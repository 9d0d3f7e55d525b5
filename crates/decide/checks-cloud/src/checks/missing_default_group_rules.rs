//! The default security group of each network is taken in hand.
//!
//! # Why
//! Left alone, it lets everything between its members through and everything out.
//!
//! # Fix
//! Declare `aws_default_security_group` for the network, without rules.
//!
//! # See
//! CIS AWS 5.4
//! CKV2_AWS_12

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_default_group_rules.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_vpc" "a" {   #! `aws_vpc.a` leaves its default security group open
  cidr_block = "10.0.0.0/16"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_default_security_group" "d" {
  vpc_id = aws_vpc.a.id
}
"#,
        ),
    ]);

const SAYS: &str = "leaves its default security group open";

static ASKS: &[Ask] = &[needs(&["aws_vpc"], "group", Want::Present).elsewhere(
    &["aws_default_security_group"],
    "vpc_id",
    "vpc_id",
    Want::Present,
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
