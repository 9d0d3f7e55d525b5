//! A container runs as a group whose number nobody of the node has.
//!
//! # Why
//! Groups below 1000 belong to systems: files of the node or of shared volumes may belong to
//! them.
//!
//! # Fix
//! Choose a number above 999, best above 9999, or set `hostUsers: false`.
//!
//! # See
//! NSA Kubernetes Hardening Guide 1.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::number;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-04", Severity::Negligible, run)
    .doc(seaworthy_check::header!("low_group_id.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              securityContext:
                runAsGroup: 100   #! the group 100 may be one of the system
              containers:
                - name: web
            ",
        ),
        Example::new(
            "
            spec:
              securityContext: {runAsGroup: 10001}
              containers:
                - name: web
            ",
        ),
    ]);

/// Numbers below are given to accounts of systems; people and images come after them.
const FREE_FROM: i64 = 1_000;

fn run(workload: &Workload, judge: &mut Judge) {
    let shared = workload.pod().spec().get("hostUsers");
    if shared.and_then(Value::as_bool) == Some(false) {
        return;
    }
    let of_pod = workload.pod().security("runAsGroup");
    let own = workload
        .containers()
        .filter_map(|container| container.security("runAsGroup"));
    for group in of_pod.into_iter().chain(own) {
        let Some(id) = number(group).filter(|id| (1..FREE_FROM).contains(id)) else {
            continue;
        };
        judge.fail(workload.failure(group, format!("the group {id} may be one of the system")));
    }
}
