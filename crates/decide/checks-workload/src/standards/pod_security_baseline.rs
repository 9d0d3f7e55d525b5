//! A pod obeys the level baseline of the Pod Security Standards.
//!
//! # Why
//! What is forbidden at this level leads out of a container by known ways. A
//! namespace that enforces the level refuses the pod.
//!
//! # Fix
//! Change the field that is named. The single checks say for each how.
//!
//! # See
//! Pod Security Standards, baseline

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::pod_security::{Level, evaluate};
use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-09", Severity::High, run)
    .doc(seaworthy_check::header!("pod_security_baseline.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext:
                    privileged: true   #! container `web` is privileged (baseline: privileged)
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
    for violation in evaluate(Level::Baseline, version, workload.pod()) {
        let control = violation.control;
        let message = format!("{} (baseline: {control})", violation.message);
        judge.fail(workload.failure(violation.at, message));
    }
}
