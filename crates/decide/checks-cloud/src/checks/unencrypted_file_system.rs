//! Shared file systems are encrypted.
//!
//! # Why
//! What a container writes there lies on disks of others, and in backups.
//!
//! # Fix
//! Set `encrypted = true`.
//!
//! # See
//! CIS AWS 2.4.1
//! CKV_AWS_42

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("unencrypted_file_system.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_efs_file_system" "a" {   #! `aws_efs_file_system.a` is not encrypted
  creation_token = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_efs_file_system" "a" {
  encrypted = true
}
"#,
        ),
    ]);

const SAYS: &str = "is not encrypted";

static ASKS: &[Ask] = &[
    needs(&["aws_efs_file_system"], "encrypted", Want::True),
    needs(&["AWS::EFS::FileSystem"], "Encrypted", Want::True),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
