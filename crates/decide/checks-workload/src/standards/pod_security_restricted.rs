//! A pod obeys the level restricted of the Pod Security Standards.
//!
//! # Why
//! Beyond the known ways out, this level asks for what hardens a pod by current practice. A
//! namespace that enforces the level refuses the pod.
//!
//! # Fix
//! Change the field that is named. The single checks say for each how.
//!
//! # See
//! Pod Security Standards, restricted

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::pod_security::{Level, evaluate};
use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-09", Severity::High, run)
    .doc(seaworthy_check::header!("pod_security_restricted.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              securityContext:
                runAsNonRoot: true
                seccompProfile: {type: RuntimeDefault}
              containers:
                - name: web   #! container `web` may gain privileges (restricted: privilege-escalation)
                  securityContext:
                    capabilities: {drop: [ALL]}
            ",
        ),
        Example::new(
            "
            spec:
              securityContext:
                runAsNonRoot: true
                seccompProfile: {type: RuntimeDefault}
              containers:
                - name: web
                  securityContext:
                    allowPrivilegeEscalation: false
                    capabilities: {drop: [ALL]}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let version = workload.set().kube_version;
    for violation in evaluate(Level::Restricted, version, workload.pod()) {
        let control = violation.control;
        let message = format!("{} (restricted: {control})", violation.message);
        judge.fail(workload.failure(violation.at, message));
    }
}
