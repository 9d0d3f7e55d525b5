//! People come from a directory, not from users of one account.
//!
//! # Why
//! A user of one account outlives the person, and has no second factor unless somebody asked for
//! it.
//!
//! # Fix
//! Use IAM Identity Center or federation; give programs roles.
//!
//! # See
//! CIS AWS 1.21
//! CKV_AWS_273

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, ask, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-04", Severity::Low, run)
    .doc(seaworthy_check::header!("local_cloud_user.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_iam_user" "a" {   #! `aws_iam_user.a` is a user of this account alone
  name = "a"
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

const SAYS: &str = "is a user of this account alone";

static ASKS: &[Ask] = &[refuses(&["aws_iam_user", "AWS::IAM::User"], is_any)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_any(_: &Resource) -> bool {
    true
}
