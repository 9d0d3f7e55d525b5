//! No token to join the cluster stands in a file.
//!
//! # Why
//! With a bootstrap token anybody joins a node of his own, to which pods with their Secrets are
//! sent.
//!
//! # Fix
//! Make such tokens by `kubeadm token create` with a short life, and delete the file.
//!
//! # See
//! Kubernetes documentation: bootstrap tokens

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("bootstrap_token_secret.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Secret
            metadata: {name: bootstrap-token-abcdef, namespace: kube-system}
            type: bootstrap.kubernetes.io/token
            #! Secret `bootstrap-token-abcdef` is a token to join the cluster
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
        if kind.text() == Some("bootstrap.kubernetes.io/token") {
            let message = format!("Secret `{}` is a token to join the cluster", secret.name());
            judge.fail(cluster.failure(secret, kind, message));
        }
    }
}
