//! A role does not add containers to running pods.
//!
//! # Why
//! An ephemeral container of any image joins the namespaces of a running pod and sees the processes
//! and Secrets of its neighbours.
//!
//! # Fix
//! Remove `pods/ephemeralcontainers`; grant it for a time to those who debug.
//!
//! # See
//! rbac-police: pods_ephemeral_ctrs

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "add containers to running pods",
    severity: Severity::High,
    verbs: &["patch", "update"],
    of: &[("", &["pods/ephemeralcontainers"])],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-07", RIGHT.severity, run)
    .doc(seaworthy_check::header!("ephemeral_container_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [pods/ephemeralcontainers]
                #! ClusterRole `helper` may add containers to running pods
                verbs: [patch]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [pods/log]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
