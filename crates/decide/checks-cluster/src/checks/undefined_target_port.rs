//! The target port of a Service is a port of its pods.
//!
//! # Why
//! A target port that no container names leads nowhere; a number out of range is refused.
//!
//! # Fix
//! Name the port in `ports` of the container, or write the number on which it listens.
//!
//! # See
//! kube-linter: invalid-target-ports

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{Object, PodTemplate};
use seaworthy_model::{Confidence, Severity};

use crate::{Cluster, exposure};

pub(super) static CHECK: Check<Cluster> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("undefined_target_port.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              selector: {app: web}
              ports: [{port: 80, targetPort: htpp}]
              #! Service `web` leads to port `htpp`, which no container of its pods has
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, ports: [{name: http, containerPort: 80}]}]}
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              ports: [{port: 80, targetPort: 80000}]
              #! Service `web` leads to port 80000, which is none
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              selector: {app: web}
              ports: [{port: 80, targetPort: http}, {port: 81, targetPort: 8081}]
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, ports: [{name: http, containerPort: 80}]}]}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for service in cluster.of_group("", "Service") {
        let ports = service
            .at("spec.ports")
            .map(Value::items)
            .into_iter()
            .flatten();
        for target in ports.filter_map(|port| port.get("targetPort")) {
            let text = target.text().unwrap_or_default();
            let problem = match target.as_i64() {
                Some(1..=65535) => continue,
                Some(_) => format!("port {text}, which is none"),
                None if is_defined(cluster, service, text) => continue,
                None => format!("port `{text}`, which no container of its pods has"),
            };
            let message = format!("Service `{}` leads to {problem}", service.name());
            judge.fail(cluster.failure(service, target, message));
        }
    }
}

/// Whether a pod behind the Service names the port, or none is known.
fn is_defined(cluster: &Cluster, service: &Object, name: &str) -> bool {
    let pods = exposure::pods_of(cluster, service);
    if pods.is_empty() {
        return true;
    }
    let ports = pods
        .into_iter()
        .flat_map(PodTemplate::containers)
        .filter_map(|one| one.value.get("ports"));
    let mut names = ports
        .flat_map(Value::items)
        .filter_map(|port| port.get("name")?.text());
    names.any(|own| own == name)
}
