//! An autoscaler names a workload that exists.
//!
//! # Why
//! An autoscaler without a target scales nothing: the load that it was to carry brings the program
//! down.
//!
//! # Fix
//! Correct the kind or the name of the target, or delete the autoscaler.
//!
//! # See
//! kube-linter: dangling-horizontalpodautoscaler

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-05", Severity::Low, run)
    .doc(seaworthy_check::header!("dangling_autoscaler.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: wbe}
              #! HorizontalPodAutoscaler `web` names Deployment `wbe`, which is not known here
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            ",
        ),
        Example::new(
            "
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for scaler in cluster.of_group("autoscaling", "HorizontalPodAutoscaler") {
        let Some(target) = scaler.at("spec.scaleTargetRef") else {
            continue;
        };
        let text = |key| target.get(key).and_then(Value::text).unwrap_or_default();
        let (kind, name) = (text("kind"), text("name"));
        // Where no object of the kind is known, they are elsewhere.
        let any = cluster.of_kind(kind).next().is_some();
        if any && cluster.set().find(kind, scaler, name).is_none() {
            let message = format!(
                "HorizontalPodAutoscaler `{}` names {kind} `{name}`, which is not known here",
                scaler.name()
            );
            judge.fail(cluster.failure(scaler, target, message));
        }
    }
}
