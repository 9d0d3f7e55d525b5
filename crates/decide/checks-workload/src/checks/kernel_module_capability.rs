//! A container cannot load code into the kernel.
//!
//! # Why
//! `SYS_MODULE` puts the attacker's code into the kernel that all pods of the node share.
//!
//! # Fix
//! Remove `SYS_MODULE`; load modules when the node is set up.
//!
//! # See
//! CIS Kubernetes 5.2.8
//! Pod Security Standards, baseline: capabilities

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::capability::{Power, of_power};
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-06", Severity::Critical, run)
    .doc(seaworthy_check::header!("kernel_module_capability.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: vpn
                  securityContext:
                    capabilities:
                      add:
                        - SYS_MODULE   #! container `vpn` can load modules into the kernel
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: vpn
                  securityContext: {capabilities: {drop: [SYS_MODULE]}}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let list = container.security("capabilities.add");
        for (_, at) in of_power(list, Power::KernelModule) {
            let message = format!("{} can load modules into the kernel", called(&container));
            judge.fail(workload.failure(at, message));
        }
    }
}
