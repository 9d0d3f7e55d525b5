//! A container does not get the capability to administer the system.
//!
//! # Why
//! `SYS_ADMIN` mounts filesystems and enters namespaces: with it a container leaves its bounds.
//!
//! # Fix
//! Remove `SYS_ADMIN` from `capabilities.add`; ask what the program does with it, and use a volume
//! or a device plug-in.
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
    .doc(seaworthy_check::header!("system_admin_capability.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext:
                    capabilities:
                      add:
                        - CAP_SYS_ADMIN   #! container `web` gets the capability SYS_ADMIN
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
        for (name, at) in of_power(list, Power::SystemAdmin) {
            let message = format!("{} gets the capability {name}", called(&container));
            judge.fail(workload.failure(at, message));
        }
    }
}
