//! The selector of a workload fits its own pods.
//!
//! # Why
//! An API server refuses a workload whose selector does not fit its template; older versions let it
//! make pods without end.
//!
//! # Fix
//! Make `selector.matchLabels` equal to labels of the template.
//!
//! # See
//! kube-linter: mismatching-selector

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::selector;
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-13", Severity::Low, run)
    .doc(seaworthy_check::header!("mismatched_selector.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: wbe}}
              #! the selector of Deployment `web` does not fit its own pods
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web}]}
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
                spec: {containers: [{name: web}]}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for object in cluster
        .set()
        .objects()
        .iter()
        .filter(|object| object.group() == "apps")
    {
        let Some(wanted) = object
            .at("spec.selector")
            .filter(|one| !selector::is_empty(*one))
        else {
            continue;
        };
        let mut pods = object.pods();
        if pods.any(|pod| !selector::selects(wanted, pod.labels())) {
            let message = format!(
                "the selector of {} `{}` does not fit its own pods",
                object.kind(),
                object.name()
            );
            judge.fail(cluster.failure(object, wanted, message));
        }
    }
}
