//! A container gets no capability that reaches beyond it.
//!
//! # Why
//! Capabilities such as `SYS_PTRACE`, `NET_ADMIN`, `DAC_READ_SEARCH` and `BPF` read or change
//! processes, networks and files of others.
//!
//! # Fix
//! Remove the capability, or move the one task that needs it into a small pod of its own with a
//! waiver.
//!
//! # See
//! CIS Kubernetes 5.2.8
//! Pod Security Standards, baseline: capabilities

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::capability::{Power, of_power};
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-06", Severity::High, run)
    .doc(seaworthy_check::header!("dangerous_capability.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext:
                    capabilities:
                      add:
                        - SYS_PTRACE   #! container `web` gets the capability SYS_PTRACE
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext: {capabilities: {add: [NET_BIND_SERVICE]}}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let list = container.security("capabilities.add");
        for (name, at) in of_power(list, Power::Dangerous) {
            let message = format!("{} gets the capability {name}", called(&container));
            judge.fail(workload.failure(at, message));
        }
    }
}
