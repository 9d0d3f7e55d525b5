//! Databases are encrypted with a key of the owner.
//!
//! # Why
//! A key of the provider cannot be taken away by the owner.
//!
//! # Fix
//! Name a `kms_key_id`, `encryption_key_name` or a customer-managed key.
//!
//! # See
//! CKV_AWS_327, CKV_AWS_347, CKV_AWS_280, CKV_AWS_247, CKV_GCP_81

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-02", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_database_key.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_neptune_cluster" "a" {   #! `aws_neptune_cluster.a` is encrypted with a key of the provider
  engine = "neptune"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_neptune_cluster" "a" {
  kms_key_arn = aws_kms_key.k.arn
}
"#,
        ),
    ]);

const SAYS: &str = "is encrypted with a key of the provider";

static ASKS: &[Ask] = &[
    needs(
        &[
            "aws_rds_cluster",
            "aws_db_instance",
            "aws_docdb_cluster",
            "aws_redshift_cluster",
            "aws_neptune_cluster_snapshot",
        ],
        "kms_key_id",
        Want::Present,
    ),
    needs(&["aws_neptune_cluster"], "kms_key_arn", Want::Present),
    needs(
        &["aws_elasticsearch_domain", "aws_opensearch_domain"],
        "encrypt_at_rest.kms_key_id",
        Want::Present,
    ),
    needs(
        &["google_sql_database_instance"],
        "encryption_key_name",
        Want::Present,
    ),
    needs(
        &["google_bigquery_dataset"],
        "default_encryption_configuration",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
