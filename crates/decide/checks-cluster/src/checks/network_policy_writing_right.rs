//! A role does not change network policies.
//!
//! # Why
//! Policies add up: one more that allows all opens what the others keep shut.
//!
//! # Fix
//! Let network policies come from reviewed files through one pipeline.
//!
//! # See
//! rbac-tool: Networking

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "change network policies",
    severity: Severity::Medium,
    verbs: &["create", "delete", "deletecollection", "patch", "update"],
    of: &[
        ("networking.k8s.io", &["networkpolicies"]),
        ("extensions", &["networkpolicies"]),
        (
            "policy.networking.k8s.io",
            &[
                "adminnetworkpolicies",
                "baselineadminnetworkpolicies",
                "clusternetworkpolicies",
            ],
        ),
        (
            "cilium.io",
            &["ciliumnetworkpolicies", "ciliumclusterwidenetworkpolicies"],
        ),
        (
            "crd.projectcalico.org",
            &["networkpolicies", "globalnetworkpolicies"],
        ),
        (
            "projectcalico.org",
            &["networkpolicies", "globalnetworkpolicies"],
        ),
    ],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("network_policy_writing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["networking.k8s.io"]
                resources: [networkpolicies]   #! ClusterRole `helper` may change network policies
                verbs: [create]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["networking.k8s.io"]
                resources: [networkpolicies]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
