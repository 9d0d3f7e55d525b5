//! No rights are bound to a default service account.
//!
//! # Why
//! Every pod that names no service account runs as `default` of its namespace, so that all of them
//! get what is bound to it, those of tomorrow as well.
//!
//! # Fix
//! Make a service account for the one workload, name it in the pod, and bind that.
//!
//! # See
//! CIS Kubernetes 5.1.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::value;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::Medium, run)
    .doc(seaworthy_check::header!(
        "default_service_account_binding.rs"
    ))
    .examples(&[
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: reader, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
            subjects:
              - {kind: ServiceAccount, name: default, namespace: shop}
              #! RoleBinding `reader` gives `reader` to the default service account
            ",
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: reader, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
            subjects:
              - {kind: ServiceAccount, name: shop, namespace: shop}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for binding in &cluster.rights().bindings {
        let object = cluster.object(binding.object);
        let role = binding.role_name(cluster);
        let mut subjects = binding.subjects.iter();
        let Some(subject) =
            subjects.find(|subject| subject.is_account() && subject.name == "default")
        else {
            continue;
        };
        let message = format!(
            "{} `{}` gives `{role}` to the default service account",
            object.kind(),
            object.name()
        );
        let place = value(cluster.set(), binding.object, subject.node).unwrap_or(object.value());
        judge.fail(cluster.failure(object, place, message));
    }
}
