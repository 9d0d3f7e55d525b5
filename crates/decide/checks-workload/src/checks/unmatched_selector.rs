//! A workload selects its own pods.
//!
//! # Why
//! A selector that does not fit the labels of the template is refused, so that nothing runs.
//!
//! # Fix
//! Give the template the labels of the selector.
//!
//! # See
//! Kubernetes documentation, Deployment selector

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::selector;
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Low, run)
    .doc(include_str!("unmatched_selector.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector:
                matchLabels: {app: wbe}   #! the selector does not fit the labels of the pods
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                    - name: web
            ",
        ),
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web, tier: front}}
                spec:
                  containers:
                    - name: web
            ",
        ),
    ]);

const KINDS: &[&str] = &["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"];

fn run(workload: &Workload, judge: &mut Judge) {
    let object = workload.object();
    let is_known = KINDS.contains(&object.kind()) && object.group() == "apps";
    let Some(wanted) = object.at("spec.selector").filter(|_| is_known) else {
        return;
    };
    if !selector::selects(wanted, workload.pod().labels()) {
        judge.fail(workload.failure(wanted, "the selector does not fit the labels of the pods"));
    }
}
