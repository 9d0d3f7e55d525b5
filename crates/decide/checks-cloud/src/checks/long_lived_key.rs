//! No key of an account is made that never expires.
//!
//! # Why
//! Such keys stand in state files, pipelines and laptops, and work from everywhere until somebody
//! notices.
//!
//! # Fix
//! Use roles, workload identity or federation with the pipeline.
//!
//! # See
//! CIS AWS 1.14
//! CIS GCP 1.4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, ask, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-05", Severity::High, run)
    .doc(seaworthy_check::header!("long_lived_key.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_iam_access_key" "a" {   #! `aws_iam_access_key.a` makes a key that never expires
  user = "u"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_iam_role" "a" {
  name = "r"
}
"#,
        ),
    ]);

const SAYS: &str = "makes a key that never expires";

static ASKS: &[Ask] = &[refuses(
    &[
        "aws_iam_access_key",
        "AWS::IAM::AccessKey",
        "google_service_account_key",
    ],
    is_any,
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_any(_: &Resource) -> bool {
    true
}
