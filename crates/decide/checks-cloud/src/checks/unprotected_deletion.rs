//! Databases and clusters cannot be deleted by one command.
//!
//! # Why
//! Whoever steals a key of the pipeline can otherwise destroy what it made.
//!
//! # Fix
//! Set `deletion_protection = true`.
//!
//! # See
//! CKV_AWS_139, CKV_AWS_293, CKV2_AWS_58, CKV_AWS_150

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-04", Severity::Low, run)
    .doc(seaworthy_check::header!("unprotected_deletion.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_rds_cluster" "a" {   #! `aws_rds_cluster.a` can be deleted by one command
  engine = "aurora"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_rds_cluster" "a" {
  deletion_protection = true
}
"#,
        ),
    ]);

const SAYS: &str = "can be deleted by one command";

static ASKS: &[Ask] = &[
    needs(
        &[
            "aws_db_instance",
            "aws_rds_cluster",
            "aws_neptune_cluster",
            "aws_docdb_cluster",
        ],
        "deletion_protection",
        Want::True,
    ),
    needs(
        &["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"],
        "DeletionProtection",
        Want::True,
    ),
    allows(
        &["google_sql_database_instance", "google_container_cluster"],
        "deletion_protection",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
