//! Times of a probe can be kept.
//!
//! # Why
//! A probe that may take longer than the time between two, or that is never counted as failed in
//! time, says nothing about the program; some values are refused.
//!
//! # Fix
//! Let `timeoutSeconds` be at most `periodSeconds`, and `successThreshold` of liveness and startup
//! 1.
//!
//! # See
//! Kubernetes documentation, probes

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::number;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("odd_probe_timing.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  livenessProbe:
                    tcpSocket: {port: 8080}
                    periodSeconds: 5
                    timeoutSeconds: 30   #! `timeoutSeconds` of a probe of container `web` is above its period of 5
                  startupProbe:
                    tcpSocket: {port: 8080}
                    successThreshold: 2   #! `successThreshold` of a probe of container `web` must be 1
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  livenessProbe: {tcpSocket: {port: 8080}, timeoutSeconds: 10}
            ",
        ),
    ]);

/// What holds where no period is written.
const PERIOD_SECONDS: i64 = 10;

const COUNTS: &[&str] = &[
    "periodSeconds",
    "timeoutSeconds",
    "failureThreshold",
    "successThreshold",
];

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let called = called(&container);
        for key in ["livenessProbe", "readinessProbe", "startupProbe"] {
            let Some(probe) = container.value.get(key) else {
                continue;
            };
            for (at, field, fault) in faults(probe, key != "readinessProbe") {
                let message = format!("`{field}` of a probe of {called} {fault}");
                judge.fail(workload.failure(at, message));
            }
        }
    }
}

/// What is odd: the place, the field, and the fault.
fn faults(probe: Value<'_>, counts_once: bool) -> Vec<(Value<'_>, &'static str, String)> {
    let mut found = Vec::new();
    let of = |field: &str| Some((probe.get(field)?, number(probe.get(field)?)?));
    for field in COUNTS {
        if let Some((at, _)) = of(field).filter(|(_, count)| *count < 1) {
            found.push((at, *field, "is below 1".to_owned()));
        }
    }
    let period = of("periodSeconds").map_or(PERIOD_SECONDS, |(_, period)| period);
    if let Some((at, _)) = of("timeoutSeconds").filter(|(_, timeout)| *timeout > period) {
        found.push((
            at,
            "timeoutSeconds",
            format!("is above its period of {period}"),
        ));
    }
    let success = of("successThreshold").filter(|(_, count)| *count > 1 && counts_once);
    if let Some((at, _)) = success {
        found.push((at, "successThreshold", "must be 1".to_owned()));
    }
    found
}
