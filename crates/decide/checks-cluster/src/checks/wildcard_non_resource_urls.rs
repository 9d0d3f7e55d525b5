//! A role names the paths of the API server that it uses.
//!
//! # Why
//! `*` among `nonResourceURLs` covers debugging and profiling endpoints and whatever is served
//! there later.
//!
//! # Fix
//! Name the paths, such as `/metrics` or `/healthz`, and allow `get` alone.
//!
//! # See
//! CIS Kubernetes 5.1.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::value;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("wildcard_non_resource_urls.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - nonResourceURLs: ["*"]
              #! ClusterRole `helper` may use every path of the API server
                verbs: [get, post]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - nonResourceURLs: [/metrics, "/healthz/*"]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let roles = cluster.rights().roles.iter();
    // A Role cannot grant paths, and a role that allows everything is told by another check.
    let roles = roles.filter(|role| !role.is_known && role.is_cluster);
    for role in roles.filter(|role| !role.rules.iter().any(crate::rights::Rule::is_total)) {
        let mut rules = role.rules.iter();
        let every = |url: &String| url == "*" || url == "/*";
        let Some(rule) = rules.find(|rule| rule.urls.iter().any(every)) else {
            continue;
        };
        let object = cluster.object(role.object);
        let written = rule
            .site
            .and_then(|(at, node)| value(cluster.set(), at, node));
        let place = written.and_then(|rule| rule.get("nonResourceURLs"));
        let name = object.name();
        let message = format!("ClusterRole `{name}` may use every path of the API server");
        judge.fail(cluster.failure(object, place.unwrap_or(object.value()), message));
    }
}
