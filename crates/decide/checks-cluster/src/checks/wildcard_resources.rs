//! A role names the resources that it changes.
//!
//! # Why
//! `*` among the resources takes in Secrets, roles, `pods/exec` and every kind that is installed
//! later.
//!
//! # Fix
//! List the resources that are needed.
//!
//! # See
//! CIS Kubernetes 5.1.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Reach, Site, failure};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("wildcard_resources.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["*"]
                resources: ["*"]   #! ClusterRole `helper` may `delete` every resource
                verbs: [get, delete]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [pods]
                verbs: [delete]
            "#,
        ),
    ]);

const READING: &[&str] = &["get", "list", "watch"];

fn run(cluster: &Cluster, judge: &mut Judge) {
    let roles = cluster.rights().roles.iter();
    for role in roles.filter(|role| !role.is_known) {
        let rules = role.rules.iter().filter(|rule| rule.is_any_resource());
        let mut rules = rules.filter(|rule| !rule.is_any_verb() && rule.is_for_all_names());
        let writing = |verb: &&String| !READING.contains(&verb.as_str());
        let found = rules.find_map(|rule| Some((rule, rule.verbs.iter().find(writing)?)));
        let Some((rule, verb)) = found else { continue };
        let (severity, groups) = if rule.is_of_cluster() {
            (Severity::High, String::new())
        } else {
            (Severity::Low, format!(" of {}", rule.groups_shown()))
        };
        let may = format!("`{verb}` every resource{groups}");
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
