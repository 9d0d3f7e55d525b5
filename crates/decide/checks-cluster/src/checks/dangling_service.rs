//! A Service selects pods that exist.
//!
//! # Why
//! A Service whose selector fits no pod answers nobody, and will silently begin to send traffic to
//! whatever pod is first given these labels.
//!
//! # Fix
//! Make the selector equal to labels of the pod template, or delete the Service.
//!
//! # See
//! Kubernetes documentation: Services without selectors

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("dangling_service.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              selector: {app: wbe}   #! the Service `web` selects no pod that is known here
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web}]}
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                metadata: {labels: {app: web, tier: front}}
                spec: {containers: [{name: web}]}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    // Where no pod is known at all, the pods are elsewhere.
    if cluster.set().pods().next().is_none() {
        return judge.not_applicable();
    }
    for service in cluster
        .of_kind("Service")
        .filter(|object| object.group().is_empty())
    {
        let selector = service.at("spec.selector");
        let Some(selector) = selector.filter(|selector| !selector.is_empty()) else {
            continue;
        };
        if cluster.pods_with(service, selector).is_empty() {
            let name = service.name();
            let message = format!("the Service `{name}` selects no pod that is known here");
            judge.fail(cluster.failure(service, selector, message));
        }
    }
}
