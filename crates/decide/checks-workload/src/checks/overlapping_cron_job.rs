//! A job by the clock does not begin while the last one runs.
//!
//! # Why
//! With `Allow`, which holds where nothing is written, slow jobs pile up until the cluster is full.
//!
//! # Fix
//! Set `concurrencyPolicy: Forbid` or `Replace`.
//!
//! # See
//! Kubernetes documentation, CronJob

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("overlapping_cron_job.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: tidy}
            spec:
              schedule: "0 4 * * *"   #! the job may begin while the last one runs
              jobTemplate:
                spec:
                  template:
                    spec:
                      containers:
                        - name: tidy
            "#,
        ),
        Example::new(
            r#"
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: tidy}
            spec:
              schedule: "0 4 * * *"
              concurrencyPolicy: Forbid
              jobTemplate:
                spec:
                  template:
                    spec:
                      containers:
                        - name: tidy
            "#,
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let object = workload.object();
    let Some(spec) = object.at("spec").filter(|_| object.kind() == "CronJob") else {
        return;
    };
    let policy = spec.get("concurrencyPolicy");
    if !matches!(policy.and_then(Value::text), Some("Forbid" | "Replace")) {
        let message = "the job may begin while the last one runs";
        judge.fail(workload.failure(policy.unwrap_or(spec), message));
    }
}
