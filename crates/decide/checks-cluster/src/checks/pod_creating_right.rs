//! A role does not create pods.
//!
//! # Why
//! A new pod may use any service account of its namespace, mount any Secret of it and, where
//! admission does not forbid it, take over its node.
//!
//! # Fix
//! Let a controller create pods from workloads that were reviewed, and enforce a Pod Security level
//! in the namespace.
//!
//! # See
//! CIS Kubernetes 5.1.4
//! Kubernetes documentation: RBAC good practices, privilege escalation risks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "create pods",
    severity: Severity::High,
    verbs: &["create"],
    of: &[("", &["pods"])],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("pod_creating_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [pods]   #! ClusterRole `helper` may create pods
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
                resources: [pods]
                verbs: [get, list]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
