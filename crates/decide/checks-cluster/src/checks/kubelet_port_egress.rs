//! Network policies keep pods from the ports of kubelets.
//!
//! # Why
//! The kubelet listens on port 10250, and in old clusters without any login on 10255. A pod that
//! reaches it tries what it knows of every pod of the node.
//!
//! # Fix
//! Take the ports out of the rule; what collects metrics of nodes names the nodes by ipBlock.
//!
//! # See
//! MITRE ATT&CK for containers: access to the kubelet API

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use crate::{Cluster, network};

/// Of the kubelet: with login, and without.
const PORTS: &[i64] = &[10250, 10255];

pub(super) static CHECK: Check<Cluster> = Check::new("NET-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("kubelet_port_egress.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              policyTypes: [Egress]
              egress:
                - ports: [{port: 10250}]
                #! NetworkPolicy `web` lets pods reach the kubelet on port 10250
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
                - ports: [{port: 443}]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in network::policies(cluster) {
        for rule in network::rules(policy, network::EGRESS) {
            // A rule without ports is not about kubelets.
            let Some(ports) = rule.get("ports").filter(|ports| !ports.is_empty()) else {
                continue;
            };
            let mut kubelet = PORTS.iter().filter(|port| network::lets_port(rule, **port));
            if let Some(port) = kubelet.next() {
                let name = policy.name();
                let message =
                    format!("NetworkPolicy `{name}` lets pods reach the kubelet on port {port}");
                judge.fail(cluster.failure(policy, ports, message));
            }
        }
    }
}
