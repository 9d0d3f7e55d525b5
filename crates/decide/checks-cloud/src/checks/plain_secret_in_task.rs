//! Environments of containers and functions hold no secrets in plain text.
//!
//! # Why
//! An environment is shown by the console, by describe calls and by every crash report, and it
//! stands in the state file.
//!
//! # Fix
//! Load the value when the container starts: `secrets` with a parameter or secret,
//! `secret_key_ref`, a Key Vault reference.
//!
//! # See
//! CKV_AWS_45
//! NIST SP 800-190 4.1.4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Node;
use seaworthy_model::Severity;

use crate::ask::nodes_at;
use crate::containers;
use crate::literals::{is_literal_secret, is_secret_name};
use crate::subject::failure;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-01", Severity::High, run)
    .doc(seaworthy_check::header!("plain_secret_in_task.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_lambda_function" "a" {
  environment {
    variables = {
      api_token = "Example-1234"   #! `aws_lambda_function.a` holds the secret `api_token` in plain text
    }
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_ecs_task_definition" "a" {
  container_definitions = jsonencode([{   #! `aws_ecs_task_definition.a` holds the secret `TOKEN` in plain text
    environment = [{ name = "TOKEN", value = "Example-1234" }]
  }])
}
"#,
        ),
        Example::new(
            r#"
resource "aws_lambda_function" "a" {
  environment {
    variables = {
      db_password_arn = "arn:aws:secretsmanager:eu-west-1:1:secret:x"
      region          = "eu-west-1"
    }
  }
}
"#,
        ),
    ]);

/// Where functions and applications keep their environment.
const ENVIRONMENTS: &[(&str, &str)] = &[
    ("aws_lambda_function", "environment.variables"),
    ("AWS::Lambda::Function", "Environment.Variables"),
    ("AWS::Serverless::Function", "Environment.Variables"),
    ("google_cloudfunctions_function", "environment_variables"),
    (
        "google_cloudfunctions2_function",
        "service_config.environment_variables",
    ),
    ("azurerm_app_service", "app_settings"),
    ("azurerm_linux_web_app", "app_settings"),
    ("azurerm_linux_function_app", "app_settings"),
    ("aws_codebuild_project", "environment.environment_variable"),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    let mut arises = false;
    for (kind, path) in ENVIRONMENTS {
        for resource in cloud.of_kinds(&[kind]) {
            arises = true;
            for node in nodes_at(&resource.attributes, path).into_iter().flatten() {
                for (name, value) in node.entries() {
                    if is_secret(name, value.as_str().unwrap_or_default()) {
                        judge.fail(failure(resource, Some(value), &says(name)));
                    }
                }
                let name = node.get("name").and_then(Node::as_str).unwrap_or_default();
                let value = node.get("value").and_then(Node::as_str).unwrap_or_default();
                if is_secret(name, value) {
                    judge.fail(failure(resource, Some(node), &says(name)));
                }
            }
        }
    }
    for container in containers::all(cloud) {
        arises = true;
        for (name, value) in container.environment() {
            if is_secret(&name, &value) {
                judge.fail(failure(
                    container.resource,
                    Some(container.place),
                    &says(&name),
                ));
            }
        }
    }
    if !arises {
        judge.not_applicable();
    }
}

fn is_secret(name: &str, value: &str) -> bool {
    is_secret_name(name) && is_literal_secret(value)
}

fn says(name: &str) -> String {
    format!("holds the secret `{name}` in plain text")
}
