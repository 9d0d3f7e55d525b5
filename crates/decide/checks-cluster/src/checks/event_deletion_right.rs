//! A role does not delete events.
//!
//! # Why
//! Events tell what ran and failed. Whoever deletes them hides what he did.
//!
//! # Fix
//! Remove `delete` and `deletecollection` on events; they expire by themselves.
//!
//! # See
//! MITRE ATT&CK T1070

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "delete traces of what happened",
    severity: Severity::Medium,
    verbs: &["delete", "deletecollection"],
    of: &[
        ("", &["events", "pods/log"]),
        ("events.k8s.io", &["events"]),
    ],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("event_deletion_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [events]   #! ClusterRole `helper` may delete traces of what happened
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
                resources: [events]
                verbs: [create, patch]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
