//! Containers of a pod do not see each other's processes.
//!
//! # Why
//! With one process namespace a container that is taken over reads the memory, the variables and
//! the files of the others.
//!
//! # Fix
//! Remove `shareProcessNamespace`.
//!
//! # See
//! Kubernetes documentation, sharing the process namespace

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::is_on;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-13", Severity::Low, run)
    .doc(seaworthy_check::header!("shared_process_namespace.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              shareProcessNamespace: true   #! the containers of the pod see each other's processes
              containers:
                - name: web
                - name: log
            ",
        ),
        Example::new(
            "
            spec:
              shareProcessNamespace: false
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let spec = workload.pod().spec();
    let shared = spec.get("shareProcessNamespace");
    // One container alone shares with nobody.
    let many = workload.containers().nth(1).is_some();
    if let Some(shared) = shared.filter(|shared| is_on(*shared) && many) {
        let message = "the containers of the pod see each other's processes";
        judge.fail(workload.failure(shared, message));
    }
}
