//! Objects stand in a namespace of their own.
//!
//! # Why
//! Rights, quotas and network policies end at namespaces. What stands in `default` shares them with
//! everything else that nobody sorted.
//!
//! # Fix
//! Make a namespace for the program, and name it in its objects. Workloads are judged by a check of
//! their own.
//!
//! # See
//! CIS Kubernetes 5.6.4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Source;
use seaworthy_facts::manifest::kubernetes::{Category, NAMESPACE_DEFAULT};
use seaworthy_model::Severity;

use crate::Cluster;

const JUDGED: &[Category] = &[
    Category::Config,
    Category::Ingress,
    Category::NetworkPolicy,
    Category::Rbac,
    Category::Secret,
    Category::Service,
    Category::ServiceAccount,
];

/// What every cluster has there.
const BORN: &[(&str, &str)] = &[
    ("ConfigMap", "kube-root-ca.crt"),
    ("Endpoints", "kubernetes"),
    ("EndpointSlice", "kubernetes"),
    ("Service", "kubernetes"),
    ("ServiceAccount", "default"),
];

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-13", Severity::Low, run)
    .doc(seaworthy_check::header!("default_namespace_object.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Secret
            metadata: {name: keys, namespace: default}
            #! Secret `keys` stands in the namespace `default`
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Secret
            metadata: {name: keys, namespace: shop}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: default, namespace: default}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let objects = cluster.set().objects().iter();
    for object in objects.filter(|object| JUDGED.contains(&object.category())) {
        let Some(place) = object.at("metadata.namespace") else {
            continue;
        };
        let is_born_there = BORN.contains(&(object.kind(), object.name()));
        // What a chart writes there is chosen when it is installed.
        let is_made = place.source().is_some_and(Source::is_recoded);
        if place.text() == Some(NAMESPACE_DEFAULT) && !is_born_there && !is_made {
            let message = format!(
                "{} `{}` stands in the namespace `default`",
                object.kind(),
                object.name()
            );
            judge.fail(cluster.failure(object, place, message));
        }
    }
}
