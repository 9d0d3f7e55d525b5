//! An audit policy does not record contents of Secrets.
//!
//! # Why
//! At the levels `Request` and `RequestResponse` the contents of Secrets, ConfigMaps and token
//! requests go into the log, and with it to whoever keeps logs.
//!
//! # Fix
//! Put a rule at the level `Metadata` for `secrets`, `configmaps`, `tokenreviews` and
//! `serviceaccounts/token` before the broader ones.
//!
//! # See
//! CIS Kubernetes 3.2.2
//! Kubernetes documentation: auditing

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;

const NARROWING: &[&str] = &["users", "userGroups", "verbs", "namespaces"];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-04", Severity::High, run)
    .doc(seaworthy_check::header!("secret_recording_audit_policy.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: audit.k8s.io/v1
            kind: Policy
            rules:
              - level: RequestResponse   #! a rule records the contents of Secrets
            ",
        ),
        Example::new(
            r#"
            apiVersion: audit.k8s.io/v1
            kind: Policy
            rules:
              - level: Metadata
                resources: [{group: "", resources: [secrets, configmaps, serviceaccounts/token]}]
              - level: RequestResponse
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in cluster.of_group("audit.k8s.io", "Policy") {
        for rule in policy.at("rules").map(Value::items).into_iter().flatten() {
            if !covers_secrets(rule) {
                continue;
            }
            let level = rule.get("level");
            let text = level.and_then(Value::text).unwrap_or_default();
            if text.starts_with("Request") {
                let place = level.unwrap_or(rule);
                let message = "a rule records the contents of Secrets";
                judge.fail(cluster.failure(policy, place, message));
            }
            // The first rule that fits all requests for Secrets decides on them.
            if !NARROWING.iter().any(|key| rule.get(key).is_some()) {
                break;
            }
        }
    }
}

/// A rule without resources and paths is about all of them.
fn covers_secrets(rule: Value<'_>) -> bool {
    let Some(resources) = rule.get("resources").filter(|list| !list.is_empty()) else {
        return rule.get("nonResourceURLs").is_none();
    };
    let core = |one: &Value<'_>| {
        let group = one.get("group").and_then(Value::text).unwrap_or_default();
        group.is_empty() || group == "*"
    };
    resources.items().filter(core).any(|one| {
        let Some(list) = one.get("resources").filter(|list| !list.is_empty()) else {
            return true;
        };
        let mut names = list.items().filter_map(Value::text);
        names.any(|name| matches!(name, "secrets" | "*" | "secrets/*"))
    })
}
