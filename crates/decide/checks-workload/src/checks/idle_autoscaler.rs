//! An autoscaler has room to scale.
//!
//! # Why
//! An autoscaler whose least number is its greatest changes nothing, and one with a least number of
//! one leaves a single pod.
//!
//! # Fix
//! Set `minReplicas` to two or more, and `maxReplicas` above it.
//!
//! # See
//! Kubernetes documentation, horizontal pod autoscaling

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::number;
use crate::scaling;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("idle_autoscaler.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 3
              maxReplicas: 3   #! the autoscaler `web` cannot change the number of pods
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                spec:
                  containers:
                    - name: web
            ",
        ),
        Example::new(
            "
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 2
              maxReplicas: 8
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
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
    let count = |names: [&str; 2]| names.into_iter().find_map(|path| scaler.at(path));
    let least = count(["spec.minReplicas", "spec.minReplicaCount"]);
    let most = count(["spec.maxReplicas", "spec.maxReplicaCount"]);
    let least = least.and_then(number).unwrap_or(1);
    if let Some(most) = most.filter(|most| number(*most).is_some_and(|most| most <= least)) {
        let message = format!(
            "the autoscaler `{}` cannot change the number of pods",
            scaler.name()
        );
        judge.fail(workload.failure(most, message));
    }
}
