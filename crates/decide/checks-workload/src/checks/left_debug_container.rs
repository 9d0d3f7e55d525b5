//! A manifest holds no containers that were added for debugging.
//!
//! # Why
//! An ephemeral container belongs to one running pod; in a file it is the trace of somebody looking
//! inside, often with more rights and tools than the program has.
//!
//! # Fix
//! Remove `ephemeralContainers` from the file.
//!
//! # See
//! Kubernetes documentation, ephemeral containers

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::ContainerRole;
use seaworthy_model::Severity;

use crate::Workload;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-13", Severity::Low, run)
    .doc(seaworthy_check::header!("left_debug_container.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
              ephemeralContainers:
                - name: debugger   #! container `debugger` was added for debugging
                  image: busybox:1.36
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        if container.role == ContainerRole::Ephemeral {
            let message = format!("{} was added for debugging", called(&container));
            judge.fail(workload.failure(container.value, message));
        }
    }
}
