//! A job by the clock has a schedule that can be read.
//!
//! # Why
//! A CronJob with a schedule that is none is refused.
//!
//! # Fix
//! Write five fields, as in `0 4 * * *`, or a name such as `@daily`.
//!
//! # See
//! Kubernetes documentation, CronJob

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::schedule::is_valid;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Low, run)
    .doc(seaworthy_check::header!("unreadable_schedule.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: tidy}
            spec:
              schedule: "0 24 * * *"   #! `0 24 * * *` is no schedule
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
              schedule: "@daily"
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
    let schedule = object
        .at("spec.schedule")
        .filter(|_| object.kind() == "CronJob");
    let Some(schedule) = schedule else {
        return;
    };
    let text = schedule.text().unwrap_or_default();
    if !is_valid(text) {
        judge.fail(workload.failure(schedule, format!("`{text}` is no schedule")));
    }
}
