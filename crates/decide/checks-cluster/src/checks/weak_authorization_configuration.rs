//! An AuthorizationConfiguration asks RBAC, and nothing that allows all.
//!
//! # Why
//! The authorizers are asked in order: `AlwaysAllow` ends the question with yes, and without RBAC
//! roles mean nothing.
//!
//! # Fix
//! List `Node` and `RBAC`; set `failurePolicy: Deny` for webhooks.
//!
//! # See
//! CIS Kubernetes 1.2.6, 1.2.8

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-03", Severity::High, run)
    .doc(seaworthy_check::header!(
        "weak_authorization_configuration.rs"
    ))
    .examples(&[
        Example::new(
            "
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthorizationConfiguration
            authorizers:
              - {type: Node, name: node}
              - {type: AlwaysAllow, name: all}
              #! the authorizer `AlwaysAllow` allows every request
              - {type: RBAC, name: rbac}
            ",
        ),
        Example::new(
            "
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthorizationConfiguration
            authorizers: [{type: Node, name: node}]   #! RBAC is not among the authorizers
            ",
        ),
        Example::new(
            "
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthorizationConfiguration
            authorizers: [{type: Node, name: node}, {type: RBAC, name: rbac}]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for object in cluster.of_kind("AuthorizationConfiguration") {
        let Some(list) = object.at("authorizers") else {
            continue;
        };
        let is = |one: &Value<'_>, kind| one.get("type").and_then(Value::text) == Some(kind);
        for one in list.items().filter(|one| is(one, "AlwaysAllow")) {
            let message = "the authorizer `AlwaysAllow` allows every request";
            judge.fail(cluster.failure(object, one, message));
        }
        if !list.items().any(|one| is(&one, "RBAC")) {
            judge.fail(cluster.failure(object, list, "RBAC is not among the authorizers"));
        }
    }
}
