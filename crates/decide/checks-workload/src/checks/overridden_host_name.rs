//! A pod does not bend names of hosts by hand.
//!
//! # Why
//! `hostAliases` writes into `/etc/hosts`, which wins over DNS: whoever edits the manifest sends
//! the pod's traffic elsewhere, and the entry stays when addresses move.
//!
//! # Fix
//! Use DNS: a Service, or an ExternalName Service for a name outside.
//!
//! # See
//! Kubernetes documentation, hostAliases

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::texts;

pub(crate) static CHECK: Check<Workload> = Check::new("NET-02", Severity::Low, run)
    .doc(seaworthy_check::header!("overridden_host_name.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              hostAliases:
                - ip: 10.1.2.3   #! the pods see `api.example` at 10.1.2.3
                  hostnames: [api.example]
              containers:
                - name: web
            ",
        ),
        Example::new(
            "
            spec:
              hostAliases:
                - ip: 127.0.0.1
                  hostnames: [web.local]
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let list = workload.pod().spec().get("hostAliases");
    for alias in list.into_iter().flat_map(Value::items) {
        let address = alias.get("ip").and_then(Value::text).unwrap_or_default();
        // A name for the pod itself bends nothing.
        if address.starts_with("127.") || address == "::1" {
            continue;
        }
        let names: Vec<&str> = texts(alias.get("hostnames")).collect();
        let names = names.join("`, `");
        let message = format!("the pods see `{names}` at {address}");
        judge.fail(workload.failure(alias, message));
    }
}
