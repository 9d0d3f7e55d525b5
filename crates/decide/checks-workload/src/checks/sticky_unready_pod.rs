//! A disruption budget lets pods go that do not serve.
//!
//! # Why
//! By default a pod that never becomes ready cannot be evicted, and holds the upgrade of its node
//! up.
//!
//! # Fix
//! Set `unhealthyPodEvictionPolicy: AlwaysAllow`.
//!
//! # See
//! Kubernetes documentation, unhealthy pod eviction policy

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::edit;
use seaworthy_model::Severity;

use crate::Workload;
use crate::scaling;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-05", Severity::Negligible, run)
    .doc(seaworthy_check::header!("sticky_unready_pod.rs"))
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
              maxUnavailable: 1   #! the budget `web` keeps pods that do not serve
              selector: {matchLabels: {app: web}}
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
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web}
            spec:
              maxUnavailable: 1
              unhealthyPodEvictionPolicy: AlwaysAllow
              selector: {matchLabels: {app: web}}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for budget in scaling::budgets(workload) {
        let policy = budget.at("spec.unhealthyPodEvictionPolicy");
        if policy.and_then(Value::text) == Some("AlwaysAllow") {
            continue;
        }
        if let Some(spec) = budget.at("spec") {
            let message = format!(
                "the budget `{}` keeps pods that do not serve",
                budget.name()
            );
            let failure = workload.failure(policy.unwrap_or(spec), message);
            let patch = edit::set(spec, &["unhealthyPodEvictionPolicy"], "AlwaysAllow");
            judge.fail(failure.patch(patch));
        }
    }
}
