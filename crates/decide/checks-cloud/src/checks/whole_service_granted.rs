//! No policy allows all actions of a service on every resource.
//!
//! # Why
//! The rights to read come with those to delete, to share and to give away.
//!
//! # Fix
//! Name the actions that are used, and the resources by ARN.
//!
//! # See
//! CKV_AWS_288, CKV_AWS_290, CKV_AWS_355

use crate::policy;
use crate::subject::failure;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("whole_service_granted.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_iam_policy" "a" {
  policy = jsonencode({   #! `aws_iam_policy.a` allows all of a service everywhere
    Statement = [{ Effect = "Allow", Action = ["ec2:*", "s3:GetObject"], Resource = "*" }]
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

const SAYS: &str = "allows all of a service everywhere";

fn run(cloud: &Cloud, judge: &mut Judge) {
    let mut told: Option<(String, String)> = None;
    let arises =
        policy::each_statement(cloud, policy::OF_IDENTITIES, |resource, node, statement| {
            let this = (resource.unit.clone(), resource.address.clone());
            if statement.allows()
                && statement.actions().iter().any(|one| is_whole(one))
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

/// `ec2:*`; all actions of all services are another check's.
fn is_whole(action: &str) -> bool {
    action.ends_with(":*") && action != "*:*"
}
