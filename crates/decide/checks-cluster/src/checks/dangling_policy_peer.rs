//! The peers of a network policy exist.
//!
//! # Why
//! A rule whose peer fits no pod lets nobody through today, and tomorrow whoever first carries
//! these labels.
//!
//! # Fix
//! Make the selector equal to labels of the peer, or delete the rule.
//!
//! # See
//! kube-linter: dangling-networkpolicypeer-podselector

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{selector, together};
use seaworthy_model::{Confidence, Severity};

use crate::{Cluster, network};

pub(super) static CHECK: Check<Cluster> = Check::new("NET-01", Severity::Low, run)
    .doc(seaworthy_check::header!("dangling_policy_peer.rs"))
    .confidence(Confidence::Low)
    .examples(&[
        Example::new(
            "
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: db, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: db}}
              ingress:
                - from:
                    - podSelector: {matchLabels: {app: wbe}}
                    #! NetworkPolicy `db` names a peer that fits no pod that is known here
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
              ingress:
                - from:
                    - podSelector: {matchLabels: {app: db}}
                    - podSelector: {matchLabels: {app: other}}
                      namespaceSelector: {}
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
        let mut pods = cluster.set().pods();
        if !pods.any(|pod| together(pod.object().namespace(), policy.namespace())) {
            continue;
        }
        let peers = network::BOTH.into_iter().flat_map(|direction| {
            let rules = network::rules(policy, direction);
            rules.filter_map(move |rule| rule.get(direction.peers))
        });
        // Pods of other namespaces are seldom known here.
        let peers = peers.flat_map(Value::items);
        let near = peers.filter(|peer| peer.entry("namespaceSelector").is_none());
        let selectors = near.filter_map(|peer| peer.get("podSelector"));
        for wanted in selectors.filter(|wanted| !selector::is_empty(*wanted)) {
            if cluster.pods_selected(policy, wanted).is_empty() {
                let name = policy.name();
                let message = format!(
                    "NetworkPolicy `{name}` names a peer that fits no pod that is known here"
                );
                judge.fail(cluster.failure(policy, wanted, message));
            }
        }
    }
}
