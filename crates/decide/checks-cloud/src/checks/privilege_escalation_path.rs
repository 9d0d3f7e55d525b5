//! No policy lets its holder give itself more rights.
//!
//! # Why
//! The right to pass any role, or to change policies, is the right to everything.
//!
//! # Fix
//! Name the roles that may be passed, and keep changes of policies to the pipeline that owns them.
//!
//! # See
//! CKV_AWS_286, CKV_AWS_289, CKV_AWS_109, CKV_AWS_110

use crate::policy;
use crate::subject::failure;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("privilege_escalation_path.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_iam_policy" "a" {
  policy = jsonencode({   #! `aws_iam_policy.a` lets its holder gain more rights
    Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }]
  })
}
"#,
        ),
        Example::new(
            r#"
resource "aws_iam_policy" "a" {
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::b/*" }]
  })
}
"#,
        ),
    ]);

const SAYS: &str = "lets its holder gain more rights";

fn run(cloud: &Cloud, judge: &mut Judge) {
    let mut told: Option<(String, String)> = None;
    let arises =
        policy::each_statement(cloud, policy::OF_IDENTITIES, |resource, node, statement| {
            let this = (resource.unit.clone(), resource.address.clone());
            if statement.allows()
                && statement
                    .actions()
                    .iter()
                    .any(|one| ESCALATING.contains(&one.as_str()))
                && statement.is_of_all_resources()
                && !statement.has_condition()
                && told.as_ref() != Some(&this)
            {
                judge.fail(failure(resource, Some(node), SAYS));
                told = Some(this);
            }
        });
    if !arises {
        judge.not_applicable();
    }
}

/// Actions that change what someone may do, or hand over the rights of a role.
const ESCALATING: &[&str] = &[
    "iam:*",
    "iam:addusertogroup",
    "iam:attachgrouppolicy",
    "iam:attachrolepolicy",
    "iam:attachuserpolicy",
    "iam:createaccesskey",
    "iam:createloginprofile",
    "iam:createpolicyversion",
    "iam:passrole",
    "iam:put*",
    "iam:putgrouppolicy",
    "iam:putrolepolicy",
    "iam:putuserpolicy",
    "iam:setdefaultpolicyversion",
    "iam:updateassumerolepolicy",
    "iam:updateloginprofile",
    "sts:*",
    "sts:assumerole",
];
