//! Few subjects are bound in one namespace.
//!
//! # Why
//! A namespace that many may enter is no boundary any more: the weakest of their logins opens it.
//!
//! # Fix
//! Bind groups in place of single users, and part the namespace by tasks.
//!
//! # See
//! krane: namespaces with many subjects

use std::collections::{BTreeMap, BTreeSet};

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;
use crate::rights::{Identity, value};

/// More subjects than this in one namespace are hard to oversee.
const SUBJECTS_MAX: usize = 20;

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::Low, run)
    .doc(seaworthy_check::header!("crowded_namespace.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: team, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: User, name: user0}   #! 21 subjects are bound in namespace `shop`
              - {kind: User, name: user1}
              - {kind: User, name: user2}
              - {kind: User, name: user3}
              - {kind: User, name: user4}
              - {kind: User, name: user5}
              - {kind: User, name: user6}
              - {kind: User, name: user7}
              - {kind: User, name: user8}
              - {kind: User, name: user9}
              - {kind: User, name: user10}
              - {kind: User, name: user11}
              - {kind: User, name: user12}
              - {kind: User, name: user13}
              - {kind: User, name: user14}
              - {kind: User, name: user15}
              - {kind: User, name: user16}
              - {kind: User, name: user17}
              - {kind: User, name: user18}
              - {kind: User, name: user19}
              - {kind: User, name: user20}
            ",
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: team, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - {kind: Group, name: team}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let mut by_namespace: BTreeMap<&str, (BTreeSet<String>, usize)> = BTreeMap::new();
    let bindings = &cluster.rights().bindings;
    for (number, binding) in bindings.iter().enumerate() {
        let namespace = cluster.object(binding.object).namespace();
        let Some(namespace) = namespace.filter(|_| !binding.is_cluster) else {
            continue;
        };
        let (titles, _) = by_namespace
            .entry(namespace)
            .or_insert((BTreeSet::new(), number));
        titles.extend(binding.subjects.iter().map(Identity::title));
    }
    for (namespace, (titles, number)) in by_namespace {
        let binding = bindings.get(number).filter(|_| titles.len() > SUBJECTS_MAX);
        let Some(binding) = binding else { continue };
        let object = cluster.object(binding.object);
        let first = binding.subjects.first();
        let place = first.and_then(|first| value(cluster.set(), binding.object, first.node));
        let message = format!(
            "{} subjects are bound in namespace `{namespace}`",
            titles.len()
        );
        let failure = cluster.failure(object, place.unwrap_or(object.value()), message);
        judge.fail(failure.key(namespace));
    }
}
