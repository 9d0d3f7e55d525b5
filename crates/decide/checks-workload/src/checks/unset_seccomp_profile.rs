//! A pod says which calls to the kernel its containers may make.
//!
//! # Why
//! Without a profile most clusters let a container make every call, also those in which holes are
//! found year by year.
//!
//! # Fix
//! Set `securityContext.seccompProfile.type: RuntimeDefault` for the pod.
//!
//! # See
//! CIS Kubernetes 5.6.2
//! Pod Security Standards, restricted: seccomp
//! NSA Kubernetes Hardening Guide 1.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::edit;
use seaworthy_facts::manifest::kubernetes::{Container, KubeVersion};
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::is_on;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-08", Severity::Medium, run)
    .doc(seaworthy_check::header!("unset_seccomp_profile.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              template:
                spec:
                  containers:   #! containers `web`, `log` have no seccomp profile
                    - name: web
                    - name: log
            ",
        ),
        Example::new(
            "
            spec:
              containers:   #! container `log` has no seccomp profile
                - name: web
                  securityContext: {seccompProfile: {type: RuntimeDefault}}
                - name: log
            ",
        ),
        Example::new(
            "
            spec:
              securityContext: {seccompProfile: {type: Localhost, localhostProfile: web.json}}
              containers:
                - name: web
                - name: driver
                  securityContext: {privileged: true}
            ",
        ),
    ]);

/// The first release that no longer reads the annotations.
const ANNOTATIONS_UNTIL: KubeVersion = KubeVersion::new(1, 27);

fn run(workload: &Workload, judge: &mut Judge) {
    let pod = workload.pod();
    let bare = workload.linux_containers().filter(|container| {
        // The kernel applies no profile to a privileged container.
        let is_privileged = container.security("privileged").is_some_and(is_on);
        !is_privileged
            && container
                .effective_security("seccompProfile.type")
                .is_none()
    });
    let by_annotation = workload.set().kube_version < ANNOTATIONS_UNTIL
        && pod
            .annotation("seccomp.security.alpha.kubernetes.io/pod")
            .is_some();
    let names: Vec<&str> = bare.map(Container::name).collect();
    if names.is_empty() || by_annotation {
        return;
    }
    let message = match names.as_slice() {
        [name] => format!("container `{name}` has no seccomp profile"),
        names => format!(
            "containers `{}` have no seccomp profile",
            names.join("`, `")
        ),
    };
    let spec = pod.spec();
    let keys = ["securityContext", "seccompProfile", "type"];
    let failure = workload.pod_failure(message);
    judge.fail(failure.patch(edit::set(spec, &keys, "RuntimeDefault")));
}
