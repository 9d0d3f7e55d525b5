//! Rights are not bound to all service accounts at once.
//!
//! # Why
//! `system:serviceaccounts` is every pod of the cluster with a token; with a namespace behind it,
//! every pod of that. One pod that is taken over is enough.
//!
//! # Fix
//! Bind the service accounts that need the right, by name.
//!
//! # See
//! CIS Kubernetes 5.1.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::value;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("all_service_accounts_binding.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: pods}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: Group, name: system:serviceaccounts}
              #! ClusterRoleBinding `pods` gives `view` to all of `system:serviceaccounts`
            ",
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: pods}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: ServiceAccount, name: web, namespace: shop}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for binding in &cluster.rights().bindings {
        let object = cluster.object(binding.object);
        let role = binding.role_name(cluster);
        let mut subjects = binding.subjects.iter();
        let Some(subject) = subjects.find(|subject| subject.is_all_accounts()) else {
            continue;
        };
        // What every cluster gives them: to find the issuer of their tokens, to pull images.
        if matches!(
            role,
            "system:service-account-issuer-discovery" | "system:image-puller"
        ) {
            continue;
        }
        let message = format!(
            "{} `{}` gives `{role}` to all of `{}`",
            object.kind(),
            object.name(),
            subject.name
        );
        let place = value(cluster.set(), binding.object, subject.node).unwrap_or(object.value());
        judge.fail(cluster.failure(object, place, message));
    }
}
