//! A container listens on ports that need no right.
//!
//! # Why
//! Ports below 1024 need root or `NET_BIND_SERVICE` on systems that keep the old rule, and so keep
//! programs from dropping it.
//!
//! # Fix
//! Listen on 8080 or the like; the Service still offers port 80.
//!
//! # See
//! Kubernetes documentation, Service, targetPort

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::number;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-06", Severity::Negligible, run)
    .doc(seaworthy_check::header!("low_container_port.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  ports:
                    - containerPort: 80   #! container `web` listens on port 80
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  ports: [{containerPort: 8080}]
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.linux_containers() {
        let ports = container.value.get("ports");
        for port in ports.into_iter().flat_map(Value::items) {
            let Some(value) = port.get("containerPort") else {
                continue;
            };
            // A server for logins is a finding of its own.
            let low = number(value).filter(|port| (1..1024).contains(port) && *port != 22);
            if let Some(port) = low {
                let message = format!("{} listens on port {port}", called(&container));
                judge.fail(workload.failure(value, message));
            }
        }
    }
}
