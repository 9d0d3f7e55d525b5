//! No rights are bound to the group of nodes.
//!
//! # Why
//! Rights of kubelets come from the Node authorizer, which gives each what its own pods need. A
//! binding to `system:nodes` gives it to every node, so that one stolen kubelet login reaches all.
//!
//! # Fix
//! Remove the binding, and run the API server with `--authorization-mode=Node,RBAC`.
//!
//! # See
//! CIS Kubernetes 1.2.7

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::value;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("node_group_binding.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: nodes}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:node}
            subjects:
              - {kind: Group, name: system:nodes}
              #! ClusterRoleBinding `nodes` gives `system:node` to every node
            ",
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: nodes}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: Group, name: operations}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for binding in &cluster.rights().bindings {
        let object = cluster.object(binding.object);
        let role = binding.role_name(cluster);
        let mut subjects = binding.subjects.iter();
        let Some(subject) = subjects.find(|subject| subject.is_group("system:nodes")) else {
            continue;
        };
        // What kubeadm gives them: their own configuration and the renewal of their certificates.
        if role.starts_with("kubeadm:") || role.starts_with("system:certificates.k8s.io:") {
            continue;
        }
        let message = format!(
            "{} `{}` gives `{role}` to every node",
            object.kind(),
            object.name()
        );
        let place = value(cluster.set(), binding.object, subject.node).unwrap_or(object.value());
        judge.fail(cluster.failure(object, place, message));
    }
}
