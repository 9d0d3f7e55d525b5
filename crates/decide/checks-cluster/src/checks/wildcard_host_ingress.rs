//! An Ingress names its hosts.
//!
//! # Why
//! A wildcard host answers for names that nobody thought of, and takes over those of other
//! Ingresses that are deleted.
//!
//! # Fix
//! List the hosts that are served.
//!
//! # See
//! Datree: ingress host

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("wildcard_host_ingress.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec:
              rules: [{host: "*.example.com"}]
              #! Ingress `web` answers for every host of `*.example.com`
            "#,
        ),
        Example::new(
            "
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec:
              rules: [{host: shop.example.com}]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for ingress in cluster.of_kind("Ingress") {
        let rules = ingress
            .at("spec.rules")
            .map(Value::items)
            .into_iter()
            .flatten();
        for host in rules.filter_map(|rule| rule.get("host")) {
            let text = host.text().unwrap_or_default();
            if text.contains('*') {
                let name = ingress.name();
                let message = format!("Ingress `{name}` answers for every host of `{text}`");
                judge.fail(cluster.failure(ingress, host, message));
            }
        }
    }
}
