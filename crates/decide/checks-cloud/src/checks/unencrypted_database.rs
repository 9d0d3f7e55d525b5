//! Databases are encrypted on disk.
//!
//! # Why
//! Snapshots and backups are readable by whoever gets them.
//!
//! # Fix
//! Set `storage_encrypted`, `encrypted`, `at_rest_encryption_enabled` or `encrypt_at_rest`.
//!
//! # See
//! CIS AWS 2.3.1
//! CKV_AWS_16, CKV_AWS_96, CKV_AWS_44, CKV_AWS_5, CKV_AWS_64, CKV_AWS_29, CKV_AWS_279

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-04", Severity::High, run)
    .doc(seaworthy_check::header!("unencrypted_database.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_db_instance" "a" {   #! `aws_db_instance.a` is not encrypted
  engine = "mysql"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_elasticsearch_domain" "a" {
  encrypt_at_rest {
    enabled = false   #! `aws_elasticsearch_domain.a` is not encrypted
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_db_instance" "a" {
  storage_encrypted = true
}
"#,
        ),
    ]);

const SAYS: &str = "is not encrypted";

static ASKS: &[Ask] = &[
    needs(
        &[
            "aws_db_instance",
            "aws_rds_cluster",
            "aws_neptune_cluster",
            "aws_docdb_cluster",
        ],
        "storage_encrypted",
        Want::True,
    )
    .when(is_own),
    needs(
        &[
            "AWS::RDS::DBInstance",
            "AWS::RDS::DBCluster",
            "AWS::Neptune::DBCluster",
            "AWS::DocDB::DBCluster",
        ],
        "StorageEncrypted",
        Want::True,
    )
    .when(is_own),
    needs(&["aws_redshift_cluster"], "encrypted", Want::True),
    needs(
        &["aws_elasticache_replication_group"],
        "at_rest_encryption_enabled",
        Want::True,
    ),
    needs(
        &["aws_elasticsearch_domain", "aws_opensearch_domain"],
        "encrypt_at_rest.enabled",
        Want::True,
    ),
    needs(
        &["aws_neptune_cluster_snapshot"],
        "storage_encrypted",
        Want::True,
    ),
    needs(
        &["aws_dax_cluster"],
        "server_side_encryption.enabled",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Members of a cluster and copies follow what they belong to.
fn is_own(resource: &Resource) -> bool {
    const PATHS: &[&str] = &[
        "replicate_source_db",
        "snapshot_identifier",
        "SourceDBInstanceIdentifier",
        "SnapshotIdentifier",
        "DBClusterIdentifier",
    ];
    PATHS.iter().all(|path| resource.look(path).is_absent())
}
