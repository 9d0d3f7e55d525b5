//! A role names its verbs.
//!
//! # Why
//! `*` among the verbs also allows what nobody thought of: deletion of all at once, `escalate`,
//! `bind`, `impersonate`, and verbs that a later release brings.
//!
//! # Fix
//! List the verbs that are needed.
//!
//! # See
//! CIS Kubernetes 5.1.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Reach, Site, failure, lower};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("wildcard_verbs.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [apps]
                resources: [deployments]
                #! ClusterRole `helper` may do everything with `deployments`
                verbs: ["*"]
            "#,
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [apps]
                resources: [deployments]
                verbs: [get, list]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let roles = cluster.rights().roles.iter();
    for role in roles.filter(|role| !role.is_known) {
        let mut rules = role.rules.iter().filter(|rule| {
            rule.is_any_verb() && !rule.is_any_resource() && !rule.resources.is_empty()
        });
        let Some(rule) = rules.next() else { continue };
        let narrow = !rule.is_of_cluster() || !rule.names.is_empty();
        let severity = if narrow {
            lower(Severity::Medium)
        } else {
            Severity::Medium
        };
        let may = format!("do everything with {}", rule.resources_shown());
        let site = Site { rule, resource: 0 };
        judge.fail(failure(
            cluster,
            role,
            site,
            &may,
            severity,
            Reach::Namespaced,
        ));
    }
}
