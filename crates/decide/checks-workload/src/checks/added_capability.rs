//! A container gets no capability beside the one for low ports.
//!
//! # Why
//! Each capability is a right of root that a flaw in the program hands on.
//!
//! # Fix
//! Remove it, or drop `ALL` and name it as a waiver. `NET_BIND_SERVICE` is free.
//!
//! # See
//! CIS Kubernetes 5.2.9
//! Pod Security Standards, restricted: capabilities

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::capability::{Power, of_power};
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-06", Severity::Low, run)
    .doc(seaworthy_check::header!("added_capability.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext:
                    capabilities:
                      drop: [ALL]
                      add:
                        - CHOWN   #! container `web` gets the capability CHOWN
                        - NET_BIND_SERVICE
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext: {capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let list = container.security("capabilities.add");
        for (name, at) in of_power(list, Power::Other) {
            let message = format!("{} gets the capability {name}", called(&container));
            judge.fail(workload.failure(at, message));
        }
    }
}
