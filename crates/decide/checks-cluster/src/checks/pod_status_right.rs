//! A role does not write the status of pods.
//!
//! # Why
//! A false status or condition makes a pod look ready, so that traffic flows to it, or makes
//! controllers throw it away.
//!
//! # Fix
//! Leave `pods/status` to kubelets.
//!
//! # See
//! rbac-police: modify_pod_status

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "write the status of pods",
    severity: Severity::Medium,
    verbs: &["patch", "update"],
    of: &[("", &["pods/status"])],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("pod_status_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [pods/status]   #! ClusterRole `helper` may write the status of pods
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
                resources: [pods/status]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
