//! Logs are encrypted with a key of the owner.
//!
//! # Why
//! Logs hold names, addresses and sometimes secrets; a key of the provider cannot be taken away.
//!
//! # Fix
//! Name a `kms_key_id`.
//!
//! # See
//! CIS AWS 3.5
//! CKV_AWS_158, CKV_AWS_35

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-02", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_log_key.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_cloudwatch_log_group" "a" {   #! `aws_cloudwatch_log_group.a` is encrypted with a key of AWS
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_cloudwatch_log_group" "a" {
  kms_key_id = aws_kms_key.k.arn
}
"#,
        ),
    ]);

const SAYS: &str = "is encrypted with a key of AWS";

static ASKS: &[Ask] = &[
    needs(
        &["aws_cloudwatch_log_group", "aws_cloudtrail"],
        "kms_key_id",
        Want::Present,
    ),
    needs(&["AWS::Logs::LogGroup"], "KmsKeyId", Want::Present),
    needs(&["AWS::CloudTrail::Trail"], "KMSKeyId", Want::Present),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
