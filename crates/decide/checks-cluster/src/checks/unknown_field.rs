//! Every field is one that Kubernetes knows.
//!
//! # Why
//! A field with a misspelt name, or in the wrong place, is refused by `kubectl` and silently left
//! out by many other ways to deploy. What it was to set, such as a limit or a right that is taken
//! away, is then not set.
//!
//! # Fix
//! Write the name as the API reference of the cluster's release has it, in the mapping it belongs
//! to. `--kube-version` says which release that is.
//!
//! # See
//! Kubernetes API reference; Kubernetes documentation: API concepts, field validation

use std::collections::HashSet;
use std::sync::Arc;

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::{Value, edit};
use seaworthy_model::{Patch, Severity};

use crate::Cluster;
use crate::schema::{
    self, DEVIATIONS_MAX, Suggestion, TABLE, TypeId, What, is_security_field, suggest,
};

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-09", Severity::Low, run)
    .doc(seaworthy_check::header!("unknown_field.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              hostUserz: false
              #! `spec.hostUserz` is unknown to Kubernetes 1.36: did you mean `hostUsers`?
              containers:
                - name: web
                  image: example.com/web:1.2
                  securityContex:
                    #! `spec.containers[web].securityContex` is unknown to Kubernetes 1.36: did you
                    #!+ mean `securityContext`?
                    runAsNonRoot: true
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: web
                  image: example.com/web:1.2
                  runAsNonRoot: true
                  #! `spec.containers[web].runAsNonRoot` is unknown to Kubernetes 1.36: it
                  #!+ belongs in `securityContext`
                  favourite: blue
                  #! `spec.containers[web].favourite` is unknown to Kubernetes 1.36
              workloadRef: {name: web}
              #! `spec.workloadRef` is unknown to Kubernetes 1.36: it was removed after 1.35
              evictionResponders: []
              #! `spec.evictionResponders` is unknown to Kubernetes 1.36: it is there since 1.37
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: web, annotations: {anything: goes}}
            spec:
              containers:
                - name: web
                  image: example.com/web:1.2
                  securityContext: {runAsNonRoot: true}
                  resources: {limits: {example.com/any: 1}}
            ",
        ),
        Example::new(
            "
            apiVersion: example.com/v1
            kind: Deployment
            metadata: {name: web}
            spec: {anything: true}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let deviations = cluster.deviations();
    // Two slips in one mapping that mean the same field: one of them can be mended.
    let mut mended = HashSet::new();
    for one in &deviations.all {
        let What::Unknown(of) = one.what else {
            continue;
        };
        let object = cluster.object(one.object);
        let (key, mapping) = (
            object.tree().value(one.at),
            object.tree().value(one.mapping),
        );
        let minor = schema::release(cluster.set(), object);
        let name = key.key_text();
        let suggestion = suggest(of, &name, minor);
        let message = format!(
            "`{}` is unknown to Kubernetes 1.{minor}{}",
            key.named_path(),
            advice(suggestion)
        );
        let guards = match suggestion {
            Suggestion::Name(meant, _) => is_security_field(meant),
            _ => is_security_field(&name),
        };
        let mut failure = cluster.failure(object, key, message);
        if guards {
            failure = failure.severity(Severity::Medium);
        }
        let change = patch(mapping, &name, suggestion, of, minor)
            .filter(|_| mended.insert((Arc::as_ptr(object.tree()), one.mapping, suggestion)));
        judge.fail(failure.patch(change));
    }
    for index in &deviations.cut_off {
        let object = cluster.object(*index);
        judge.unknown(
            format!("fields of {} in {}", object.title(), object.file()),
            format!("more than {DEVIATIONS_MAX} are not as published"),
        );
    }
}

fn advice(suggestion: Suggestion) -> String {
    match suggestion {
        Suggestion::Name(name, _) => format!(": did you mean `{name}`?"),
        Suggestion::Within(name) => format!(": it belongs in `{name}`"),
        Suggestion::Since(minor) => format!(": it is there since 1.{minor}"),
        Suggestion::Until(minor) => format!(": it was removed after 1.{minor}"),
        Suggestion::Nothing => String::new(),
    }
}

/// The right name, where one alone is near and what stands there fits it.
fn patch(
    mapping: Value<'_>,
    name: &str,
    suggestion: Suggestion,
    of: TypeId,
    minor: u16,
) -> Option<Patch> {
    let Suggestion::Name(meant, true) = suggestion else {
        return None;
    };
    let field = TABLE.field(of, meant, minor)?;
    let value = mapping.get(name)?;
    schema::fits(field.shape, value).then(|| edit::rename_key(mapping, name, meant))?
}
