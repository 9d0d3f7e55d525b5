//! An audit policy records.
//!
//! # Why
//! A policy whose rules are all `None`, or that has none, records nothing, though the log is there.
//!
//! # Fix
//! End the rules with one for all requests at the level `Metadata`.
//!
//! # See
//! CIS Kubernetes 3.2.1, 3.2.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-04", Severity::High, run)
    .doc(seaworthy_check::header!("silent_audit_policy.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: audit.k8s.io/v1
            kind: Policy
            rules: [{level: None}]   #! the audit policy records nothing
            ",
        ),
        Example::new(
            "
            apiVersion: audit.k8s.io/v1
            kind: Policy
            rules: [{level: Metadata}]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in cluster.of_group("audit.k8s.io", "Policy") {
        let rules = policy.at("rules");
        let mut all = rules.map(Value::items).into_iter().flatten();
        let records = |rule: Value<'_>| {
            let level = rule.get("level").and_then(Value::text);
            level.is_some_and(|level| level != "None")
        };
        if !all.any(records) {
            let place = rules.unwrap_or(policy.value());
            judge.fail(cluster.failure(policy, place, "the audit policy records nothing"));
        }
    }
}
