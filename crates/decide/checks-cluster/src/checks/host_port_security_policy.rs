//! A pod security policy admits no ports of the node.
//!
//! # Why
//! A port of the node is reached past network policies, and a pod can take one that a system
//! service means to use.
//!
//! # Fix
//! Leave `hostPorts` out, or name a small range.
//!
//! # See
//! CIS Kubernetes 5.2.13

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::{Cluster, security_policy};

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::Low, run)
    .doc(seaworthy_check::header!("host_port_security_policy.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              hostPorts: [{min: 0, max: 65535}]
              #! PodSecurityPolicy `all` admits ports of the node
            ",
        ),
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              hostPorts: []
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in security_policy::all(cluster) {
        let ports = policy.field("spec.hostPorts", "allowHostPorts");
        if let Some(ports) = ports.filter(|ports| ports.is_true() || !ports.is_empty()) {
            judge.fail(policy.failure(cluster, ports, "admits ports of the node"));
        }
    }
}
