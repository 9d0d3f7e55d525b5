//! An update leaves pods that serve.
//!
//! # Why
//! `Recreate` ends all pods before the first new one begins.
//!
//! # Fix
//! Use `RollingUpdate` with `maxUnavailable` below 100 %. Data on a volume of one node at a time
//! needs `Recreate`.
//!
//! # See
//! Kubernetes documentation, Deployment strategy

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::scaling;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("interrupting_update.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              strategy:
                type: Recreate   #! an update ends all pods first
              template:
                spec:
                  containers:
                    - name: web
            ",
        ),
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              strategy: {type: RollingUpdate}
              template:
                spec:
                  containers:
                    - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let object = workload.object();
    if object.kind() != "Deployment" || scaling::keeps_data(workload) {
        return;
    }
    let kind = object.at("spec.strategy.type");
    let recreates = kind.filter(|kind| kind.text() == Some("Recreate"));
    let all = object.at("spec.strategy.rollingUpdate.maxUnavailable");
    let all = all.filter(|all| all.text() == Some("100%"));
    if let Some(at) = recreates.or(all) {
        judge.fail(workload.failure(at, "an update ends all pods first"));
    }
}
