//! A probe or hook asks the pod itself, not another host.
//!
//! # Why
//! The kubelet sends probes from the node: a `host` in one makes the node call an address of the
//! manifest's choice, past network policies.
//!
//! # Fix
//! Remove `host`.
//!
//! # See
//! Pod Security Standards, baseline since 1.34: host probes

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::is_on;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("NET-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("foreign_probe_host.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  livenessProbe:
                    httpGet:
                      host: 169.254.169.254   #! container `web` lets its node call `169.254.169.254`
                      path: /
                      port: 80
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  livenessProbe: {httpGet: {path: /, port: 80}}
                  readinessProbe: {httpGet: {host: 127.0.0.1, path: /, port: 80}}
            ",
        ),
    ]);

/// Where a handler stands in a container.
const HANDLERS: &[&str] = &[
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle.postStart",
    "lifecycle.preStop",
];

fn run(workload: &Workload, judge: &mut Judge) {
    let on_host = workload.pod().spec().get("hostNetwork").is_some_and(is_on);
    for container in workload.containers() {
        for handler in HANDLERS.iter().filter_map(|path| container.value.at(path)) {
            for host in ["httpGet.host", "tcpSocket.host"] {
                let Some(host) = handler.at(host) else {
                    continue;
                };
                let name = host.text().unwrap_or_default();
                // In the network of the node, loopback is where such pods listen.
                let is_local = matches!(name, "127.0.0.1" | "localhost" | "::1");
                if name.is_empty() || is_local && (on_host || name == "127.0.0.1") {
                    continue;
                }
                let message = format!("{} lets its node call `{name}`", called(&container));
                judge.fail(workload.failure(host, message));
            }
        }
    }
}
