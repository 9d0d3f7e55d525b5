//! The environment of a function is encrypted with a key of the owner.
//!
//! # Why
//! A key of the provider cannot be taken away by the owner, and its use cannot be seen.
//!
//! # Fix
//! Name a `kms_key_arn`.
//!
//! # See
//! CKV_AWS_173

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, ask, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-02", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_function_key.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_lambda_function" "a" {   #! `aws_lambda_function.a` encrypts its environment with a key of AWS
  environment {
    variables = { REGION = "eu-west-1" }
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_lambda_function" "a" {
  kms_key_arn = aws_kms_key.k.arn
  environment {
    variables = { REGION = "eu-west-1" }
  }
}
"#,
        ),
    ]);

const SAYS: &str = "encrypts its environment with a key of AWS";

static ASKS: &[Ask] = &[refuses(
    &["aws_lambda_function", "AWS::Lambda::Function"],
    lacks_key,
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn lacks_key(resource: &Resource) -> bool {
    let is_absent = |path: &str| resource.look(path).is_absent();
    let has_environment = !is_absent("environment") || !is_absent("Environment");
    has_environment && is_absent("kms_key_arn") && is_absent("KmsKeyArn")
}
