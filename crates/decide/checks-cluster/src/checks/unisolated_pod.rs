//! Every pod is selected by a network policy.
//!
//! # Why
//! A pod that no policy selects may talk to every pod of the cluster and is reached by all of them:
//! one that is taken over is a way to each of the others.
//!
//! # Fix
//! Deny all traffic in the namespace by a policy with an empty selector, and allow what is needed.
//!
//! # See
//! CIS Kubernetes 5.3.2
//! NSA and CISA Kubernetes Hardening Guide: network separation

use std::collections::BTreeSet;

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::PodShape;
use seaworthy_model::{Confidence, Severity};

use crate::subject::PodNumber;
use crate::{Cluster, network};

pub(super) static CHECK: Check<Cluster> = Check::new("NET-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("unisolated_pod.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web}]}   #! no network policy selects the pods
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: db, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: db}}
            ",
        ),
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: all, namespace: shop}
            spec:
              podSelector: {}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let others = network::others(cluster);
    let mut selected: BTreeSet<PodNumber> = BTreeSet::new();
    let mut is_any = false;
    for policy in network::policies(cluster) {
        is_any = true;
        selected.extend(network::pods_of(cluster, policy));
    }
    for (index, object) in cluster.set().objects().iter().enumerate() {
        let namespace = object.namespace();
        for (number, pod) in object.pods().enumerate() {
            // Policies do not hold pods in the network of their node.
            let on_node = pod.spec().get("hostNetwork").is_some_and(Value::is_true);
            let is_pod = pod.shape() == PodShape::Pod && !on_node;
            let is_system = namespace.is_some_and(network::is_system);
            if !is_pod || is_system || selected.contains(&(index, number)) {
                continue;
            }
            if network::may_hold(&others, namespace) {
                continue;
            }
            let message = "no network policy selects the pods";
            let failure = cluster.failure(object, pod.spec(), message);
            // Where no policy is known at all, they may be installed by somebody else.
            judge.fail(if is_any {
                failure
            } else {
                failure.severity(Severity::Low).confidence(Confidence::Low)
            });
        }
    }
}
