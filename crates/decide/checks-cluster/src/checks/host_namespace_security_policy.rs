//! A pod security policy does not admit the namespaces of the node.
//!
//! # Why
//! In the namespaces of the node a pod reaches what listens on loopback, and sees the processes of
//! the node.
//!
//! # Fix
//! Set the field to false.
//!
//! # See
//! CIS Kubernetes 5.2.3, 5.2.4, 5.2.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::{Cluster, security_policy};

/// The fields of a PodSecurityPolicy and of SecurityContextConstraints.
const FIELDS: &[(&str, &str)] = &[
    ("spec.hostNetwork", "allowHostNetwork"),
    ("spec.hostPID", "allowHostPID"),
    ("spec.hostIPC", "allowHostIPC"),
];

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::High, run)
    .doc(seaworthy_check::header!(
        "host_namespace_security_policy.rs"
    ))
    .examples(&[
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              hostPID: true   #! PodSecurityPolicy `all` admits a namespace of the node
            ",
        ),
        Example::new(
            "
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: all}
            spec:
              hostPID: false
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for policy in security_policy::all(cluster) {
        for (of_policy, of_constraints) in FIELDS {
            let allowed = policy.field(of_policy, of_constraints);
            if let Some(value) = allowed.filter(|value| value.is_true()) {
                judge.fail(policy.failure(cluster, value, "admits a namespace of the node"));
            }
        }
    }
}
