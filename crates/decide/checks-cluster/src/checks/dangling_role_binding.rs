//! A binding points to a role that exists.
//!
//! # Why
//! A binding to a role that is not there waits: whoever may create a role of that name decides what
//! its subjects get. A Role is looked up in the namespace of the binding alone.
//!
//! # Fix
//! Correct the kind, the name or the namespace of the role, or delete the binding.
//!
//! # See
//! Kubernetes documentation: RoleBinding and ClusterRoleBinding

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;
use crate::rights::Target;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("dangling_role_binding.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: reader, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
            #! RoleBinding `reader` points to Role `reader`, which is not known here
            subjects:
              - {kind: User, name: jane}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: reader, namespace: other}
            rules:
              - {apiGroups: [""], resources: [pods], verbs: [get]}
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: reader}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
            subjects:
              - {kind: User, name: jane}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: reader}
            rules:
              - {apiGroups: [""], resources: [pods], verbs: [get]}
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for binding in &cluster.rights().bindings {
        if !matches!(binding.target, Target::Missing) {
            continue;
        }
        let object = cluster.object(binding.object);
        let place = object.at("roleRef").unwrap_or(object.value());
        let kind = place.get("kind").and_then(Value::text).unwrap_or("role");
        let role = binding.role_name(cluster);
        let is_role = kind == "Role";
        // One of that name elsewhere shows that a namespace was mixed up; a ClusterRoleBinding can
        // never point to a Role. Otherwise the role may be installed by somebody else.
        let elsewhere = cluster.of_kind("Role").any(|other| other.name() == role);
        let sure = is_role && (binding.is_cluster || elsewhere);
        let confidence = if sure {
            Confidence::High
        } else {
            Confidence::Low
        };
        let message = format!(
            "{} `{}` points to {kind} `{role}`, which is not known here",
            object.kind(),
            object.name()
        );
        let failure = cluster.failure(object, place, message);
        judge.fail(failure.confidence(confidence));
    }
}
