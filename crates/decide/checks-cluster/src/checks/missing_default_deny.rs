//! Every namespace denies traffic unless a policy allows it.
//!
//! # Why
//! Without a policy that selects all pods, a workload that is added later is open to the whole
//! cluster until somebody thinks of it.
//!
//! # Fix
//! Add a NetworkPolicy with `podSelector: {}`, the policy types Ingress and Egress, and no rules.
//!
//! # See
//! CIS Kubernetes 5.3.2
//! NSA and CISA Kubernetes Hardening Guide: network policies

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use crate::{Cluster, network};

pub(super) static CHECK: Check<Cluster> = Check::new("NET-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_default_deny.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}   #! namespace `shop` has no policy that denies incoming traffic
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: deny, namespace: shop}
            spec:
              podSelector: {}
              policyTypes: [Ingress, Egress]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let others = network::others(cluster);
    for namespace in cluster.of_group("", "Namespace") {
        let name = namespace.name();
        if network::is_system(name) || network::may_hold(&others, Some(name)) {
            continue;
        }
        // A policy that names no namespace may be meant for this one.
        let mut policies = network::policies(cluster);
        let denies = policies.any(|policy| {
            policy.namespace().is_none_or(|own| own == name)
                && network::is_default_deny(policy, network::INGRESS)
        });
        if !denies {
            let place = namespace.at("metadata.name").unwrap_or(namespace.value());
            let message = format!("namespace `{name}` has no policy that denies incoming traffic");
            judge.fail(cluster.failure(namespace, place, message));
        }
    }
}
