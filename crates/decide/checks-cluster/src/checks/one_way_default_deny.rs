//! A namespace that denies traffic denies it in both directions.
//!
//! # Why
//! With incoming traffic denied alone, a pod that is taken over still fetches tools and sends data
//! out; with outgoing traffic denied alone, it is still reached by all.
//!
//! # Fix
//! Name both `Ingress` and `Egress` in `policyTypes`, and allow what is needed, name resolution
//! first.
//!
//! # See
//! NSA and CISA Kubernetes Hardening Guide: network policies

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::together;
use seaworthy_model::Severity;

use crate::{Cluster, network};

pub(super) static CHECK: Check<Cluster> = Check::new("NET-01", Severity::Low, run)
    .doc(seaworthy_check::header!("one_way_default_deny.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: deny, namespace: shop}
            spec:
              podSelector: {}
              policyTypes: [Ingress]   #! pods that `deny` isolates may still send to anywhere
            ",
        ),
        Example::new(
            "
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
    for policy in network::policies(cluster) {
        let [denies_in, denies_out] =
            network::BOTH.map(|direction| network::is_default_deny(policy, direction));
        if denies_in == denies_out {
            continue;
        }
        let (other, still) = if denies_in {
            (network::EGRESS, "send to anywhere")
        } else {
            (network::INGRESS, "be reached from anywhere")
        };
        // Another policy for all pods of the namespace may hold the other direction.
        let mut others = network::policies(cluster);
        let is_held = others.any(|one| {
            together(one.namespace(), policy.namespace())
                && network::selects_all(one)
                && network::is_about(one, other)
        });
        if !is_held {
            let message = format!("pods that `{}` isolates may still {still}", policy.name());
            let place = policy.at("spec.policyTypes").unwrap_or(policy.value());
            judge.fail(cluster.failure(policy, place, message));
        }
    }
}
