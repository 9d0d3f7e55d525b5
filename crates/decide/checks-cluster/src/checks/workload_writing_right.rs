//! A role does not create or change what makes pods.
//!
//! # Why
//! A pod template names a service account, Secrets and host paths as a pod does: who edits a
//! Deployment or Job runs code with the rights of any service account of the namespace.
//!
//! # Fix
//! Give such rights to the deployment pipeline alone, in its own namespaces, and enforce a Pod
//! Security level there.
//!
//! # See
//! Kubernetes documentation: RBAC good practices, privilege escalation risks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "create or change workloads",
    severity: Severity::High,
    verbs: &["create", "patch", "update"],
    of: &[
        (
            "apps",
            &["deployments", "daemonsets", "statefulsets", "replicasets"],
        ),
        ("extensions", &["deployments", "daemonsets", "replicasets"]),
        ("batch", &["jobs", "cronjobs"]),
        ("", &["replicationcontrollers", "podtemplates"]),
    ],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("workload_writing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["apps"]
                resources: [deployments]   #! ClusterRole `helper` may create or change workloads
                verbs: [create]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["apps"]
                resources: [deployments]
                verbs: [get, list]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
