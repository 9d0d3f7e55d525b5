//! An AuthenticationConfiguration opens few paths to anonymous requests.
//!
//! # Why
//! With `anonymous.enabled: true` and no conditions every path takes requests without an identity.
//!
//! # Fix
//! Set it to false, or name the paths of health checks in `conditions`.
//!
//! # See
//! Kubernetes documentation: anonymous requests

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("open_anonymous_authentication.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apiserver.config.k8s.io/v1beta1
            kind: AuthenticationConfiguration
            anonymous:
              enabled: true   #! every path takes requests without an identity
            ",
        ),
        Example::new(
            "
            apiVersion: apiserver.config.k8s.io/v1beta1
            kind: AuthenticationConfiguration
            anonymous:
              enabled: true
              conditions: [{path: /livez}]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for object in cluster.of_kind("AuthenticationConfiguration") {
        let enabled = object
            .at("anonymous.enabled")
            .filter(|one| Value::is_true(*one));
        let narrowed = object
            .at("anonymous.conditions")
            .is_some_and(|one| !one.is_empty());
        if let Some(enabled) = enabled.filter(|_| !narrowed) {
            let message = "every path takes requests without an identity";
            judge.fail(cluster.failure(object, enabled, message));
        }
    }
}
