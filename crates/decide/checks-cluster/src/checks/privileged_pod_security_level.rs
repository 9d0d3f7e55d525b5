//! No namespace lets privileged pods in.
//!
//! # Why
//! The level `privileged` checks nothing: whoever may create a pod in the namespace owns a node.
//!
//! # Fix
//! Enforce `baseline` or `restricted`, and keep the few programs that need more in a namespace of
//! their own.
//!
//! # See
//! CIS Kubernetes 5.2.1, 5.2.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::{Cluster, network, pod_security};

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::High, run)
    .doc(seaworthy_check::header!("privileged_pod_security_level.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: privileged
                #! namespace `shop` lets privileged pods in
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: baseline
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for namespace in cluster.of_group("", "Namespace") {
        let name = namespace.name();
        let level = pod_security::level(namespace, "enforce");
        let is_privileged = |level: &Value<'_>| level.text() == Some("privileged");
        // Components of Kubernetes need it.
        if let Some(level) = level
            .filter(is_privileged)
            .filter(|_| !network::is_system(name))
        {
            let message = format!("namespace `{name}` lets privileged pods in");
            judge.fail(cluster.failure(namespace, level, message));
        }
    }
}
