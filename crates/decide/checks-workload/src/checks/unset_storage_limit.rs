//! A container cannot fill the disk of its node.
//!
//! # Why
//! What a container writes to its own filesystem, to `emptyDir` and to its log lies on the disk of
//! the node, and pods are evicted when that is full.
//!
//! # Fix
//! Set `resources.limits.ephemeral-storage`.
//!
//! # See
//! CIS Docker 5.12
//! NSA Kubernetes Hardening Guide 2.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::resources::{Bound, containers, is_bound};
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-05", Severity::Negligible, run)
    .doc(include_str!("unset_storage_limit.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web   #! container `web` has no limit of ephemeral storage
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  resources: {limits: {ephemeral-storage: 1Gi}}
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
        if !is_bound(workload, &container, Bound::Limit, "ephemeral-storage") {
            let message = format!("{} has no limit of ephemeral storage", called(&container));
            judge.fail(workload.failure(container.value, message));
        }
    }
}
