//! A function runs only code that is signed.
//!
//! # Why
//! Whoever may update the function may put any code into it.
//!
//! # Fix
//! Make a code signing configuration and name it in `code_signing_config_arn`.
//!
//! # See
//! CKV_AWS_272

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("PRV-02", Severity::Low, run)
    .doc(seaworthy_check::header!("unsigned_function_code.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_lambda_function" "a" {   #! `aws_lambda_function.a` runs code that is not signed
  runtime = "python3.13"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_lambda_function" "a" {
  package_type = "Image"
}
"#,
        ),
    ]);

const SAYS: &str = "runs code that is not signed";

static ASKS: &[Ask] = &[
    needs(
        &["aws_lambda_function"],
        "code_signing_config_arn",
        Want::Present,
    )
    .when(is_zip),
    needs(
        &["AWS::Lambda::Function"],
        "CodeSigningConfigArn",
        Want::Present,
    )
    .when(is_zip),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Images are signed in their registry.
fn is_zip(resource: &Resource) -> bool {
    let kinds = ["package_type", "PackageType"];
    !kinds
        .iter()
        .any(|name| resource.look(name).known().and_then(Node::as_str) == Some("Image"))
}
