//! A role does not change Services and their endpoints.
//!
//! # Why
//! Whoever writes a Service or its endpoints sends the traffic of its clients to an address of his
//! choice, also past network policies.
//!
//! # Fix
//! Allow reading alone; Services come with the workloads that they belong to.
//!
//! # See
//! Kubernetes security issue 103675 (CVE-2021-25740)

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "change Services and their addresses",
    severity: Severity::Low,
    verbs: &["create", "delete", "deletecollection", "patch", "update"],
    of: &[
        ("", &["services", "endpoints"]),
        ("discovery.k8s.io", &["endpointslices"]),
    ],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("service_writing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [services]
                #! ClusterRole `helper` may change Services and their addresses
                verbs: [create]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [services]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
