//! A change of the audit trail is noticed.
//!
//! # Why
//! Who breaks in removes traces first.
//!
//! # Fix
//! Set `enable_log_file_validation = true`.
//!
//! # See
//! CIS AWS 3.2
//! CKV_AWS_36

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("RUN-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_trail_validation.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_cloudtrail" "a" {   #! `aws_cloudtrail.a` does not notice changes of its log
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_cloudtrail" "a" {
  enable_log_file_validation = true
}
"#,
        ),
    ]);

const SAYS: &str = "does not notice changes of its log";

static ASKS: &[Ask] = &[
    needs(
        &["aws_cloudtrail"],
        "enable_log_file_validation",
        Want::True,
    ),
    needs(
        &["AWS::CloudTrail::Trail"],
        "EnableLogFileValidation",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
