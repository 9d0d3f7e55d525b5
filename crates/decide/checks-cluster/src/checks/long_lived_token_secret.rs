//! No Secret asks for a token without an end.
//!
//! # Why
//! A Secret of the type `kubernetes.io/service-account-token` gets a token that never ends and that
//! every reader of the Secret has.
//!
//! # Fix
//! Delete it, and let pods use projected tokens, or ask for short ones by `kubectl create token`.
//!
//! # See
//! CIS Kubernetes 5.1.6
//! Kubernetes documentation: managing service accounts

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("long_lived_token_secret.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Secret
            metadata: {name: robot, annotations: {kubernetes.io/service-account.name: robot}}
            type: kubernetes.io/service-account-token
            #! Secret `robot` asks for a token without an end
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Secret
            metadata: {name: robot}
            type: Opaque
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for secret in cluster.of_group("", "Secret") {
        let Some(kind) = secret.at("type") else {
            continue;
        };
        if kind.text() == Some("kubernetes.io/service-account-token") {
            let message = format!("Secret `{}` asks for a token without an end", secret.name());
            judge.fail(cluster.failure(secret, kind, message));
        }
    }
}
