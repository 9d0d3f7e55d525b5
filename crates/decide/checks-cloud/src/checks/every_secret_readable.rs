//! No policy lets its holder read every secret.
//!
//! # Why
//! One stolen role is then the end of all secrets of the account.
//!
//! # Fix
//! Name the secrets and keys by ARN.
//!
//! # See
//! CKV_AWS_287, CKV_AWS_288

use crate::policy;
use crate::subject::failure;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-03", Severity::High, run)
    .doc(seaworthy_check::header!("every_secret_readable.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_iam_policy" "a" {
  policy = jsonencode({   #! `aws_iam_policy.a` lets its holder read every secret
    Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }]
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

const SAYS: &str = "lets its holder read every secret";

fn run(cloud: &Cloud, judge: &mut Judge) {
    let mut told: Option<(String, String)> = None;
    let arises =
        policy::each_statement(cloud, policy::OF_IDENTITIES, |resource, node, statement| {
            let this = (resource.unit.clone(), resource.address.clone());
            if statement.allows()
                && statement
                    .actions()
                    .iter()
                    .any(|one| READING.contains(&one.as_str()))
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

/// Actions that hand out secrets or what they protect.
const READING: &[&str] = &[
    "kms:*",
    "kms:decrypt",
    "secretsmanager:*",
    "secretsmanager:get*",
    "secretsmanager:getsecretvalue",
    "ssm:*",
    "ssm:get*",
    "ssm:getparameter",
    "ssm:getparameters",
    "ssm:getparametersbypath",
];
