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
    .doc(include_str!("undeclared_probe_port.rs"))
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
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  ports: [{name: http, containerPort: 8080}]
                  livenessProbe: {httpGet: {path: /, port: http}}
                  readinessProbe: {tcpSocket: {port: 9090}}
            ",
        ),
    ]);

const PROBES: &[&str] = &["livenessProbe", "readinessProbe", "startupProbe"];
const PORTS: &[&str] = &["httpGet.port", "tcpSocket.port"];

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let declared = || {
            container
                .value
                .get("ports")
                .into_iter()
                .flat_map(Value::items)
        };
        let is_declared = |name: &str| {
            declared().any(|port| port.get("name").and_then(Value::text) == Some(name))
        };
        let probes = PROBES.iter().filter_map(|key| container.value.get(key));
        for port in probes.flat_map(|probe| PORTS.iter().filter_map(move |path| probe.at(path))) {
            // A number needs no declaration: what listens can be asked.
            let Some(name) = port.as_str().filter(|_| number(port).is_none()) else {
                continue;
            };
            if !is_declared(name) {
                let message = format!("{} declares no port `{name}`", called(&container));
                judge.fail(workload.failure(port, message));
            }
        }
    }
}
