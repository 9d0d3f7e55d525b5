//! Ingresses do not carry configuration text of their controller.
//!
//! # Why
//! Text in a snippet annotation becomes configuration of the shared NGINX: whoever may write an
//! Ingress reads the Secrets of all namespaces by it (CVE-2021-25742).
//!
//! # Fix
//! Use the annotations for single settings, and keep `allow-snippet-annotations` off in the
//! ConfigMap of the controller.
//!
//! # See
//! CVE-2021-25742

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::{Value, edit};
use seaworthy_model::Severity;

use crate::Cluster;

/// Words of a snippet that runs code or serves files of the controller.
const WORST: &[&str] = &["lua", "alias", "root ", "serviceaccount", "load_module"];

pub(super) static CHECK: Check<Cluster> = Check::new("NET-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("ingress_snippet.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                nginx.ingress.kubernetes.io/configuration-snippet: gzip on;
                #! Ingress `web` carries a snippet of configuration of its controller
            "#,
        ),
        Example::new(
            r#"
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: ingress-nginx-controller}
            data:
              allow-snippet-annotations: "true"
              #! ConfigMap `ingress-nginx-controller` lets Ingresses carry snippets
            "#,
        ),
        Example::new(
            "
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations: {nginx.ingress.kubernetes.io/proxy-body-size: 1m}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for ingress in cluster.of_kind("Ingress") {
        let annotations = ingress.at("metadata.annotations");
        let entries = annotations.map(Value::entries).into_iter().flatten();
        for entry in entries.filter(|entry| entry.name().ends_with("-snippet")) {
            if !entry.name().contains("nginx.ingress.kubernetes.io/") {
                continue;
            }
            let text = entry.value.text().unwrap_or_default();
            let severity = if WORST.iter().any(|word| text.contains(word)) {
                Severity::High
            } else {
                Severity::Medium
            };
            let name = ingress.name();
            let message =
                format!("Ingress `{name}` carries a snippet of configuration of its controller");
            judge.fail(
                cluster
                    .failure(ingress, entry.value, message)
                    .severity(severity),
            );
        }
    }
    let key = "allow-snippet-annotations";
    for map in cluster
        .of_group("", "ConfigMap")
        .filter(|map| map.name().contains("nginx"))
    {
        let value = map.at("data").and_then(|data| data.get(key));
        if let Some(value) = value.filter(|value| value.text() == Some("true")) {
            let message = format!("ConfigMap `{}` lets Ingresses carry snippets", map.name());
            let patch = edit::replace_scalar(value, "\"false\"");
            judge.fail(cluster.failure(map, value, message).patch(patch));
        }
    }
}
