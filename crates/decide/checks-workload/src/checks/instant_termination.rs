//! A pod gets time to end.
//!
//! # Why
//! With no time at all a program is killed in the middle of what it does, and its pod is forgotten
//! before it is gone.
//!
//! # Fix
//! Set `terminationGracePeriodSeconds` to what the program needs.
//!
//! # See
//! Kubernetes documentation, termination of pods

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::number;
use crate::scaling;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("instant_termination.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              terminationGracePeriodSeconds: 0   #! the pods are killed without time to end
              containers:
                - name: web
            ",
        ),
        Example::new(
            "
            spec:
              terminationGracePeriodSeconds: 5
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let seconds = workload.pod().spec().get("terminationGracePeriodSeconds");
    if !scaling::serves(workload) {
        return;
    }
    if let Some(seconds) = seconds.filter(|seconds| number(*seconds) == Some(0)) {
        judge.fail(workload.failure(seconds, "the pods are killed without time to end"));
    }
}
