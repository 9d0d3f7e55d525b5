//! Storage cannot be opened to everyone by mistake.
//!
//! # Why
//! Without the block one ACL or policy of one object is enough.
//!
//! # Fix
//! Add `aws_s3_bucket_public_access_block` with all four settings; set `public_access_prevention =
//! "enforced"`; `allow_nested_items_to_be_public = false`.
//!
//! # See
//! CIS AWS 2.1.4
//! CKV2_AWS_6, CKV_AWS_53, CKV_AWS_54, CKV_AWS_55, CKV_AWS_56, CKV_GCP_114
//! CKV_AZURE_59, CKV_AZURE_190

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_public_access_block.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_s3_bucket" "a" {   #! `aws_s3_bucket.a` can be opened to everyone
  bucket = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "google_storage_bucket" "a" {   #! `google_storage_bucket.a` can be opened to everyone
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_s3_bucket" "a" {
  bucket = "a"
}
resource "aws_s3_bucket_public_access_block" "b" {
  bucket              = aws_s3_bucket.a.id
  block_public_acls   = true
  block_public_policy = true
}
"#,
        ),
    ]);

const SAYS: &str = "can be opened to everyone";

static ASKS: &[Ask] = &[
    needs(&["aws_s3_bucket"], "block", Want::Present).elsewhere(
        &["aws_s3_bucket_public_access_block"],
        "bucket",
        "block_public_acls",
        Want::True,
    ),
    needs(&["aws_s3_bucket"], "block", Want::Present).elsewhere(
        &["aws_s3_bucket_public_access_block"],
        "bucket",
        "block_public_policy",
        Want::True,
    ),
    needs(
        &["AWS::S3::Bucket"],
        "PublicAccessBlockConfiguration.BlockPublicAcls",
        Want::True,
    ),
    needs(
        &["AWS::S3::Bucket"],
        "PublicAccessBlockConfiguration.BlockPublicPolicy",
        Want::True,
    ),
    needs(
        &["google_storage_bucket"],
        "public_access_prevention",
        Want::OneOf(&["enforced"]),
    ),
    refuses(&["azurerm_storage_account"], allows_blobs),
    allows(
        &["Microsoft.Storage/storageAccounts"],
        "properties.allowBlobPublicAccess",
        Want::False,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Versions of the provider name it differently; it is allowed where nothing is said.
fn allows_blobs(resource: &Resource) -> bool {
    [
        "allow_nested_items_to_be_public",
        "allow_blob_public_access",
    ]
    .iter()
    .all(|path| {
        let node = resource.look(path).node();
        node.is_none_or(|node| node.as_bool() == Some(true))
    })
}
