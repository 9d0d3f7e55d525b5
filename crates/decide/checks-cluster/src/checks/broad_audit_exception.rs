//! An audit policy leaves out single requests.
//!
//! # Why
//! The first rule that fits decides. One at the level `None` without users, paths or resources ends
//! the record for all that follow.
//!
//! # Fix
//! Name the users, verbs and resources that the rule leaves out, and put broad rules last.
//!
//! # See
//! CIS Kubernetes 3.2.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;

const NARROWING: &[&str] = &[
    "users",
    "userGroups",
    "resources",
    "namespaces",
    "nonResourceURLs",
];

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("broad_audit_exception.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: audit.k8s.io/v1
            kind: Policy
            rules:
              - level: None   #! a rule drops every request that comes to it
                verbs: [get]
              - level: Metadata
            ",
        ),
        Example::new(
            r#"
            apiVersion: audit.k8s.io/v1
            kind: Policy
            rules:
              - level: None
                users: ["system:kube-proxy"]
                verbs: [watch]
              - level: Metadata
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in cluster.of_group("audit.k8s.io", "Policy") {
        let rules: Vec<Value<'_>> = policy
            .at("rules")
            .into_iter()
            .flat_map(Value::items)
            .collect();
        // The last rule of all may leave the rest out, and one alone is told by another check.
        let rules = rules.split_last().map_or(&[][..], |(_, before)| before);
        let drops = |rule: &&Value<'_>| rule.get("level").and_then(Value::text) == Some("None");
        for rule in rules.iter().filter(drops) {
            let narrow = NARROWING
                .iter()
                .any(|key| rule.get(key).is_some_and(|one| !one.is_empty()));
            if !narrow {
                let place = rule.get("level").unwrap_or(*rule);
                let message = "a rule drops every request that comes to it";
                judge.fail(cluster.failure(policy, place, message));
            }
        }
    }
}
