//! Databases are backed up, and backups are kept for a week.
//!
//! # Why
//! Without a backup, ransomware or one wrong statement is the end of the data.
//!
//! # Fix
//! Set `backup_retention_period` to 7 at least; enable `backup_configuration`.
//!
//! # See
//! CIS GCP 6.7
//! CKV_AWS_133, CKV_AWS_361, CKV_GCP_14

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-04", Severity::Low, run)
    .doc(seaworthy_check::header!("short_database_backup.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_db_instance" "a" {
  backup_retention_period = 0   #! `aws_db_instance.a` keeps too few backups
}
"#,
        ),
        Example::new(
            r#"
resource "aws_db_instance" "a" {
  backup_retention_period = 14
}
"#,
        ),
    ]);

const SAYS: &str = "keeps too few backups";

static ASKS: &[Ask] = &[
    needs(
        &["aws_rds_cluster", "aws_neptune_cluster"],
        "backup_retention_period",
        Want::AtLeast(7.0),
    ),
    allows(
        &["aws_db_instance"],
        "backup_retention_period",
        Want::AtLeast(7.0),
    ),
    allows(
        &["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"],
        "BackupRetentionPeriod",
        Want::AtLeast(7.0),
    ),
    needs(
        &["google_sql_database_instance"],
        "settings.backup_configuration.enabled",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
