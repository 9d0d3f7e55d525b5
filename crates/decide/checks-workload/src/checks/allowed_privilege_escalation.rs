//! A container forbids its processes to gain privileges.
//!
//! # Why
//! Without `allowPrivilegeEscalation: false` a set-user-id program gives a process more rights than
//! it began with, so that a flaw in one program becomes root in the container.
//!
//! # Fix
//! Set `securityContext.allowPrivilegeEscalation: false`. Only programs that change their user by
//! set-user-id files miss it.
//!
//! # See
//! CIS Kubernetes 5.2.6
//! Pod Security Standards, restricted: privilege escalation
//! NSA Kubernetes Hardening Guide 1.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::edit;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::is_on;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("allowed_privilege_escalation.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web   #! container `web` may gain privileges
                  image: shop/web:1.4
                - name: log   
                  securityContext:
                    allowPrivilegeEscalation: true   #! container `log` may gain privileges
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext: {allowPrivilegeEscalation: false}
                - name: driver
                  securityContext: {privileged: true}
            ",
        ),
        Example::new(
            "
            spec:
              os: {name: windows}
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.linux_containers() {
        // A privileged container always may, and is reported as privileged.
        if container.security("privileged").is_some_and(is_on) {
            continue;
        }
        let allowed = container.security("allowPrivilegeEscalation");
        if allowed.and_then(Value::as_bool) == Some(false) {
            continue;
        }
        let message = format!("{} may gain privileges", called(&container));
        let failure = workload.failure(allowed.unwrap_or(container.value), message);
        let keys = ["securityContext", "allowPrivilegeEscalation"];
        judge.fail(failure.patch(edit::set(container.value, &keys, "false")));
    }
}
