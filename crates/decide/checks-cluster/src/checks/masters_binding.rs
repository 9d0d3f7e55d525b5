//! The group `system:masters` is not bound.
//!
//! # Why
//! Members of `system:masters` pass every authorization before RBAC is asked, and nothing but a new
//! certificate authority takes that back. A binding shows that logins with this group are in use.
//!
//! # Fix
//! Bind a group of your own, and issue no certificates for `system:masters`.
//!
//! # See
//! CIS Kubernetes 5.1.7

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::value;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("masters_binding.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: administrators}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: Group, name: system:masters}
              #! ClusterRoleBinding `administrators` binds the group `system:masters`
            ",
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: administrators}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: Group, name: administrators}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for binding in &cluster.rights().bindings {
        let object = cluster.object(binding.object);
        let role = binding.role_name(cluster);
        let mut subjects = binding.subjects.iter();
        let Some(subject) = subjects.find(|subject| subject.is_group("system:masters")) else {
            continue;
        };
        // Every cluster has this one.
        if object.name() == "cluster-admin" && role == "cluster-admin" {
            continue;
        }
        let message = format!(
            "{} `{}` binds the group `system:masters`",
            object.kind(),
            object.name()
        );
        let place = value(cluster.set(), binding.object, subject.node).unwrap_or(object.value());
        judge.fail(cluster.failure(object, place, message));
    }
}
