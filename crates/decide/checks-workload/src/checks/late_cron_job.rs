//! A job by the clock is not begun long after its time.
//!
//! # Why
//! Without a deadline a job that could not begin is begun hours later, and after a hundred times
//! that were missed never again.
//!
//! # Fix
//! Set `startingDeadlineSeconds`.
//!
//! # See
//! Kubernetes documentation, CronJob

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("late_cron_job.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: tidy}
            spec:
              schedule: "0 4 * * *"   #! the job has no deadline to begin
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
              startingDeadlineSeconds: 600
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
    let spec = object.at("spec").filter(|_| object.kind() == "CronJob");
    if let Some(spec) = spec.filter(|spec| spec.get("startingDeadlineSeconds").is_none()) {
        judge.fail(workload.failure(spec, "the job has no deadline to begin"));
    }
}
