//! A container does not run privileged.
//!
//! # Why
//! A privileged container sees every device of the node and holds every capability: who takes it
//! over has the node.
//!
//! # Fix
//! Remove `privileged: true`. If one right of the kernel is needed, add that capability alone.
//!
//! # See
//! CIS Kubernetes 5.2.2
//! Pod Security Standards, baseline: privileged containers
//! NSA Kubernetes Hardening Guide 1.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::edit;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::is_on;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-01", Severity::Critical, run)
    .doc(seaworthy_check::header!("privileged_container.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  image: shop/web:1.4
                  securityContext:
                    privileged: true   #! container `web` is privileged
            ",
        ),
        Example::new(
            "
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: tidy}
            spec:
              jobTemplate:
                spec:
                  template:
                    spec:
                      initContainers:
                        - {name: prepare, securityContext: {privileged: yes}}   #! container `prepare` is privileged
                      containers:
                        - name: tidy
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext:
                    privileged: false
                - name: log
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let Some(privileged) = container.security("privileged") else {
            continue;
        };
        if is_on(privileged) {
            let message = format!("{} is privileged", called(&container));
            let failure = workload.failure(privileged, message);
            judge.fail(failure.patch(edit::replace_scalar(privileged, "false")));
        }
    }
}
