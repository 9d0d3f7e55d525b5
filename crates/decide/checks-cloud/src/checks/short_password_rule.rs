//! Passwords of an account have fourteen characters at least.
//!
//! # Why
//! Short passwords are guessed from lists that anyone can buy.
//!
//! # Fix
//! Set `minimum_password_length` to 14, or give people single sign-on.
//!
//! # See
//! CIS AWS 1.8
//! CKV_AWS_10

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-04", Severity::Low, run)
    .doc(seaworthy_check::header!("short_password_rule.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_iam_account_password_policy" "a" {
  minimum_password_length = 8   #! `aws_iam_account_password_policy.a` allows short passwords
}
"#,
        ),
        Example::new(
            r#"
resource "aws_iam_account_password_policy" "a" {
  minimum_password_length = 16
}
"#,
        ),
    ]);

const SAYS: &str = "allows short passwords";

static ASKS: &[Ask] = &[needs(
    &["aws_iam_account_password_policy"],
    "minimum_password_length",
    Want::AtLeast(14.0),
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
