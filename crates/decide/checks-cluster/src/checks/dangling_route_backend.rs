//! A route of a Gateway sends requests to Services that exist.
//!
//! # Why
//! A backend that is not there answers with errors, and begins to serve whatever is first given
//! that name.
//!
//! # Fix
//! Correct the name of the Service, or delete the rule.
//!
//! # See
//! Gateway API reference: BackendRef

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{Category, Object, together};
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("dangling_route_backend.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: web, namespace: shop}
            spec:
              rules:
                - backendRefs: [{name: wbe, port: 80}]
                  #! HTTPRoute `web` sends requests to Service `wbe`, which is not known here
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
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: web, namespace: shop}
            spec:
              rules:
                - backendRefs: [{name: web, port: 80}]
                - backendRefs: [{name: far, namespace: other, port: 80}]
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
    let routes = cluster.set().of_category(Category::Gateway);
    for route in routes.filter(|route| route.kind().ends_with("Route")) {
        let rules = route
            .at("spec.rules")
            .map(Value::items)
            .into_iter()
            .flatten();
        let backends = rules
            .filter_map(|rule| rule.get("backendRefs"))
            .flat_map(Value::items);
        for backend in backends {
            let text = |key| backend.get(key).and_then(Value::text);
            let is_service = text("kind").is_none_or(|kind| kind == "Service")
                && text("group").is_none_or(str::is_empty);
            let (Some(name), true) = (backend.get("name"), is_service) else {
                continue;
            };
            let namespace = text("namespace").or(route.namespace());
            let services = cluster.of_group("", "Service");
            let near = services.filter(|service| together(service.namespace(), namespace));
            let names: Vec<&str> = near.map(Object::name).collect();
            let wanted = name.text().unwrap_or_default();
            if names.is_empty() || names.contains(&wanted) {
                continue;
            }
            let message = format!(
                "{} `{}` sends requests to Service `{wanted}`, which is not known here",
                route.kind(),
                route.name()
            );
            judge.fail(cluster.failure(route, name, message));
        }
    }
}
