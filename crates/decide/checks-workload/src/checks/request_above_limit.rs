//! A container asks for no more than its limit.
//!
//! # Why
//! A request above the limit is refused, so that nothing runs.
//!
//! # Fix
//! Raise the limit or lower the request.
//!
//! # See
//! Kubernetes documentation, resource management

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::resources::quantity;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-05", Severity::Low, run)
    .doc(seaworthy_check::header!("request_above_limit.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  resources:
                    requests: {memory: 1Gi}   #! container `web` asks for 1Gi of memory, above its limit of 512Mi
                    limits: {memory: 512Mi}
            ",
        ),
        Example::new(
            r#"
            spec:
              containers:
                - name: web
                  resources: {requests: {cpu: 500m}, limits: {cpu: "1"}}
            "#,
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let Some(requests) = container.value.at("resources.requests") else {
            continue;
        };
        let limits = container.value.at("resources.limits");
        for entry in requests.entries() {
            let name = entry.name();
            let limit = limits
                .and_then(|limits| limits.get(&name))
                .and_then(Value::text);
            let (Some(asked), Some(limit)) = (entry.value.text(), limit) else {
                continue;
            };
            let above = quantity(asked)
                .zip(quantity(limit))
                .is_some_and(|(one, top)| one > top);
            if above {
                let called = called(&container);
                let message =
                    format!("{called} asks for {asked} of {name}, above its limit of {limit}");
                judge.fail(workload.failure(entry.value, message));
            }
        }
    }
}
