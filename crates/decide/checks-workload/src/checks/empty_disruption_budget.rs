//! A disruption budget says what it keeps.
//!
//! # Why
//! A budget without `minAvailable` and `maxUnavailable` keeps nothing, or all but one, by the
//! version of the cluster.
//!
//! # Fix
//! Write `maxUnavailable` or `minAvailable`.
//!
//! # See
//! Kubernetes documentation, specifying a disruption budget

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::scaling;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("empty_disruption_budget.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
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
              selector: {matchLabels: {app: web}}   #! the budget `web` does not say what it keeps
            ",
        ),
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                    - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for budget in scaling::budgets(workload) {
        let says = ["spec.minAvailable", "spec.maxUnavailable"];
        let spec = budget
            .at("spec")
            .filter(|_| !says.iter().any(|path| budget.at(path).is_some()));
        if let Some(spec) = spec {
            let message = format!("the budget `{}` does not say what it keeps", budget.name());
            judge.fail(workload.failure(spec, message));
        }
    }
}
