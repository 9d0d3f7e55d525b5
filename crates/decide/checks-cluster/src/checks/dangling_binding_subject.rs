//! A binding names service accounts that exist.
//!
//! # Why
//! Rights of a service account that is not there wait for whoever creates one of that name.
//!
//! # Fix
//! Correct the name or the namespace of the account, or take the subject out.
//!
//! # See
//! Kubernetes documentation: RBAC good practices, periodic review

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::together;
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;
use crate::rights::value;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::Low, run)
    .doc(seaworthy_check::header!("dangling_binding_subject.rs"))
    .confidence(Confidence::Low)
    .examples(&[
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: reader, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: ServiceAccount, name: raeder, namespace: shop}
              #! RoleBinding `reader` names ServiceAccount `shop/raeder`, which is not known here
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: reader, namespace: shop}
            ",
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: reader, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: ServiceAccount, name: reader, namespace: shop}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: reader, namespace: shop}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let accounts: Vec<(Option<&str>, &str)> = cluster
        .of_group("", "ServiceAccount")
        .map(|account| (account.namespace(), account.name()))
        .collect();
    // Where no account of the namespace is known, accounts are made elsewhere.
    if accounts.is_empty() {
        return judge.not_applicable();
    }
    for binding in &cluster.rights().bindings {
        let object = cluster.object(binding.object);
        let named = binding
            .subjects
            .iter()
            .filter(|subject| subject.is_account());
        for subject in named.filter(|subject| subject.name != "default") {
            let own = subject.namespace.as_deref();
            let near = accounts
                .iter()
                .filter(|(namespace, _)| together(*namespace, own));
            let names: Vec<&str> = near.map(|(_, name)| *name).collect();
            if names.is_empty() || names.contains(&subject.name.as_str()) {
                continue;
            }
            let message = format!(
                "{} `{}` names {}, which is not known here",
                object.kind(),
                object.name(),
                subject.title()
            );
            let place = value(cluster.set(), binding.object, subject.node);
            judge.fail(cluster.failure(object, place.unwrap_or(object.value()), message));
        }
    }
}
