//! A ServiceMonitor selects Services that exist.
//!
//! # Why
//! What is not scraped is not seen: alerts on it stay silent, and nobody notices.
//!
//! # Fix
//! Make the selector equal to labels of the Service.
//!
//! # See
//! kube-linter: dangling-servicemonitor

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::{Object, selector, together};
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("dangling_service_monitor.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: monitoring.coreos.com/v1
            kind: ServiceMonitor
            metadata: {name: web, namespace: shop}
            spec:
              selector: {matchLabels: {app: web}}
              #! ServiceMonitor `web` selects no Service that is known here
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              ports: [{port: 80}]
            ",
        ),
        Example::new(
            "
            apiVersion: monitoring.coreos.com/v1
            kind: ServiceMonitor
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, labels: {app: web}}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let services: Vec<&Object> = cluster.of_group("", "Service").collect();
    for monitor in cluster.of_group("monitoring.coreos.com", "ServiceMonitor") {
        let Some(wanted) = monitor.at("spec.selector") else {
            continue;
        };
        // With a selector of namespaces it may look anywhere.
        let anywhere = monitor.at("spec.namespaceSelector").is_some();
        let mut near = services
            .iter()
            .filter(|one| anywhere || together(one.namespace(), monitor.namespace()))
            .peekable();
        let is_judged = near.peek().is_some();
        let fits = |one: &Object| selector::selects(wanted, one.at("metadata.labels"));
        if is_judged && !near.any(|one| fits(one)) {
            let name = monitor.name();
            let message = format!("ServiceMonitor `{name}` selects no Service that is known here");
            judge.fail(cluster.failure(monitor, wanted, message));
        }
    }
}
