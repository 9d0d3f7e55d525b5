//! A StatefulSet names the Service of its pods.
//!
//! # Why
//! Without a headless Service its pods have no names of their own in DNS, which is what the kind is
//! for.
//!
//! # Fix
//! Set `serviceName` to a Service with `clusterIP: None`.
//!
//! # See
//! Kubernetes documentation, StatefulSet

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::Object;
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("nameless_stateful_set.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              template:   #! the pods have no names in DNS: no `serviceName`
                spec:
                  containers:
                    - name: db
            ",
        ),
        Example::new(
            "
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              serviceName: db
              template:
                spec:
                  containers:
                    - name: db
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let object = workload.object();
    let Some(spec) = object.at("spec").filter(|_| object.kind() == "StatefulSet") else {
        return;
    };
    let Some(name) = spec
        .get("serviceName")
        .filter(|name| name.text() != Some(""))
    else {
        let message = "the pods have no names in DNS: no `serviceName`";
        judge.fail(workload.failure(spec, message));
        return;
    };
    let text = name.text().unwrap_or_default();
    let service = workload.set().find("Service", object, text);
    let is_headless =
        |service: &Object| service.at("spec.clusterIP").and_then(Value::text) == Some("None");
    if service.is_some_and(|service| !is_headless(service)) {
        let message = format!("the Service `{text}` of the pods is not headless");
        judge.fail(workload.failure(name, message));
    }
}
