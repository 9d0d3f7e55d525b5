//! A network policy selects pods that exist.
//!
//! # Why
//! A policy whose selector fits no pod protects nothing, while whoever wrote it counts on it.
//!
//! # Fix
//! Make the selector equal to labels of the pod template, or delete the policy.
//!
//! # See
//! kube-linter: dangling-networkpolicy

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::{selector, together};
use seaworthy_model::{Confidence, Severity};

use crate::{Cluster, network};

pub(super) static CHECK: Check<Cluster> = Check::new("NET-01", Severity::Low, run)
    .doc(seaworthy_check::header!("dangling_network_policy.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: db, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: bd}}
              #! NetworkPolicy `db` selects no pod that is known here
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: db, namespace: shop}
            spec:
              template:
                metadata: {labels: {app: db}}
                spec: {containers: [{name: web}]}
            ",
        ),
        Example::new(
            "
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: db, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: db}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: db, namespace: shop}
            spec:
              template:
                metadata: {labels: {app: db}}
                spec: {containers: [{name: web}]}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in network::policies(cluster) {
        let Some(wanted) = policy
            .at("spec.podSelector")
            .filter(|s| !selector::is_empty(*s))
        else {
            continue;
        };
        // Where no pod of the namespace is known, the pods are elsewhere.
        let mut pods = cluster.set().pods();
        let any = pods.any(|pod| together(pod.object().namespace(), policy.namespace()));
        if any && cluster.pods_selected(policy, wanted).is_empty() {
            let name = policy.name();
            let message = format!("NetworkPolicy `{name}` selects no pod that is known here");
            judge.fail(cluster.failure(policy, wanted, message));
        }
    }
}
