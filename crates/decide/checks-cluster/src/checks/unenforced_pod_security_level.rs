//! A namespace enforces its Pod Security level.
//!
//! # Why
//! The modes `warn` and `audit` tell of a bad pod and let it run.
//!
//! # Fix
//! Add `pod-security.kubernetes.io/enforce` with the level that is warned of.
//!
//! # See
//! Kubernetes documentation: Pod Security admission

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::{Cluster, pod_security};

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::Medium, run)
    .doc(seaworthy_check::header!("unenforced_pod_security_level.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/warn: restricted
                #! namespace `shop` tells of bad pods, and lets them run
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/warn: restricted
                pod-security.kubernetes.io/enforce: baseline
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    if pod_security::has_engine(cluster) || pod_security::has_default(cluster) {
        return judge.not_applicable();
    }
    for namespace in cluster.of_group("", "Namespace") {
        if pod_security::level(namespace, "enforce").is_some() {
            continue;
        }
        let mut told = ["warn", "audit"].iter();
        let told = told.find_map(|mode| pod_security::level(namespace, mode));
        if let Some(level) = told {
            let name = namespace.name();
            let message = format!("namespace `{name}` tells of bad pods, and lets them run");
            judge.fail(cluster.failure(namespace, level, message));
        }
    }
}
