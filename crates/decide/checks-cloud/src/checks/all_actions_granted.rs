//! No policy allows every action on every resource.
//!
//! # Why
//! Whoever holds it owns the account, and nothing in it can be told apart by rights.
//!
//! # Fix
//! Name the actions and resources; use the last-accessed report to find them.
//!
//! # See
//! CIS AWS 1.16
//! CKV_AWS_62, CKV_AWS_63, CKV_AWS_1

use crate::policy;
use crate::subject::failure;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-01", Severity::Critical, run)
    .doc(seaworthy_check::header!("all_actions_granted.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_iam_policy" "a" {
  policy = jsonencode({   #! `aws_iam_policy.a` allows everything
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }]
  })
}
"#,
        ),
        Example::new(
            r#"
Resources:
  Admin:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:   #! `Admin` allows everything
        Statement:
          - {Effect: Allow, Action: '*', Resource: '*'}
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

const SAYS: &str = "allows everything";

fn run(cloud: &Cloud, judge: &mut Judge) {
    let mut told: Option<(String, String)> = None;
    let arises =
        policy::each_statement(cloud, policy::OF_IDENTITIES, |resource, node, statement| {
            let this = (resource.unit.clone(), resource.address.clone());
            if statement.allows()
                && statement
                    .actions()
                    .iter()
                    .any(|one| one == "*" || one == "*:*")
                && statement.is_of_all_resources()
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
