//! A container does not get every capability.
//!
//! # Why
//! With `ALL` a container has the rights of root over the kernel, as a privileged one.
//!
//! # Fix
//! Name the one capability that the program needs.
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
    .doc(seaworthy_check::header!("all_capabilities.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext:
                    capabilities:
                      add:
                        - ALL   #! container `web` gets every capability
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext: {capabilities: {drop: [ALL]}}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let list = container.security("capabilities.add");
        for (_, at) in of_power(list, Power::All) {
            let message = format!("{} gets every capability", called(&container));
            judge.fail(workload.failure(at, message));
        }
    }
}
