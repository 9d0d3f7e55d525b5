//! Containers of a pod have different names.
//!
//! # Why
//! A pod with two containers of one name is refused, and tools that merge by name lose one.
//!
//! # Fix
//! Rename one of them.
//!
//! # See
//! Kubernetes API reference, PodSpec

use std::collections::BTreeSet;

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Low, run)
    .doc(seaworthy_check::header!("duplicate_container_name.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              initContainers:
                - name: web
              containers:
                - name: web   #! two containers are called `web`
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                - name: log
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let mut seen = BTreeSet::new();
    for container in workload.containers() {
        let name = container.name();
        if !name.is_empty() && !seen.insert(name) {
            let message = format!("two containers are called `{name}`");
            judge.fail(workload.failure(container.value, message));
        }
    }
}
