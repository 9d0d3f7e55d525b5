//! A function is not given to every principal.
//!
//! # Why
//! With `*` as principal and no source, every account of AWS may call the function.
//!
//! # Fix
//! Name the service and the `source_arn` or `source_account`.
//!
//! # See
//! CKV_AWS_301, CKV_AWS_364

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("public_function_permission.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_lambda_permission" "a" {
  principal = "*"   #! `aws_lambda_permission.a` lets every account call the function
}
"#,
        ),
        Example::new(
            r#"
resource "aws_lambda_permission" "a" {
  principal  = "s3.amazonaws.com"
  source_arn = "arn:aws:s3:::b"
}
"#,
        ),
    ]);

const SAYS: &str = "lets every account call the function";

static ASKS: &[Ask] = &[
    allows(
        &["aws_lambda_permission"],
        "principal",
        Want::NoneOf(&["*"]),
    )
    .when(is_unbound),
    allows(
        &["AWS::Lambda::Permission"],
        "Principal",
        Want::NoneOf(&["*"]),
    )
    .when(is_unbound),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_unbound(resource: &Resource) -> bool {
    let bounds = [
        "source_arn",
        "source_account",
        "principal_org_id",
        "SourceArn",
        "SourceAccount",
    ];
    bounds.iter().all(|name| resource.look(name).is_absent())
}
