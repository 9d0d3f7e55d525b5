//! A key that is deleted by mistake can be brought back for two weeks.
//!
//! # Why
//! With the key everything is gone that it has encrypted.
//!
//! # Fix
//! Set `deletion_window_in_days` to 14 at least.
//!
//! # See
//! CKV_AWS_227

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-02", Severity::Low, run)
    .doc(seaworthy_check::header!("short_key_deletion.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_kms_key" "a" {
  deletion_window_in_days = 7   #! `aws_kms_key.a` is deleted within days
}
"#,
        ),
        Example::new(
            r#"
resource "aws_kms_key" "a" {
  deletion_window_in_days = 30
}
"#,
        ),
    ]);

const SAYS: &str = "is deleted within days";

static ASKS: &[Ask] = &[
    allows(
        &["aws_kms_key"],
        "deletion_window_in_days",
        Want::AtLeast(14.0),
    ),
    allows(
        &["AWS::KMS::Key"],
        "PendingWindowInDays",
        Want::AtLeast(14.0),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
