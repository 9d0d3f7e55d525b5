//! `admin` and `edit` are bound in namespaces, not in the cluster.
//!
//! # Why
//! Bound by a ClusterRoleBinding these roles read every Secret and start pods in `kube-system`: the
//! way from there to `cluster-admin` is short.
//!
//! # Fix
//! Bind by RoleBindings in the namespaces that are meant.
//!
//! # See
//! Kubernetes documentation: user-facing roles

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("cluster_wide_edit_binding.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: developers}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
            #! ClusterRoleBinding `developers` gives Group `developers` `edit` in every namespace
            subjects:
              - {kind: Group, name: developers}
            ",
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: developers, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
            subjects:
              - {kind: Group, name: developers}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let bindings = cluster.rights().bindings.iter();
    for binding in bindings.filter(|binding| binding.is_cluster) {
        let object = cluster.object(binding.object);
        let role = binding.role_name(cluster);
        if !matches!(role, "admin" | "edit") {
            continue;
        }
        let place = object.at("roleRef").unwrap_or(object.value());
        let message = format!(
            "ClusterRoleBinding `{}` gives {} `{role}` in every namespace",
            object.name(),
            binding.subjects_shown()
        );
        judge.fail(cluster.failure(object, place, message));
    }
}
