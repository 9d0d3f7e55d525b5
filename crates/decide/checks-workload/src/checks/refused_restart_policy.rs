//! A workload has a restart policy that its kind allows.
//!
//! # Why
//! A Deployment with another policy than `Always`, or a Job with it, is refused.
//!
//! # Fix
//! Use `Always` for what lasts, `OnFailure` or `Never` for jobs.
//!
//! # See
//! Kubernetes documentation, pod lifecycle

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::scaling;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Low, run)
    .doc(seaworthy_check::header!("refused_restart_policy.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: batch/v1
            kind: Job
            metadata: {name: once}
            spec:
              template:
                spec:
                  restartPolicy: Always   #! a Job cannot have the restart policy `Always`
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
              template:
                spec:   
                  containers:   #! a Job must say its restart policy
                    - name: once
            ",
        ),
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                spec:
                  restartPolicy: Always
                  containers:
                    - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let kind = workload.object().kind();
    let policy = workload.pod().spec().get("restartPolicy");
    let is_job = matches!(kind, "Job" | "CronJob");
    let Some(policy) = policy else {
        if is_job {
            judge.fail(workload.pod_failure(format!("a {kind} must say its restart policy")));
        }
        return;
    };
    let word = policy.text().unwrap_or_default();
    let is_refused = if is_job {
        !matches!(word, "OnFailure" | "Never")
    } else {
        scaling::is_lasting(workload) && word != "Always"
    };
    if is_refused {
        let message = format!("a {kind} cannot have the restart policy `{word}`");
        judge.fail(workload.failure(policy, message));
    }
}
