//! Storage keeps earlier versions of what it holds.
//!
//! # Why
//! What ransomware or a wrong command overwrites is otherwise gone.
//!
//! # Fix
//! Enable versioning.
//!
//! # See
//! CKV_AWS_21, CKV_GCP_78, CKV_ALI_10, CKV_OCI_8

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-04", Severity::Low, run)
    .doc(seaworthy_check::header!("unversioned_bucket.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_storage_bucket" "a" {   #! `google_storage_bucket.a` keeps no earlier versions
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_s3_bucket" "a" {
  bucket = "a"
}
resource "aws_s3_bucket_versioning" "v" {
  bucket = aws_s3_bucket.a.id
  versioning_configuration {
    status = "Enabled"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "keeps no earlier versions";

static ASKS: &[Ask] = &[
    needs(&["aws_s3_bucket"], "versioning.enabled", Want::True).elsewhere(
        &["aws_s3_bucket_versioning"],
        "bucket",
        "versioning_configuration.status",
        Want::OneOf(&["Enabled"]),
    ),
    needs(
        &["AWS::S3::Bucket"],
        "VersioningConfiguration.Status",
        Want::OneOf(&["Enabled"]),
    ),
    needs(&["google_storage_bucket"], "versioning.enabled", Want::True),
    needs(
        &["alicloud_oss_bucket"],
        "versioning.status",
        Want::OneOf(&["Enabled"]),
    ),
    needs(
        &["oci_objectstorage_bucket"],
        "versioning",
        Want::OneOf(&["Enabled"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
