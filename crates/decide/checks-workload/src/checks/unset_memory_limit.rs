//! A container cannot take all memory of its node.
//!
//! # Why
//! Without a limit one leak or one attack takes the memory of the node, and the kernel ends
//! programs of others to get some back.
//!
//! # Fix
//! Set `resources.limits.memory` to what the program needs at its worst.
//!
//! # See
//! CIS Docker 5.11
//! NSA Kubernetes Hardening Guide 2.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::resources::{Bound, containers, is_bound};
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("unset_memory_limit.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web   #! container `web` has no memory limit
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  resources: {limits: {memory: 256Mi}}
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
        if !is_bound(workload, &container, Bound::Limit, "memory") {
            let message = format!("{} has no memory limit", called(&container));
            judge.fail(workload.failure(container.value, message));
        }
    }
}
