//! Every namespace has a limit range.
//!
//! # Why
//! Without a limit range a container that names no limits has none, and can starve its node.
//!
//! # Fix
//! Add a LimitRange to the namespace.
//!
//! # See
//! CIS Kubernetes 5.6.1
//! Kubernetes documentation: multi-tenancy, quotas

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use crate::{Cluster, network};

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-14", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_limit_range.rs"))
    .confidence(Confidence::Low)
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}   #! namespace `shop` has no limit range
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: v1
            kind: LimitRange
            metadata: {name: all, namespace: shop}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for namespace in cluster.of_group("", "Namespace") {
        let name = namespace.name();
        let mut held = cluster.of_group("", "LimitRange");
        let has = held.any(|one| one.namespace().is_none_or(|own| own == name));
        if has || network::is_system(name) {
            continue;
        }
        let place = namespace.at("metadata.name").unwrap_or(namespace.value());
        let message = format!("namespace `{name}` has no limit range");
        judge.fail(cluster.failure(namespace, place, message));
    }
}
