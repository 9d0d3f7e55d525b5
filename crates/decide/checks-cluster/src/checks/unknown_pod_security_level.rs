//! The Pod Security level of a namespace is one that exists.
//!
//! # Why
//! A level that is misspelt is not the one that was meant: the API server refuses the label or
//! falls back to its default.
//!
//! # Fix
//! Write `privileged`, `baseline` or `restricted`, in small letters.
//!
//! # See
//! Kubernetes documentation: Pod Security admission labels

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::{Cluster, pod_security};

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::Medium, run)
    .doc(seaworthy_check::header!("unknown_pod_security_level.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: Restricted
                #! namespace `shop` names the level `Restricted`, which does not exist
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: restricted
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for namespace in cluster.of_group("", "Namespace") {
        let modes = pod_security::MODES.iter();
        for level in modes.filter_map(|mode| pod_security::level(namespace, mode)) {
            let text = level.text().unwrap_or_default();
            if pod_security::LEVELS.contains(&text) {
                continue;
            }
            let name = namespace.name();
            let message =
                format!("namespace `{name}` names the level `{text}`, which does not exist");
            judge.fail(cluster.failure(namespace, level, message));
        }
    }
}
