//! A function runs on a runtime that is still maintained.
//!
//! # Why
//! Weaknesses that are found now are not fixed in a runtime whose maintenance has ended.
//!
//! # Fix
//! Move the function to a maintained runtime.
//!
//! # See
//! CKV_AWS_363

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Node;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("IMG-08", Severity::Medium, run)
    .doc(seaworthy_check::header!("ended_function_runtime.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_lambda_function" "a" {
  runtime = "nodejs12.x"   #! `aws_lambda_function.a` runs on a runtime that has ended
}
"#,
        ),
        Example::new(
            r#"
resource "aws_lambda_function" "a" {
  runtime = "python3.13"
}
"#,
        ),
    ]);

const SAYS: &str = "runs on a runtime that has ended";

static ASKS: &[Ask] = &[
    allows(&["aws_lambda_function"], "runtime", Want::Is(is_kept)),
    allows(
        &["AWS::Lambda::Function", "AWS::Serverless::Function"],
        "Runtime",
        Want::Is(is_kept),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Runtimes that AWS has deprecated (Lambda runtimes).
const ENDED: &[&str] = &[
    "dotnet5.0",
    "dotnet6",
    "dotnet7",
    "dotnetcore1.0",
    "dotnetcore2.0",
    "dotnetcore2.1",
    "dotnetcore3.1",
    "go1.x",
    "java8",
    "nodejs",
    "nodejs10.x",
    "nodejs12.x",
    "nodejs14.x",
    "nodejs16.x",
    "nodejs18.x",
    "nodejs4.3",
    "nodejs6.10",
    "nodejs8.10",
    "provided",
    "python2.7",
    "python3.6",
    "python3.7",
    "python3.8",
    "python3.9",
    "ruby2.5",
    "ruby2.7",
];

fn is_kept(node: &Node) -> bool {
    node.as_str()
        .is_none_or(|runtime| !ENDED.contains(&runtime))
}
