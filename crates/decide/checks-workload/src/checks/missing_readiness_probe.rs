//! A container says when it can serve.
//!
//! # Why
//! Without a readiness probe a Service sends requests to pods that have not begun yet, or cannot
//! serve now.
//!
//! # Fix
//! Add a `readinessProbe`.
//!
//! # See
//! Kubernetes documentation, probes

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::ContainerRole;
use seaworthy_model::Severity;

use crate::Workload;
use crate::scaling;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("missing_readiness_probe.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                spec:
                  containers:
                    - name: web   #! container `web` has no readiness probe
            ",
        ),
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                spec:
                  containers:
                    - name: web
                      readinessProbe: {tcpSocket: {port: 8080}}
            ",
        ),
        Example::new(
            "
            apiVersion: batch/v1
            kind: Job
            metadata: {name: once}
            spec:
              template:
                spec:
                  containers:
                    - name: once
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    if !scaling::serves(workload) {
        return;
    }
    for container in workload.containers() {
        let is_main = container.role == ContainerRole::Main;
        if is_main && container.value.get("readinessProbe").is_none() {
            let message = format!("{} has no readiness probe", called(&container));
            judge.fail(workload.failure(container.value, message));
        }
    }
}
