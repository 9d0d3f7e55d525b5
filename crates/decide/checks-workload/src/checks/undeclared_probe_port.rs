//! A probe asks a port that the container has.
//!
//! # Why
//! A probe that names a port which is not there never succeeds: the container is ended again and
//! again, or never serves.
//!
//! # Fix
//! Correct the name, or declare the port.
//!
//! # See
//! Kubernetes documentation, probes

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::number;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Low, run)
    .doc(seaworthy_check::header!("undeclared_probe_port.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  ports: [{name: http, containerPort: 8080}]
                  livenessProbe:
                    httpGet:
                      path: /
                      port: htpp   #! container `web` declares no port `htpp`
                  readinessProbe:
                    tcpSocket:
                      port: 9090   #! container `web` declares no port `9090`
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  ports: [{name: http, containerPort: 8080}]
                  livenessProbe: {httpGet: {path: /, port: http}}
                - name: bare
                  readinessProbe: {tcpSocket: {port: 9090}}
            ",
        ),
    ]);

const PROBES: &[&str] = &["livenessProbe", "readinessProbe", "startupProbe"];
const PORTS: &[&str] = &["httpGet.port", "tcpSocket.port"];

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let ports = container.value.get("ports");
        let declared = || ports.into_iter().flat_map(Value::items);
        let is_declared = |key: &str, text: &str| {
            declared().any(|port| port.get(key).and_then(Value::text) == Some(text))
        };
        let probes = PROBES.iter().filter_map(|key| container.value.get(key));
        for port in probes.flat_map(|probe| PORTS.iter().filter_map(move |path| probe.at(path))) {
            let text = port.text().unwrap_or_default();
            // A number needs no declaration, but beside others that are declared it is a slip.
            let (is_missing, severity) = match number(port) {
                Some(_) => {
                    let is_missing =
                        declared().next().is_some() && !is_declared("containerPort", text);
                    (is_missing, Severity::Negligible)
                }
                None => (!is_declared("name", text), Severity::Low),
            };
            if is_missing {
                let message = format!("{} declares no port `{text}`", called(&container));
                judge.fail(workload.failure(port, message).severity(severity));
            }
        }
    }
}
