//! Storage is encrypted with a key of the owner.
//!
//! # Why
//! A key of the provider cannot be taken away by the owner, and everybody who may read objects may
//! use it.
//!
//! # Fix
//! Set `aws:kms` with a key in the encryption configuration, `default_kms_key_name`, or a
//! customer-managed key.
//!
//! # See
//! CKV_AWS_145, CKV2_AZURE_1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Node;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-02", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_bucket_key.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_s3_bucket" "a" {   #! `aws_s3_bucket.a` is encrypted with a key of the provider
  bucket = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_s3_bucket" "a" {
  bucket = "a"
}
resource "aws_s3_bucket_server_side_encryption_configuration" "e" {
  bucket = aws_s3_bucket.a.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}
"#,
        ),
    ]);

const SAYS: &str = "is encrypted with a key of the provider";

static ASKS: &[Ask] = &[
    needs(
        &["aws_s3_bucket"],
        "server_side_encryption_configuration.rule",
        Want::Is(has_key),
    )
    .elsewhere(
        &["aws_s3_bucket_server_side_encryption_configuration"],
        "bucket",
        "rule",
        Want::Is(has_key),
    ),
    needs(
        &["AWS::S3::Bucket"],
        "BucketEncryption.ServerSideEncryptionConfiguration",
        Want::Is(has_key),
    ),
    needs(
        &["azurerm_storage_account"],
        "customer_managed_key",
        Want::Present,
    )
    .elsewhere(
        &["azurerm_storage_account_customer_managed_key"],
        "storage_account_id",
        "key_vault_id",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Names of the algorithm in a rule.
const PATHS: &[&str] = &[
    "apply_server_side_encryption_by_default.sse_algorithm",
    "ServerSideEncryptionByDefault.SSEAlgorithm",
];

fn has_key(rules: &Node) -> bool {
    PATHS.iter().any(|path| {
        let algorithm = rules.look(path).known().and_then(Node::as_str);
        algorithm.is_some_and(|algorithm| algorithm.starts_with("aws:kms"))
    })
}
