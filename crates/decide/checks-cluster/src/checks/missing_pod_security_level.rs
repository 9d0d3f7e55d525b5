//! Every namespace names the Pod Security level that it enforces.
//!
//! # Why
//! Without a label the level of the cluster holds, which is `privileged` unless somebody set
//! another: any pod may take over its node.
//!
//! # Fix
//! Label the namespace with `pod-security.kubernetes.io/enforce: restricted`, or `baseline` where
//! that is not yet possible.
//!
//! # See
//! CIS Kubernetes 5.2.1
//! Kubernetes documentation: Pod Security admission

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::{Cluster, network, pod_security};

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_pod_security_level.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}   #! namespace `shop` names no Pod Security level
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: restricted}}
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: kyverno.io/v1
            kind: ClusterPolicy
            metadata: {name: pods}
            spec: {rules: []}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    if pod_security::has_engine(cluster) || pod_security::has_default(cluster) {
        return judge.not_applicable();
    }
    for namespace in cluster.of_group("", "Namespace") {
        let labels = pod_security::MODES.map(|mode| pod_security::level(namespace, mode));
        let name = namespace.name();
        if network::is_system(name) || labels.iter().any(Option::is_some) {
            continue;
        }
        let place = namespace
            .at("metadata.labels")
            .or_else(|| namespace.at("metadata.name"));
        let message = format!("namespace `{name}` names no Pod Security level");
        judge.fail(cluster.failure(namespace, place.unwrap_or(namespace.value()), message));
    }
}
