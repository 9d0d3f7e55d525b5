//! A container cannot take all processors of its node.
//!
//! # Why
//! Without a limit a container takes all time that others leave over, which an attacker uses and
//! which hides that a request is too small.
//!
//! # Fix
//! Set `resources.limits.cpu`, or waive the finding where requests keep what others need.
//!
//! # See
//! CIS Docker 5.12
//! NSA Kubernetes Hardening Guide 2.5

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::resources::{Bound, containers, is_bound};
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-05", Severity::Low, run)
    .doc(seaworthy_check::header!("unset_cpu_limit.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web   #! container `web` has no CPU limit
            ",
        ),
        Example::new(
            r#"
            spec:
              containers:
                - name: web
                  resources: {limits: {cpu: "1"}}
            "#,
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
        if !is_bound(workload, &container, Bound::Limit, "cpu") {
            let message = format!("{} has no CPU limit", called(&container));
            judge.fail(workload.failure(container.value, message));
        }
    }
}
