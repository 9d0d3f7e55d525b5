//! Expressions that an API server of Kubernetes 1.36 was asked as the only validation of a policy.
//!
//! A line is one case in JSON: `expression` and `result`: `true`, `false`, `error` (it fails when
//! it is evaluated) or `rejected` (the policy is refused). Beside it lies the object of the
//! request.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use seaworthy_expr::limits::EVALUATION_STEPS_MAX;
use seaworthy_expr::{Budget, CompileError, Context, Program, Scope, Value};
use serde_json::json;

use crate::{Outcome, Set};

pub(super) const SET: Set = Set {
    name: "kubernetes-cel",
    source: "kubernetes-cel.jsonl",
    slow: false,
    run,
};

fn run(file: &Path) -> Result<Outcome> {
    let beside = file.with_file_name("kubernetes-cel-context.json");
    let around = fs::read_to_string(&beside).context("reading the object")?;
    let around: serde_json::Value = serde_json::from_str(&around).context("reading the object")?;
    let text = fs::read_to_string(file).context("reading the cases")?;
    let mut outcome = Outcome::default();
    for (line, number) in text.lines().zip(1..) {
        let case: serde_json::Value =
            serde_json::from_str(line).with_context(|| format!("line {number}"))?;
        let text = |key: &str| case[key].as_str().unwrap_or_default();
        let (expression, wanted) = (text("expression"), text("result"));
        let (found, reason) = answer(expression, &around["object"])?;
        let miss = format!(
            "{}: {expression}: {found} ({reason}), not {wanted}",
            text("id")
        );
        outcome.count(if found == wanted { Ok(()) } else { Err(miss) });
    }
    Ok(outcome)
}

/// The answer in one word, and the reason where it is neither `true` nor `false`.
fn answer(expression: &str, object: &serde_json::Value) -> Result<(&'static str, String)> {
    let mut scope = Scope::default();
    let variable = Program::compile("object.metadata.labels.app", &scope)?;
    scope.declare("v", &variable);
    let program = match Program::compile(expression, &scope) {
        Ok(program) => program,
        Err(error @ CompileError::Rejected(_)) => return Ok(("rejected", error.to_string())),
        Err(error) => return Ok(("unsupported", error.to_string())),
    };
    // What the server fills in before policies see the object.
    let mut object = object.clone();
    object["metadata"]["creationTimestamp"] = json!("2026-01-01T00:00:00Z");
    let request = json!({
        "operation": "CREATE",
        "kind": {"group": "", "version": "v1", "kind": "ConfigMap"},
        "userInfo": {"username": "admin", "groups": ["system:masters", "system:authenticated"]},
    });
    let variables = [variable];
    let (object, request) = (Value::of_json(&object), Value::of_json(&request));
    let mut context = Context::new(object, request, &variables);
    context.namespace_object = Value::of_json(&json!({"metadata": {"name": "par"}}));
    let mut budget = Budget::new(EVALUATION_STEPS_MAX);
    Ok(match program.evaluate(&context, &mut budget) {
        Ok(Value::Bool(true)) => ("true", String::new()),
        Ok(Value::Bool(false)) => ("false", String::new()),
        Ok(other) => ("other", format!("{other:?}")),
        Err(error) if error.is_fatal() => ("unsupported", error.to_string()),
        Err(error) => ("error", error.to_string()),
    })
}
