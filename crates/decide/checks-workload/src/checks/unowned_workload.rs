//! A workload says who owns it.
//!
//! # Why
//! When something is wrong with it, whoever finds that must know whom to ask.
//!
//! # Fix
//! Add a label or annotation such as `owner` or `team` to the object or its pods.
//!
//! # See
//! Kubernetes documentation, recommended labels

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Entry;
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-11", Severity::Negligible, run)
    .doc(seaworthy_check::header!("unowned_workload.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              labels: {app: web}
            spec:
              containers:   #! nothing says who owns the workload
                - name: web
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              annotations: {example.com/team: shop}
            spec:
              containers:
                - name: web
            ",
        ),
    ]);

/// The last part of labels and annotations that name an owner.
const NAMES: &[&str] = &[
    "a8r.io/owner",
    "contact",
    "cost-center",
    "maintainer",
    "maintainers",
    "owner",
    "owned-by",
    "owners",
    "responsible",
    "squad",
    "team",
];

fn run(workload: &Workload, judge: &mut Judge) {
    let object = workload.object();
    let own = object.namespace();
    let spaces = workload.set().of_kind("Namespace");
    let spaces = spaces.filter(|one| own.is_some_and(|own| own == one.name()));
    let objects = std::iter::once(object).chain(spaces);
    let metadata = objects.filter_map(|one| one.at("metadata"));
    let mut names = metadata
        .chain(workload.pod().metadata())
        .flat_map(|metadata| ["labels", "annotations"].map(|key| metadata.get(key)))
        .flatten()
        .flat_map(Value::entries);
    let tells = |entry: &Entry<'_>| {
        let name = entry.name();
        let last = name.rsplit('/').next().unwrap_or_default();
        let is_known = NAMES.contains(&last) || NAMES.contains(&name.as_ref());
        is_known
            && entry
                .value
                .text()
                .is_some_and(|text| !text.trim().is_empty())
    };
    if !names.any(|entry| tells(&entry)) {
        judge.fail(workload.pod_failure("nothing says who owns the workload"));
    }
}
