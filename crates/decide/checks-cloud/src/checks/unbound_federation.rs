//! A role that trusts an identity provider names the subject.
//!
//! # Why
//! Without the subject every pipeline of everybody at that provider may take the role.
//!
//! # Fix
//! Compare `sub` of the token with the repository, the service account or the namespace.
//!
//! # See
//! CKV_AWS_358

use crate::policy;
use crate::subject::failure;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-05", Severity::High, run)
    .doc(seaworthy_check::header!("unbound_federation.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_iam_role" "a" {
  assume_role_policy = jsonencode({   #! `aws_iam_role.a` trusts every subject of its provider
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com" }
    }]
  })
}
"#,
        ),
        Example::new(
            r#"
resource "aws_iam_role" "a" {
  assume_role_policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com" }
      Condition = {
        StringEquals = { "token.actions.githubusercontent.com:sub" = "repo:shop/web:ref:main" }
      }
    }]
  })
}
"#,
        ),
    ]);

const SAYS: &str = "trusts every subject of its provider";

fn run(cloud: &Cloud, judge: &mut Judge) {
    let mut told: Option<(String, String)> = None;
    let arises = policy::each_statement(cloud, policy::OF_TRUST, |resource, node, statement| {
        let this = (resource.unit.clone(), resource.address.clone());
        if statement.allows()
            && statement
                .federated()
                .iter()
                .any(|one| one.contains("oidc") || one.contains("token.actions"))
            && !statement
                .condition_keys()
                .iter()
                .any(|key| key.ends_with(":sub"))
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
