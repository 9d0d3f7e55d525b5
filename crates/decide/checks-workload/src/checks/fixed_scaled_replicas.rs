//! A workload that is scaled does not fix its number of pods.
//!
//! # Why
//! Each time the file is applied the number jumps back to what it says, whatever the load.
//!
//! # Fix
//! Remove `replicas` when the autoscaler has taken over; an API server that has no number yet
//! begins with one.
//!
//! # See
//! Kubernetes documentation, migrating to horizontal autoscaling

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::scaling;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("fixed_scaled_replicas.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 3   #! `replicas` is fixed beside the autoscaler `web`
              template:
                spec:
                  containers:
                    - name: web
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 2
              maxReplicas: 8
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
                spec:
                  containers:
                    - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let Some(scaler) = scaling::autoscaler(workload) else {
        return;
    };
    if let Some(replicas) = workload.object().at("spec.replicas") {
        let message = format!(
            "`replicas` is fixed beside the autoscaler `{}`",
            scaler.name()
        );
        judge.fail(workload.failure(replicas, message));
    }
}
