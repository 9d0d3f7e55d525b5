//! An Ingress or Route is served over TLS.
//!
//! # Why
//! Without TLS logins and sessions are read and changed by whoever is on the way, and nobody can
//! tell whether he talks to the right server.
//!
//! # Fix
//! Add `tls` with the hosts and the Secret of their certificate.
//!
//! # See
//! NSA and CISA Kubernetes Hardening Guide: ingress

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::Object;
use seaworthy_model::Severity;

use crate::Cluster;

pub(super) static CHECK: Check<Cluster> = Check::new("NET-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("ingress_without_tls.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec:
              rules: [{host: shop.example.com}]
              #! Ingress `web` serves `shop.example.com` without TLS
            ",
        ),
        Example::new(
            "
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec:
              tls: [{hosts: [shop.example.com], secretName: web}]
              rules: [{host: shop.example.com}, {host: old.example.com}]
              #! Ingress `web` serves `old.example.com` without TLS
            ",
        ),
        Example::new(
            r#"
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec:
              tls: [{hosts: ["*.example.com"], secretName: web}]
              rules: [{host: shop.example.com}]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for ingress in cluster
        .of_kind("Ingress")
        .filter(|ingress| is_ingress(ingress))
    {
        if ends_elsewhere(ingress) {
            continue;
        }
        let rules = ingress
            .at("spec.rules")
            .map(Value::items)
            .into_iter()
            .flatten();
        let tls = ingress.at("spec.tls").filter(|tls| !tls.is_empty());
        let hosts: Vec<Value<'_>> = rules.filter_map(|rule| rule.get("host")).collect();
        let open = hosts
            .iter()
            .find(|host| !is_covered(tls, host.text().unwrap_or_default()));
        let (place, what) = match (open, tls) {
            (Some(host), _) => (*host, format!("`{}`", host.text().unwrap_or_default())),
            (None, None) if hosts.is_empty() => (
                ingress.at("spec").unwrap_or(ingress.value()),
                "all hosts".to_owned(),
            ),
            _ => continue,
        };
        let message = format!("Ingress `{}` serves {what} without TLS", ingress.name());
        judge.fail(cluster.failure(ingress, place, message));
    }
    let routes = cluster.of_group("route.openshift.io", "Route");
    let routes = routes.chain(cluster.of_group("traefik.io", "IngressRoute"));
    for route in routes.filter(|route| route.at("spec").is_some_and(|s| s.entry("tls").is_none())) {
        let message = format!("{} `{}` is served without TLS", route.kind(), route.name());
        let place = route.at("spec").unwrap_or(route.value());
        judge.fail(cluster.failure(route, place, message));
    }
}

fn is_ingress(object: &Object) -> bool {
    matches!(object.group(), "networking.k8s.io" | "extensions")
}

/// Whether an annotation shows that the load balancer of a cloud holds the certificate.
fn ends_elsewhere(ingress: &Object) -> bool {
    const KEYS: &[&str] = &[
        "alb.ingress.kubernetes.io/certificate-arn",
        "ingress.gcp.kubernetes.io/pre-shared-cert",
        "networking.gke.io/managed-certificates",
        "networking.gke.io/certmap",
        "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
        "traefik.ingress.kubernetes.io/router.tls",
        "nginx.ingress.kubernetes.io/ssl-passthrough",
    ];
    let ports = ingress.annotation("alb.ingress.kubernetes.io/listen-ports");
    let is_https = ports
        .and_then(Value::text)
        .is_some_and(|ports| ports.contains("HTTPS"));
    is_https || KEYS.iter().any(|key| ingress.annotation(key).is_some())
}

/// An entry without hosts is for all of them.
fn is_covered(tls: Option<Value<'_>>, host: &str) -> bool {
    let mut entries = tls.into_iter().flat_map(Value::items);
    entries.any(|entry| {
        let Some(hosts) = entry.get("hosts").filter(|hosts| !hosts.is_empty()) else {
            return true;
        };
        let mut names = hosts.items().filter_map(Value::text);
        names.any(|name| {
            let parent = host.split_once('.').map(|(_, parent)| parent);
            name == host
                || name
                    .strip_prefix("*.")
                    .is_some_and(|name| Some(name) == parent)
        })
    })
}
