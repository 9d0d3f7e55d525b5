//! Every namespace has a resource quota.
//!
//! # Why
//! Without a quota one namespace can take the memory, the pods and the load balancers of all
//! others.
//!
//! # Fix
//! Add a ResourceQuota to the namespace.
//!
//! # See
//! CIS Kubernetes 5.6.1
//! Kubernetes documentation: multi-tenancy, quotas

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use crate::{Cluster, network};

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-14", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_resource_quota.rs"))
    .confidence(Confidence::Low)
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}   #! namespace `shop` has no resource quota
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: v1
            kind: ResourceQuota
            metadata: {name: all, namespace: shop}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for namespace in cluster.of_group("", "Namespace") {
        let name = namespace.name();
        let mut held = cluster.of_group("", "ResourceQuota");
        let has = held.any(|one| one.namespace().is_none_or(|own| own == name));
        if has || network::is_system(name) {
            continue;
        }
        let place = namespace.at("metadata.name").unwrap_or(namespace.value());
        let message = format!("namespace `{name}` has no resource quota");
        judge.fail(cluster.failure(namespace, place, message));
    }
}
