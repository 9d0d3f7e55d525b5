//! A container does not offer logins from the network.
//!
//! # Why
//! A server for SSH in a container is a second way in with keys and passwords of its own, past the
//! rights and the log of the cluster.
//!
//! # Fix
//! Remove the server and its port, and use `kubectl exec`, whose use RBAC limits and audit records.
//!
//! # See
//! MITRE ATT&CK T1021.004

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::number;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-08", Severity::Medium, run)
    .doc(seaworthy_check::header!("ssh_container_port.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  ports:
                    - containerPort: 22   #! container `web` offers SSH on port 22
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  ports: [{containerPort: 2200}]
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let ports = container.value.get("ports");
        for port in ports.into_iter().flat_map(Value::items) {
            let value = port.get("containerPort");
            if let Some(value) = value.filter(|port| number(*port) == Some(22)) {
                let message = format!("{} offers SSH on port 22", called(&container));
                judge.fail(workload.failure(value, message));
            }
        }
    }
}
