//! A container drops the capabilities that its runtime gives to all.
//!
//! # Why
//! The default set lets root in a container change owners of files, forge packets and make device
//! nodes. Almost no program needs any of it.
//!
//! # Fix
//! Set `capabilities.drop: [ALL]` and add back the one that the program needs, usually none or
//! `NET_BIND_SERVICE`.
//!
//! # See
//! CIS Kubernetes 5.2.8, 5.2.9, 5.2.10
//! Pod Security Standards, restricted: capabilities
//! NSA Kubernetes Hardening Guide 1.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::capability::{Power, of_power};
use crate::field::is_on;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-06", Severity::Medium, run)
    .doc(seaworthy_check::header!("kept_capabilities.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web   #! container `web` drops no capability
                - name: log
                  securityContext:
                    capabilities:
                      drop: [NET_RAW, MKNOD]   #! container `log` drops some capabilities only
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext: {capabilities: {drop: [all]}}
                - name: driver
                  securityContext: {privileged: true}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.linux_containers() {
        // Dropping has no effect in a privileged container, which is reported as such.
        if container.security("privileged").is_some_and(is_on) {
            continue;
        }
        let dropped = container.security("capabilities.drop");
        if of_power(dropped, Power::All).next().is_some() {
            continue;
        }
        let some = dropped.filter(|list| !list.is_empty());
        let what = if some.is_some() {
            "some capabilities only"
        } else {
            "no capability"
        };
        let message = format!("{} drops {what}", called(&container));
        judge.fail(workload.failure(some.unwrap_or(container.value), message));
    }
}
