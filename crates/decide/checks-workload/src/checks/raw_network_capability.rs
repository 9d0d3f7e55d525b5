//! A container is not given raw access to its network.
//!
//! # Why
//! With `NET_RAW` a container sends packets under any address and answers in the name of others.
//!
//! # Fix
//! Remove `NET_RAW` from `capabilities.add`. Echo requests work without it where
//! `net.ipv4.ping_group_range` is set.
//!
//! # See
//! CIS Kubernetes 5.2.8
//! Pod Security Standards, baseline: capabilities

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::capability::{Power, of_power};
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-06", Severity::Medium, run)
    .doc(seaworthy_check::header!("raw_network_capability.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: probe
                  securityContext:
                    capabilities:
                      add:
                        - NET_RAW   #! container `probe` gets the capability NET_RAW
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: probe
                  securityContext: {capabilities: {drop: [NET_RAW]}}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let list = container.security("capabilities.add");
        for (name, at) in of_power(list, Power::RawNetwork) {
            let message = format!("{} gets the capability {name}", called(&container));
            judge.fail(workload.failure(at, message));
        }
    }
}
