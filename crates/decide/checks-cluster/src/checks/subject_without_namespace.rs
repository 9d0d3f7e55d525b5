//! A binding tells the namespace of each service account.
//!
//! # Why
//! An API server refuses a binding whose service account has no namespace; tools that fill one in
//! may fill in another than was meant.
//!
//! # Fix
//! Write the namespace of the account beside its name.
//!
//! # See
//! Kubernetes API reference: rbac.authorization.k8s.io/v1 Subject

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;
use crate::rights::value;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::Low, run)
    .doc(seaworthy_check::header!("subject_without_namespace.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: reader}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: ServiceAccount, name: reader}
              #! ClusterRoleBinding `reader` does not tell the namespace of ServiceAccount
              #!+ `reader`
            ",
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: reader}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: ServiceAccount, name: reader, namespace: shop}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for binding in cluster
        .rights()
        .bindings
        .iter()
        .filter(|binding| binding.is_cluster)
    {
        let object = cluster.object(binding.object);
        let accounts = binding
            .subjects
            .iter()
            .filter(|subject| subject.is_account());
        for subject in accounts.filter(|subject| subject.namespace.is_none()) {
            let message = format!(
                "ClusterRoleBinding `{}` does not tell the namespace of {}",
                object.name(),
                subject.title()
            );
            let place = value(cluster.set(), binding.object, subject.node);
            judge.fail(cluster.failure(object, place.unwrap_or(object.value()), message));
        }
    }
}
