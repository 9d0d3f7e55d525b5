//! A container does not turn its seccomp profile off.
//!
//! # Why
//! `Unconfined` lets a container make every call to the kernel, and wins over the default of the
//! node.
//!
//! # Fix
//! Set `type: RuntimeDefault`, or write a profile that allows the calls that are missed.
//!
//! # See
//! CIS Kubernetes 5.6.2
//! Pod Security Standards, baseline: seccomp

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-08", Severity::Medium, run)
    .doc(seaworthy_check::header!("unconfined_seccomp_profile.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext:
                    seccompProfile:
                      type: Unconfined   #! seccomp is turned off
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext: {seccompProfile: {type: RuntimeDefault}}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let of_pod = workload.pod().security("seccompProfile.type");
    let own = workload.containers();
    let own = own.filter_map(|container| container.security("seccompProfile.type"));
    for profile in of_pod.into_iter().chain(own) {
        if profile.text() == Some("Unconfined") {
            judge.fail(workload.failure(profile, "seccomp is turned off"));
        }
    }
}
