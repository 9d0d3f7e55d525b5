//! A subject does not hold many roles.
//!
//! # Why
//! Rights that are spread over many bindings are overseen by nobody: some of them are left from an
//! earlier task.
//!
//! # Fix
//! Put what the subject needs into one role, and drop the other bindings.
//!
//! # See
//! krane: subjects with many roles

use std::collections::BTreeMap;

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;
use crate::rights::value;

/// More bindings than this for one subject are hard to oversee.
const BINDINGS_MAX: usize = 10;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::Low, run)
    .doc(seaworthy_check::header!("many_roles_subject.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: b0, namespace: n0}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: User, name: jane}   #! User `jane` is bound 11 times
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: b1, namespace: n1}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: User, name: jane}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: b2, namespace: n2}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: User, name: jane}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: b3, namespace: n3}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: User, name: jane}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: b4, namespace: n4}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: User, name: jane}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: b5, namespace: n5}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: User, name: jane}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: b6, namespace: n6}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: User, name: jane}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: b7, namespace: n7}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: User, name: jane}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: b8, namespace: n8}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: User, name: jane}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: b9, namespace: n9}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: User, name: jane}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: b10, namespace: n10}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: User, name: jane}
            ",
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: b, namespace: n}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: User, name: jane}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let mut held: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    let bindings = &cluster.rights().bindings;
    for (number, binding) in bindings.iter().enumerate() {
        for (at, subject) in binding.subjects.iter().enumerate() {
            held.entry(subject.title()).or_insert((0, number, at)).0 += 1;
        }
    }
    for (title, (count, number, at)) in held {
        let binding = bindings.get(number).filter(|_| count > BINDINGS_MAX);
        let Some(binding) = binding else { continue };
        let Some(subject) = binding.subjects.get(at) else {
            continue;
        };
        let object = cluster.object(binding.object);
        let place = value(cluster.set(), binding.object, subject.node).unwrap_or(object.value());
        let message = format!("{title} is bound {count} times");
        judge.fail(cluster.failure(object, place, message).key(title));
    }
}
