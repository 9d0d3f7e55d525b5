//! A role does not delete workloads and data.
//!
//! # Why
//! With one request `deletecollection` empties a namespace, and deleting a Namespace or a volume
//! takes what is in it.
//!
//! # Fix
//! Allow deletion where it is a part of the work alone, by name where that can be.
//!
//! # See
//! MITRE ATT&CK T1485

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "delete workloads and what they need",
    severity: Severity::Low,
    verbs: &["delete", "deletecollection"],
    of: &[
        (
            "",
            &[
                "namespaces",
                "persistentvolumeclaims",
                "persistentvolumes",
                "pods",
                "secrets",
                "services",
                "configmaps",
                "nodes",
            ],
        ),
        (
            "apps",
            &["deployments", "daemonsets", "statefulsets", "replicasets"],
        ),
        ("batch", &["jobs", "cronjobs"]),
    ],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("mass_deletion_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [namespaces]
                #! ClusterRole `helper` may delete workloads and what they need
                verbs: [delete]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [pods]
                verbs: [get, list]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
