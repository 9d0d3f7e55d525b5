//! A pod of Windows does not run as a process of its node.
//!
//! # Why
//! A HostProcess container runs outside any isolation, often as `SYSTEM`.
//!
//! # Fix
//! Remove `windowsOptions.hostProcess`.
//!
//! # See
//! CIS Kubernetes 5.2.10
//! Pod Security Standards, baseline: HostProcess

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::is_on;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-01", Severity::Critical, run)
    .doc(seaworthy_check::header!("windows_host_process.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              securityContext:
                windowsOptions:
                  hostProcess: true   #! the pods run as processes of their node
              containers:
                - name: agent
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: agent
                  securityContext: {windowsOptions: {hostProcess: false}}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let of_pod = workload.pod().security("windowsOptions.hostProcess");
    if let Some(on) = of_pod.filter(|on| is_on(*on)) {
        judge.fail(workload.failure(on, "the pods run as processes of their node"));
        return;
    }
    for container in workload.containers() {
        let own = container.security("windowsOptions.hostProcess");
        if let Some(on) = own.filter(|on| is_on(*on)) {
            let message = format!("{} runs as a process of its node", called(&container));
            judge.fail(workload.failure(on, message));
        }
    }
}
