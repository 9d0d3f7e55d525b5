//! A container cannot write to its own root filesystem.
//!
//! # Why
//! Who takes over a program leaves tools and changed programs in a filesystem that can be written
//! to.
//!
//! # Fix
//! Set `readOnlyRootFilesystem: true` and give folders that are written to, such as `/tmp`, an
//! `emptyDir` volume.
//!
//! # See
//! NSA Kubernetes Hardening Guide 1.3
//! CIS Docker 5.12

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("writable_root_filesystem.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web   #! container `web` can write to its root filesystem
                - name: log
                  securityContext:
                    readOnlyRootFilesystem: false   #! container `log` can write to its root filesystem
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext: {readOnlyRootFilesystem: true}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.linux_containers() {
        let read_only = container.security("readOnlyRootFilesystem");
        if read_only.is_some_and(Value::is_true) {
            continue;
        }
        let message = format!("{} can write to its root filesystem", called(&container));
        judge.fail(workload.failure(read_only.unwrap_or(container.value), message));
    }
}
