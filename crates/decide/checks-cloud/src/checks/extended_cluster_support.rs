//! A managed cluster of AWS does not slide into extended support.
//!
//! # Why
//! Extended support keeps an old minor version for another year at a price, so that nothing forces
//! its upgrade.
//!
//! # Fix
//! Set `upgrade_policy` to `support_type = "STANDARD"`, and upgrade once a year at least.
//!
//! # See
//! CKV_AWS_339

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("CLU-06", Severity::Low, run)
    .doc(seaworthy_check::header!("extended_cluster_support.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_eks_cluster" "a" {
  upgrade_policy {
    support_type = "EXTENDED"   #! `aws_eks_cluster.a` slides into extended support
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_eks_cluster" "a" {
  upgrade_policy {
    support_type = "STANDARD"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "slides into extended support";

static ASKS: &[Ask] = &[
    allows(
        &["aws_eks_cluster"],
        "upgrade_policy.support_type",
        Want::NoneOf(&["EXTENDED"]),
    ),
    allows(
        &["AWS::EKS::Cluster"],
        "UpgradePolicy.SupportType",
        Want::NoneOf(&["EXTENDED"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
