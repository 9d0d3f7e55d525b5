//! A container does not listen on a port of its node.
//!
//! # Why
//! A port of the node is reached past Services and network policies by everyone who reaches the
//! node, and two pods with the same one cannot share a node.
//!
//! # Fix
//! Remove `hostPort` and put a Service before the pods. A node agent that must have one binds it to
//! `hostIP: 127.0.0.1` where that suffices.
//!
//! # See
//! CIS Kubernetes 5.2.12
//! Pod Security Standards, baseline: host ports

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::{is_on, number};
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("host_port.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  ports:
                    - containerPort: 8080
                      hostPort: 80   #! container `web` takes port 80 of its node
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  ports:
                    - containerPort: 8080
                      hostPort: 0
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let spec = workload.pod().spec();
    // In the network of the node each port is one of the node: one finding says so already.
    if spec.get("hostNetwork").is_some_and(is_on) {
        return;
    }
    for container in workload.containers() {
        let ports = container.value.get("ports");
        for port in ports.into_iter().flat_map(Value::items) {
            let Some(taken) = port.get("hostPort").filter(|port| number(*port) != Some(0)) else {
                continue;
            };
            let text = taken.text().unwrap_or_default();
            let message = format!("{} takes port {text} of its node", called(&container));
            judge.fail(workload.failure(taken, message));
        }
    }
}
