//! Admission policies and objects that an API server of Kubernetes 1.36 took or refused.
//!
//! A line is one policy in JSON: `policy`, `source`, `accepted` (whether the server takes the
//! policy), and `cases`: `object`, `allowed`, `message`. A policy counts as one case where it is
//! refused, and as one for each object else.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use seaworthy_expr::{Policies, ReviewOptions, Said, User, review};
use seaworthy_facts::manifest::Dialect;
use seaworthy_facts::manifest::kubernetes::{KubeVersion, ObjectSet};
use seaworthy_manifest::{kubernetes, yaml};
use serde_json::Value;

use crate::{Outcome, Set};

pub(super) const SET: Set = Set {
    name: "vap-parity",
    source: "vap-parity.jsonl",
    slow: false,
    run,
};

fn run(file: &Path) -> Result<Outcome> {
    let text = fs::read_to_string(file).context("reading the cases")?;
    let mut outcome = Outcome::default();
    for (line, number) in text.lines().zip(1..) {
        let line: Value = serde_json::from_str(line).with_context(|| format!("line {number}"))?;
        judge(&line, &mut outcome)?;
    }
    Ok(outcome)
}

fn set_of(json: &Value) -> Result<ObjectSet> {
    let bytes = serde_json::to_vec(json).context("writing an object")?;
    let tree = Arc::new(yaml::read("object.json", &bytes, Dialect::Kubernetes));
    let objects = kubernetes::objects(&tree).objects;
    Ok(ObjectSet::new("case", KubeVersion::default(), objects))
}

fn judge(line: &Value, outcome: &mut Outcome) -> Result<()> {
    let source = line["source"].as_str().unwrap_or_default();
    let mut policies = Policies::default();
    policies.read_given(&set_of(&line["policy"])?);
    let is_accepted = line["accepted"].as_bool().unwrap_or_default();
    let problem = policies
        .problems()
        .first()
        .map(|problem| problem.reason.clone());
    if !is_accepted {
        let miss = || format!("{source}: the policy is taken");
        outcome.count(problem.map(|_| ()).ok_or_else(miss));
        return Ok(());
    }
    // The user that asked the server.
    let options = ReviewOptions {
        user: User {
            name: "admin".to_owned(),
            groups: vec![
                "system:masters".to_owned(),
                "system:authenticated".to_owned(),
            ],
        },
        with_pods: false,
        ..ReviewOptions::default()
    };
    for case in line["cases"].as_array().into_iter().flatten() {
        if let Some(problem) = &problem {
            outcome.count(Err(format!("{source}: {problem}")));
            continue;
        }
        let set = set_of(&case["object"])?;
        let said = review(&set, &policies, &options);
        let allowed = case["allowed"].as_bool().unwrap_or_default();
        let message = case["message"].as_str().unwrap_or_default();
        let name = case["object"]["metadata"]["name"]
            .as_str()
            .unwrap_or_default();
        let kind = case["object"]["kind"].as_str().unwrap_or_default();
        let agrees = match said.first().map(|review| &review.answer) {
            None => allowed,
            // The server tells the first refusal, of which ours must be a part.
            Some(Said::Refused { message: ours, .. }) => !allowed && message.contains(ours),
            Some(Said::Unknown(_)) => false,
        };
        let found = said.first().map(|review| &review.answer);
        let miss = format!("{source}: {kind} {name}: {found:?}, not {allowed} {message}");
        outcome.count(if agrees { Ok(()) } else { Err(miss) });
    }
    Ok(())
}
