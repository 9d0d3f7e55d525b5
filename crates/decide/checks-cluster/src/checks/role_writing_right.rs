//! A role does not write roles.
//!
//! # Why
//! Rights that are written into a role reach all who are bound to it; with `escalate` or after a
//! fault in admission that is everything.
//!
//! # Fix
//! Let roles come from reviewed files through one pipeline.
//!
//! # See
//! Kubernetes documentation: RBAC good practices, privilege escalation risks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "write roles",
    severity: Severity::High,
    verbs: &["create", "delete", "deletecollection", "patch", "update"],
    of: &[
        ("rbac.authorization.k8s.io", &["clusterroles", "roles"]),
        ("authorization.openshift.io", &["clusterroles", "roles"]),
    ],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("role_writing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["rbac.authorization.k8s.io"]
                resources: [clusterroles]   #! ClusterRole `helper` may write roles
                verbs: [create]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["rbac.authorization.k8s.io"]
                resources: [clusterroles]
                verbs: [get, list]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
