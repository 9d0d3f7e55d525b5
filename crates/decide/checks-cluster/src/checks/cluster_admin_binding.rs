//! Nobody is bound to `cluster-admin` or to a role of equal rights.
//!
//! # Why
//! Who holds such a binding may do everything, so that one stolen token is the whole cluster. By a
//! RoleBinding it is everything in one namespace.
//!
//! # Fix
//! Bind to a role that lists what is needed; keep `cluster-admin` for emergencies and for few
//! people.
//!
//! # See
//! CIS Kubernetes 5.1.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Rule, lower};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::Critical, run)
    .doc(seaworthy_check::header!("cluster_admin_binding.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: deployer}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            #! ClusterRoleBinding `deployer` gives ServiceAccount `ci/deployer` every right in the
            #!+ cluster
            subjects:
              - {kind: ServiceAccount, name: deployer, namespace: ci}
            ",
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: deployer, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: everything}
            #! RoleBinding `deployer` gives User `jane` every right in its namespace
            subjects:
              - {kind: User, name: jane}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: everything}
            rules:
              - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
            "#,
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: viewer}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: User, name: jane}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let rights = cluster.rights();
    for binding in &rights.bindings {
        let rules = rights.rules_bound(binding);
        let is_total = |rule: &&Rule| rule.is_total() && rule.is_of_cluster();
        let mut subjects = binding.subjects.iter();
        // Every cluster has a binding of this group by this name.
        let object = cluster.object(binding.object);
        let is_default = object.name() == "cluster-admin"
            && binding.subjects.len() == 1
            && subjects.all(|subject| subject.is_group("system:masters"));
        if is_default || !rules.iter().any(is_total) {
            continue;
        }
        let (severity, reach) = if binding.is_cluster {
            (Severity::Critical, "in the cluster")
        } else {
            (lower(Severity::Critical), "in its namespace")
        };
        let place = object.at("roleRef").unwrap_or(object.value());
        let message = format!(
            "{} `{}` gives {} every right {reach}",
            object.kind(),
            object.name(),
            binding.subjects_shown()
        );
        judge.fail(cluster.failure(object, place, message).severity(severity));
    }
}
