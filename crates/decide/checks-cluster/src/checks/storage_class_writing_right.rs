//! A role does not write storage classes or drivers.
//!
//! # Why
//! A changed class sends new volumes to another provisioner or drops their encryption, unseen by
//! those who claim them.
//!
//! # Fix
//! Let storage classes come from reviewed files through one pipeline.
//!
//! # See
//! rbac-tool: Storage

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "write storage classes",
    severity: Severity::Medium,
    verbs: &["create", "delete", "deletecollection", "patch", "update"],
    of: &[("storage.k8s.io", &["storageclasses", "csidrivers"])],
    reach: Reach::Cluster,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("storage_class_writing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["storage.k8s.io"]
                resources: [storageclasses]   #! ClusterRole `helper` may write storage classes
                verbs: [create]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["storage.k8s.io"]
                resources: [storageclasses]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
