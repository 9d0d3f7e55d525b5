//! Every rule of a network says what it is for.
//!
//! # Why
//! A rule that nobody can explain is a rule that nobody dares to remove.
//!
//! # Fix
//! Write a `description` for groups and rules.
//!
//! # See
//! CKV_AWS_23

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("undescribed_network_rule.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_security_group_rule" "a" {   #! `aws_security_group_rule.a` does not say what it is for
  type = "ingress"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_security_group_rule" "a" {
  type        = "ingress"
  description = "health checks of the load balancer"
}
"#,
        ),
    ]);

const SAYS: &str = "does not say what it is for";

static ASKS: &[Ask] = &[
    needs(
        &[
            "aws_security_group_rule",
            "aws_vpc_security_group_ingress_rule",
        ],
        "description",
        Want::Present,
    ),
    needs(&["aws_security_group"], "description", Want::Present),
    needs(
        &["aws_security_group"],
        "ingress?.description",
        Want::Present,
    ),
    needs(
        &["aws_security_group"],
        "egress?.description",
        Want::Present,
    ),
    needs(
        &["AWS::EC2::SecurityGroup"],
        "SecurityGroupIngress?.Description",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
