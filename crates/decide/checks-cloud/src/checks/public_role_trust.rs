//! A role names who may take it.
//!
//! # Why
//! A role that anyone may take is open to every account of AWS.
//!
//! # Fix
//! Name accounts, roles or services as principals.
//!
//! # See
//! CKV_AWS_60, CKV_AWS_61

use crate::policy;
use crate::subject::failure;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-01", Severity::Critical, run)
    .doc(seaworthy_check::header!("public_role_trust.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_iam_role" "a" {
  assume_role_policy = jsonencode({   #! `aws_iam_role.a` can be taken by anyone
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }]
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
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}
"#,
        ),
    ]);

const SAYS: &str = "can be taken by anyone";

fn run(cloud: &Cloud, judge: &mut Judge) {
    let mut told: Option<(String, String)> = None;
    let arises = policy::each_statement(cloud, policy::OF_TRUST, |resource, node, statement| {
        let this = (resource.unit.clone(), resource.address.clone());
        if statement.allows()
            && statement.is_for_everyone()
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
