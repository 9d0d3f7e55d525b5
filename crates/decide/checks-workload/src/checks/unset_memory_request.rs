//! A container says how much memory it needs.
//!
//! # Why
//! Without a request the scheduler puts pods on nodes that have no memory for them, and they are
//! the first to be ended.
//!
//! # Fix
//! Set `resources.requests.memory` to what the program uses as a rule.
//!
//! # See
//! CIS Docker 5.11
//! NSA Kubernetes Hardening Guide 2.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::resources::{Bound, containers, is_bound};
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-05", Severity::Low, run)
    .doc(seaworthy_check::header!("unset_memory_request.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web   #! container `web` has no memory request
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  resources: {requests: {memory: 128Mi}}
            ",
        ),
        Example::new(
            r#"
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: web
            ---
            apiVersion: v1
            kind: LimitRange
            metadata: {name: usual}
            spec:
              limits:
                - type: Container
                  default: {cpu: "1", memory: 1Gi, ephemeral-storage: 1Gi}
                  defaultRequest: {cpu: 100m, memory: 128Mi, ephemeral-storage: 1Gi}
            "#,
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in containers(workload) {
        if !is_bound(workload, &container, Bound::Request, "memory") {
            let message = format!("{} has no memory request", called(&container));
            judge.fail(workload.failure(container.value, message));
        }
    }
}
