//! Requests without an identity have no rights.
//!
//! # Why
//! `system:anonymous` and `system:unauthenticated` are everyone who can reach the API server,
//! without any login.
//!
//! # Fix
//! Remove the subject. Health checks of a load balancer need `system:public-info-viewer` alone,
//! which is there by default.
//!
//! # See
//! CIS Kubernetes 5.1.1, 1.2.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::edit;
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::value;

/// Roles that every cluster gives to this group: what a client needs before it knows anything.
const PUBLIC: &[&str] = &[
    "system:basic-user",
    "system:discovery",
    "system:public-info-viewer",
    "system:service-account-issuer-discovery",
    "kubeadm:bootstrap-signer-clusterinfo",
];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-03", Severity::Critical, run)
    .doc(seaworthy_check::header!("anonymous_binding.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: open}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: User, name: system:anonymous}
              #! ClusterRoleBinding `open` gives `view` to requests without an identity
            ",
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: system:public-info-viewer}
            roleRef: {kind: ClusterRole, name: system:public-info-viewer}
            subjects:
              - {kind: Group, name: system:unauthenticated}
            ",
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: view}
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
        if PUBLIC.contains(&role) {
            continue;
        }
        let mut subjects = binding.subjects.iter().enumerate();
        let found = subjects.find(|(_, subject)| subject.is_anonymous());
        let Some((index, subject)) = found else {
            continue;
        };
        let message = format!(
            "{} `{}` gives `{role}` to requests without an identity",
            object.kind(),
            object.name()
        );
        let place = value(cluster.set(), binding.object, subject.node).unwrap_or(object.value());
        let list = object.at("subjects");
        let patch = list.and_then(|list| edit::remove_item(list, index));
        judge.fail(cluster.failure(object, place, message).patch(patch));
    }
}
