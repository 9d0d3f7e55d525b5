//! An Ingress sends requests to Services and ports that exist.
//!
//! # Why
//! A backend that is not there answers with errors, and begins to serve whatever is first given
//! that name.
//!
//! # Fix
//! Correct the name or the port of the Service, or delete the rule.
//!
//! # See
//! kube-linter: dangling-ingress

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{Object, together};
use seaworthy_model::{Confidence, Severity};

use crate::{Cluster, exposure};

pub(super) static CHECK: Check<Cluster> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("dangling_ingress_backend.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec:
              defaultBackend:
                service: {name: wbe, port: {number: 80}}
                #! Ingress `web` sends requests to Service `wbe`, which is not known here
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
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec:
              defaultBackend:
                service: {name: web, port: {number: 81}}
                #! Ingress `web` sends requests to port 81 of Service `web`, which has no such port
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
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec:
              defaultBackend:
                service: {name: web, port: {number: 80}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              ports: [{port: 80}]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for ingress in cluster.of_kind("Ingress") {
        let near: Vec<&Object> = cluster
            .of_group("", "Service")
            .filter(|service| together(service.namespace(), ingress.namespace()))
            .collect();
        // Where no Service of the namespace is known, they are elsewhere.
        if near.is_empty() {
            continue;
        }
        for (name, port, place) in exposure::backends(ingress) {
            let message = match near.iter().find(|service| service.name() == name) {
                None => format!("Service `{name}`, which is not known here"),
                Some(service) => match port.filter(|port| !has_port(service, *port)) {
                    Some(port) => {
                        let port = port.text().unwrap_or_default();
                        format!("port {port} of Service `{name}`, which has no such port")
                    }
                    None => continue,
                },
            };
            let message = format!("Ingress `{}` sends requests to {message}", ingress.name());
            judge.fail(cluster.failure(ingress, place, message));
        }
    }
}

/// By number or by name. A Service without ports, as one by another name of DNS, is not judged.
fn has_port(service: &Object, port: Value<'_>) -> bool {
    let Some(ports) = service.at("spec.ports").filter(|ports| !ports.is_empty()) else {
        return true;
    };
    let same = |value: Option<Value<'_>>| value.and_then(Value::text) == port.text();
    ports
        .items()
        .any(|own| same(own.get("port")) || same(own.get("name")))
}
