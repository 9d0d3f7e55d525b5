//! Nobody is an administrator by a managed policy.
//!
//! # Why
//! A role of a pipeline or machine that owns the account makes each of its weaknesses the end of
//! it.
//!
//! # Fix
//! Attach a policy with the actions that are used.
//!
//! # See
//! CIS AWS 1.16
//! CKV_AWS_274

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("administrator_attached.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_iam_role_policy_attachment" "a" {
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"   #! `aws_iam_role_policy_attachment.a` makes its holder an administrator
}
"#,
        ),
        Example::new(
            r#"
resource "aws_iam_role_policy_attachment" "a" {
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
}
"#,
        ),
    ]);

const SAYS: &str = "makes its holder an administrator";

static ASKS: &[Ask] = &[
    allows(
        &[
            "aws_iam_role_policy_attachment",
            "aws_iam_user_policy_attachment",
            "aws_iam_group_policy_attachment",
            "aws_iam_policy_attachment",
        ],
        "policy_arn",
        Want::NoneOf(&["arn:aws:iam::aws:policy/AdministratorAccess"]),
    ),
    allows(
        &["aws_iam_role"],
        "managed_policy_arns",
        Want::NoneOf(&["arn:aws:iam::aws:policy/AdministratorAccess"]),
    ),
    allows(
        &["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"],
        "ManagedPolicyArns",
        Want::NoneOf(&["arn:aws:iam::aws:policy/AdministratorAccess"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
