//! Pods that a level of the Pod Security Standards lets in or not, by version: the fixtures of
//! Kubernetes' own admission.
//!
//! A line is one case in JSON: `level`, `version`, `expect` (`pass` or `fail`), `name` and `pod`.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use seaworthy_checks_workload::standards::{Level, evaluate};
use seaworthy_facts::manifest::Dialect;
use seaworthy_facts::manifest::kubernetes::{KubeVersion, Object};
use seaworthy_manifest::{kubernetes, yaml};

use crate::{Outcome, Set};

pub(super) const SET: Set = Set {
    name: "pod-security-standards",
    source: "pod-security-standards.jsonl",
    slow: false,
    run,
};

fn run(file: &Path) -> Result<Outcome> {
    let text = fs::read_to_string(file).context("reading the cases")?;
    let mut outcome = Outcome::default();
    for (line, number) in text.lines().zip(1..) {
        let case = judge(line).with_context(|| format!("line {number}"))?;
        outcome.count(case);
    }
    Ok(outcome)
}

fn judge(line: &str) -> Result<Result<(), String>> {
    let case: serde_json::Value = serde_json::from_str(line).context("reading a case")?;
    let text = |key: &str| case[key].as_str().unwrap_or_default();
    let level = match text("level") {
        "baseline" => Level::Baseline,
        "restricted" => Level::Restricted,
        other => bail!("no level `{other}`"),
    };
    let version: KubeVersion = text("version").parse().context("reading its version")?;
    let expected = match text("expect") {
        "pass" => true,
        "fail" => false,
        other => bail!("no outcome `{other}`"),
    };
    let pod = serde_json::to_vec(&case["pod"]).context("writing its pod")?;
    let tree = Arc::new(yaml::read("pod.json", &pod, Dialect::Kubernetes));
    let objects = kubernetes::objects(&tree).objects;
    let template = objects.iter().flat_map(Object::pods).next();
    let template = template.context("it holds no pod")?;
    let violations = evaluate(level, version, template);
    if violations.is_empty() == expected {
        return Ok(Ok(()));
    }
    let found: Vec<String> = violations
        .iter()
        .map(|violation| format!("{}: {}", violation.control, violation.message))
        .collect();
    let (name, level, found) = (text("name"), text("level"), found.join("; "));
    Ok(Err(format!("{level} {version} {name}: found [{found}]")))
}
