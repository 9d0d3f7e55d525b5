//! A workload does not stand in the namespace `default`.
//!
//! # Why
//! Rights, network policies and quotas are given by namespace: in `default` everything that was
//! forgotten meets.
//!
//! # Fix
//! Give the workload a namespace of its own. A file that names none is judged where it is applied,
//! and not here.
//!
//! # See
//! CIS Kubernetes 5.6.4
//! NSA Kubernetes Hardening Guide 2.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::NAMESPACE_DEFAULT;
use seaworthy_facts::manifest::{Source, Value};
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-13", Severity::Low, run)
    .doc(seaworthy_check::header!("default_namespace_workload.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: default   #! the workload stands in the namespace `default`
            spec:
              template:
                spec:
                  containers:
                    - name: web
            ",
        ),
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              template:
                spec:
                  containers:
                    - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let namespace = workload.object().at("metadata.namespace");
    // What a chart writes there is chosen when it is installed.
    let is_default = |value: &Value<'_>| {
        let is_made = value.source().is_some_and(Source::is_recoded);
        value.text() == Some(NAMESPACE_DEFAULT) && !is_made
    };
    if let Some(namespace) = namespace.filter(is_default) {
        let message = "the workload stands in the namespace `default`";
        judge.fail(workload.failure(namespace, message));
    }
}
