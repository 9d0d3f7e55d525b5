//! A container runs as a user whose number nobody of the node has.
//!
//! # Why
//! Numbers below 1000 belong to accounts of systems: a process that leaves its container, or
//! a file on a shared volume, then belongs to someone.
//!
//! # Fix
//! Choose a number above 999, best above 9999, or set `hostUsers: false`, which gives the pod
//! numbers of its own.
//!
//! # See
//! NSA Kubernetes Hardening Guide 1.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::number;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-04", Severity::Negligible, run)
    .doc(seaworthy_check::header!("low_user_id.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext:
                    runAsUser: 100   #! the user 100 may be one of the system
            ",
        ),
        Example::new(
            "
            spec:
              securityContext: {runAsUser: 10001}
              containers:
                - name: web
            ",
        ),
        Example::new(
            "
            spec:
              hostUsers: false
              securityContext: {runAsUser: 100}
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
    let of_pod = workload.pod().security("runAsUser");
    let own = workload
        .containers()
        .filter_map(|container| container.security("runAsUser"));
    for user in of_pod.into_iter().chain(own) {
        let Some(id) = number(user).filter(|id| (1..FREE_FROM).contains(id)) else {
            continue;
        };
        judge.fail(workload.failure(user, format!("the user {id} may be one of the system")));
    }
}
