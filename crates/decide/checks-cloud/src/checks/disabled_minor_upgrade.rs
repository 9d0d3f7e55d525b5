//! Databases get minor versions by themselves.
//!
//! # Why
//! Minor versions fix weaknesses; one that waits for a person waits long.
//!
//! # Fix
//! Leave `auto_minor_version_upgrade` at true.
//!
//! # See
//! CIS AWS 2.3.2
//! CKV_AWS_226

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("HST-03", Severity::Low, run)
    .doc(seaworthy_check::header!("disabled_minor_upgrade.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_db_instance" "a" {
  auto_minor_version_upgrade = false   #! `aws_db_instance.a` is not upgraded by itself
}
"#,
        ),
        Example::new(
            r#"
resource "aws_db_instance" "a" {
  engine = "mysql"
}
"#,
        ),
    ]);

const SAYS: &str = "is not upgraded by itself";

static ASKS: &[Ask] = &[
    allows(
        &[
            "aws_db_instance",
            "aws_rds_cluster_instance",
            "aws_neptune_cluster_instance",
        ],
        "auto_minor_version_upgrade",
        Want::True,
    ),
    allows(
        &["AWS::RDS::DBInstance"],
        "AutoMinorVersionUpgrade",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
