//! Not everyone with a login has rights.
//!
//! # Why
//! `system:authenticated` is every user and every service account, also of a stranger where the
//! identity provider lets strangers in: on some clouds that is everyone with an account.
//!
//! # Fix
//! Bind the groups that are meant, by name.
//!
//! # See
//! CIS Kubernetes 5.1.1
//! Google Cloud security bulletin on system:authenticated, 2024

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Rule, lower, value};

/// Roles that every cluster gives to this group: what a client needs before it knows anything.
const PUBLIC: &[&str] = &[
    "system:basic-user",
    "system:discovery",
    "system:public-info-viewer",
    "system:service-account-issuer-discovery",
    "kubeadm:bootstrap-signer-clusterinfo",
];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-03", Severity::High, run)
    .doc(seaworthy_check::header!("authenticated_binding.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: open}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
            subjects:
              - {kind: Group, name: system:authenticated}
              #! ClusterRoleBinding `open` gives `edit` to everyone with a login
            ",
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: system:discovery}
            roleRef: {kind: ClusterRole, name: system:discovery}
            subjects:
              - {kind: Group, name: system:authenticated}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let rights = cluster.rights();
    for binding in &rights.bindings {
        let object = cluster.object(binding.object);
        let role = binding.role_name(cluster);
        let mut subjects = binding.subjects.iter();
        let found = subjects.find(|subject| subject.is_group("system:authenticated"));
        let Some(subject) = found.filter(|_| !PUBLIC.contains(&role)) else {
            continue;
        };
        let rules = rights.rules_bound(binding);
        let only_reads = !rules.is_empty() && rules.iter().all(|rule| reads(rule));
        let severity = if only_reads {
            lower(Severity::High)
        } else {
            Severity::High
        };
        let message = format!(
            "{} `{}` gives `{role}` to everyone with a login",
            object.kind(),
            object.name()
        );
        let place = value(cluster.set(), binding.object, subject.node).unwrap_or(object.value());
        judge.fail(cluster.failure(object, place, message).severity(severity));
    }
}

/// Whether a rule reads, and no Secret.
fn reads(rule: &Rule) -> bool {
    let reading = |verb: &String| matches!(verb.as_str(), "get" | "list" | "watch");
    rule.verbs.iter().all(reading) && rule.resource("secrets").is_none()
}
