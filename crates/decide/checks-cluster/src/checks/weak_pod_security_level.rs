//! A namespace enforces the level `restricted`.
//!
//! # Why
//! `baseline` stops pods that own their node. It still lets containers run as root, gain privileges
//! and do without seccomp.
//!
//! # Fix
//! Enforce `restricted` once the pods pass it; `warn: restricted` shows what is left to do.
//!
//! # See
//! Pod Security Standards: restricted

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::{Cluster, pod_security};

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::Low, run)
    .doc(seaworthy_check::header!("weak_pod_security_level.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: baseline
                #! namespace `shop` enforces no more than `baseline`
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
        let level = pod_security::level(namespace, "enforce");
        let is_baseline = |level: &Value<'_>| level.text() == Some("baseline");
        if let Some(level) = level.filter(is_baseline) {
            let name = namespace.name();
            let message = format!("namespace `{name}` enforces no more than `baseline`");
            judge.fail(cluster.failure(namespace, level, message));
        }
    }
}
