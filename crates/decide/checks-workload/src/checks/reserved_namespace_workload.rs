//! A workload does not stand in a namespace that the system keeps for data.
//!
//! # Why
//! `kube-public` is read by everybody, `kube-node-lease` is written by every node: neither is made
//! for programs, and few look there.
//!
//! # Fix
//! Give the workload a namespace of its own.
//!
//! # See
//! Kubernetes documentation, initial namespaces

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-13", Severity::Low, run)
    .doc(seaworthy_check::header!("reserved_namespace_workload.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              namespace: kube-public   #! the workload stands in the reserved namespace `kube-public`
            spec:
              containers:
                - name: web
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: proxy, namespace: kube-system}
            spec:
              containers:
                - name: proxy
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let namespace = workload.object().at("metadata.namespace");
    let Some(namespace) = namespace else {
        return;
    };
    let name = namespace.text().unwrap_or_default();
    if matches!(name, "kube-public" | "kube-node-lease") {
        let message = format!("the workload stands in the reserved namespace `{name}`");
        judge.fail(workload.failure(namespace, message));
    }
}
