//! Who reads and writes objects is logged.
//!
//! # Why
//! After a leak nobody can otherwise tell what was taken.
//!
//! # Fix
//! Add `aws_s3_bucket_logging`, `logging` on Google, or diagnostic settings on Azure.
//!
//! # See
//! CKV_AWS_18, CKV_GCP_62, CKV_ALI_12

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-03", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_bucket_log.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_s3_bucket" "a" {   #! `aws_s3_bucket.a` does not log access
  bucket = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_s3_bucket" "a" {
  bucket = "a"
}
resource "aws_s3_bucket_logging" "l" {
  bucket        = aws_s3_bucket.a.id
  target_bucket = "logs"
}
"#,
        ),
    ]);

const SAYS: &str = "does not log access";

static ASKS: &[Ask] = &[
    needs(&["aws_s3_bucket"], "logging", Want::Present).elsewhere(
        &["aws_s3_bucket_logging"],
        "bucket",
        "target_bucket",
        Want::Present,
    ),
    needs(&["AWS::S3::Bucket"], "LoggingConfiguration", Want::Present),
    needs(&["google_storage_bucket"], "logging", Want::Present),
    needs(&["alicloud_oss_bucket"], "logging", Want::Present),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
