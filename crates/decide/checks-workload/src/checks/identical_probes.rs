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
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::texts;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("identical_probes.rs"))
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
        if same(alive, ready) {
            let called = called(&container);
            let message = format!("liveness and readiness of {called} are the same probe");
            judge.fail(workload.failure(alive, message));
        }
    }
}

/// What makes a probe, but for its command and headers.
const PARTS: &[&str] = &[
    "failureThreshold",
    "grpc.port",
    "grpc.service",
    "httpGet.host",
    "httpGet.path",
    "httpGet.port",
    "httpGet.scheme",
    "initialDelaySeconds",
    "periodSeconds",
    "successThreshold",
    "tcpSocket.host",
    "tcpSocket.port",
    "terminationGracePeriodSeconds",
    "timeoutSeconds",
];

fn same(one: Value<'_>, other: Value<'_>) -> bool {
    let part =
        |probe: Value<'_>, path: &str| probe.at(path).and_then(Value::text).map(str::to_owned);
    let parts = PARTS
        .iter()
        .all(|path| part(one, path) == part(other, path));
    let command = texts(one.at("exec.command")).eq(texts(other.at("exec.command")));
    parts && command && headers(one) == headers(other)
}

fn headers(probe: Value<'_>) -> Vec<(Option<&str>, Option<&str>)> {
    let list = probe.at("httpGet.httpHeaders");
    let items = list.into_iter().flat_map(Value::items);
    items
        .map(|one| {
            (
                one.get("name").and_then(Value::text),
                one.get("value").and_then(Value::text),
            )
        })
        .collect()
}
