//! Rights are given to groups and roles, not to single users.
//!
//! # Why
//! Rights of single users are forgotten when people change their work.
//!
//! # Fix
//! Attach policies to groups or roles.
//!
//! # See
//! CIS AWS 1.15
//! CKV_AWS_40

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-01", Severity::Low, run)
    .doc(seaworthy_check::header!("user_bound_policy.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_iam_user_policy" "a" {   #! `aws_iam_user_policy.a` gives rights to a single user
  user = "u"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_iam_group_policy" "a" {
  group = "g"
}
"#,
        ),
    ]);

const SAYS: &str = "gives rights to a single user";

static ASKS: &[Ask] = &[
    refuses(
        &["aws_iam_user_policy", "aws_iam_user_policy_attachment"],
        is_any,
    ),
    allows(&["AWS::IAM::User"], "Policies", Want::Gone),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_any(_: &Resource) -> bool {
    true
}
