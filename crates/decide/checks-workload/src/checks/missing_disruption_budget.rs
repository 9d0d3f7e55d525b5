//! A workload says how many of its pods may be away at once.
//!
//! # Why
//! Without a budget the upgrade of nodes may evict all pods together.
//!
//! # Fix
//! Add a PodDisruptionBudget that selects the pods.
//!
//! # See
//! Kubernetes documentation, disruptions

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::scaling;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("missing_disruption_budget.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 3
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:   #! no disruption budget keeps the 3 pods
                    - name: web
            ",
        ),
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 3
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                    - name: web
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web}
            spec:
              maxUnavailable: 1
              selector: {matchLabels: {app: web}}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let Some(least) = scaling::least(workload).filter(|least| *least > 1) else {
        return;
    };
    if scaling::budgets(workload).next().is_none() {
        let message = format!("no disruption budget keeps the {least} pods");
        judge.fail(workload.pod_failure(message));
    }
}
