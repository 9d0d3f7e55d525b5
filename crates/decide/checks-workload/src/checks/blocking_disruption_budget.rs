//! A disruption budget lets one pod go at least.
//!
//! # Why
//! A budget that lets none go stops the upgrade of nodes, and so the fixes that come with it.
//!
//! # Fix
//! Set `maxUnavailable: 1`, or more pods than `minAvailable`.
//!
//! # See
//! Kubernetes documentation, disruptions

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::number;
use crate::scaling;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-05", Severity::Low, run)
    .doc(seaworthy_check::header!("blocking_disruption_budget.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web}
            spec:
              maxUnavailable: 0   #! the budget `web` lets no pod of `Deployment/web` go
              selector: {matchLabels: {app: web}}
            ---
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
            ",
        ),
        Example::new(
            "
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web}
            spec:
              minAvailable: 1
              selector: {matchLabels: {app: web}}
            ---
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
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let Some(least) = scaling::least(workload) else {
        return;
    };
    for budget in scaling::budgets(workload) {
        let most = budget.at("spec.maxUnavailable");
        let most = most.filter(|most| matches!(most.text(), Some("0" | "0%")));
        let kept = budget.at("spec.minAvailable").filter(|kept| {
            let by_count = number(*kept).is_some_and(|kept| kept >= least);
            by_count || kept.text() == Some("100%")
        });
        if let Some(at) = most.or(kept) {
            let (name, title) = (budget.name(), workload.object().title());
            let message = format!("the budget `{name}` lets no pod of `{title}` go");
            judge.fail(workload.failure(at, message));
        }
    }
}
