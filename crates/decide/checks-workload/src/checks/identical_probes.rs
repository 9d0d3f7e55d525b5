//! Liveness and readiness ask different questions.
//!
//! # Why
//! Where both probes are the same, a pod that is only busy is ended instead of being left alone for
//! a while.
//!
//! # Fix
//! Let the liveness probe ask less or wait longer.
//!
//! # See
//! Kubernetes documentation, probes

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Kind;
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(include_str!("identical_probes.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  livenessProbe:
                    httpGet: {path: /health, port: 8080}   #! liveness and readiness of container `web` are the same probe
                  readinessProbe:
                    httpGet: {path: /health, port: 8080}
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  livenessProbe: {httpGet: {path: /alive, port: 8080}}
                  readinessProbe: {httpGet: {path: /ready, port: 8080}}
                - name: patient
                  livenessProbe: {httpGet: {path: /alive, port: 8080}, failureThreshold: 10}
                  readinessProbe: {httpGet: {path: /alive, port: 8080}}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let probe = |key| container.value.get(key);
        let (Some(alive), Some(ready)) = (probe("livenessProbe"), probe("readinessProbe")) else {
            continue;
        };
        if same(alive, ready, DEPTH_MAX) {
            let called = called(&container);
            let message = format!("liveness and readiness of {called} are the same probe");
            judge.fail(workload.failure(alive, message));
        }
    }
}

/// LIMIT: levels of a probe that are compared. The API has four.
const DEPTH_MAX: usize = 8;

fn same(one: Value<'_>, other: Value<'_>, depth: usize) -> bool {
    if depth == 0 || one.len() != other.len() || one.kind() != other.kind() {
        return false;
    }
    match one.kind() {
        Kind::Mapping => one.entries().all(|entry| {
            let counterpart = other.entry(&entry.name());
            counterpart.is_some_and(|found| same(entry.value, found.value, depth - 1))
        }),
        Kind::Sequence => {
            let mut pairs = one.items().zip(other.items());
            pairs.all(|(one, other)| same(one, other, depth - 1))
        }
        _ => one.text() == other.text(),
    }
}
