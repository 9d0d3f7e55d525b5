//! A job that has ended is taken away.
//!
//! # Why
//! Ended jobs and their pods stay with their logs and variables until somebody removes them.
//!
//! # Fix
//! Set `ttlSecondsAfterFinished`.
//!
//! # See
//! Kubernetes documentation, clean-up of finished jobs

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("lingering_job.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: batch/v1
            kind: Job
            metadata: {name: once}
            spec:
              template:   #! the job stays when it has ended
                spec:
                  containers:
                    - name: once
            ",
        ),
        Example::new(
            "
            apiVersion: batch/v1
            kind: Job
            metadata: {name: once}
            spec:
              ttlSecondsAfterFinished: 3600
              template:
                spec:
                  containers:
                    - name: once
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let object = workload.object();
    // Helm takes the jobs of its hooks away itself.
    let is_hook = object.annotation("helm.sh/hook").is_some();
    let spec = object
        .at("spec")
        .filter(|_| object.kind() == "Job" && !is_hook);
    if let Some(spec) = spec.filter(|spec| spec.get("ttlSecondsAfterFinished").is_none()) {
        judge.fail(workload.failure(spec, "the job stays when it has ended"));
    }
}
