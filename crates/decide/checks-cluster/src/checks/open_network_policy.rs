//! A network policy does not let everything through.
//!
//! # Why
//! A rule without peers and ports, or one for all addresses, allows what the policy seems to deny;
//! rules add up, so that one of them opens the pods.
//!
//! # Fix
//! Name the peers and the ports that are needed.
//!
//! # See
//! CIS Kubernetes 5.3.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::selector;
use seaworthy_model::Severity;

use crate::network::Direction;
use crate::{Cluster, network};

pub(super) static CHECK: Check<Cluster> = Check::new("NET-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("open_network_policy.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              ingress:
                - {}   #! NetworkPolicy `web` lets everything in
            ",
        ),
        Example::new(
            "
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              policyTypes: [Egress]
              egress:
                - to: [{ipBlock: {cidr: 0.0.0.0/0}}]   #! NetworkPolicy `web` lets everything out
            ",
        ),
        Example::new(
            "
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              ingress:
                - ports: [{port: 8080}]
                - from: [{podSelector: {matchLabels: {app: front}}}]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in network::policies(cluster) {
        for direction in network::BOTH {
            let mut rules = network::rules(policy, direction);
            let Some(rule) = rules.find(|rule| is_open(*rule, direction)) else {
                continue;
            };
            // What goes out is opened on purpose more often, and harms less.
            let (way, severity) = if direction == network::INGRESS {
                ("in", Severity::Medium)
            } else {
                ("out", Severity::Low)
            };
            let message = format!("NetworkPolicy `{}` lets everything {way}", policy.name());
            judge.fail(cluster.failure(policy, rule, message).severity(severity));
        }
    }
}

/// No ports and no peers, or no ports and a peer that is everyone.
fn is_open(rule: Value<'_>, direction: Direction) -> bool {
    let has_ports = rule.get("ports").is_some_and(|ports| !ports.is_empty());
    if has_ports {
        return false;
    }
    let peers = rule.get(direction.peers).filter(|peers| !peers.is_empty());
    peers.is_none_or(|peers| peers.items().any(is_everyone))
}

fn is_everyone(peer: Value<'_>) -> bool {
    let cidr = peer.at("ipBlock.cidr").and_then(Value::text);
    let has_except = peer
        .at("ipBlock.except")
        .is_some_and(|except| !except.is_empty());
    if cidr.is_some_and(network::is_everywhere) {
        return !has_except;
    }
    // A selector is written even where it is empty: then it is a mapping without keys.
    let all = |key: &str| {
        peer.entry(key)
            .is_some_and(|entry| selector::is_empty(entry.value))
    };
    all("namespaceSelector") && (peer.entry("podSelector").is_none() || all("podSelector"))
}
