//! An Ingress with TLS sends plain requests to it.
//!
//! # Why
//! With the redirect switched off the same pages are served in plain text, and a login is sent that
//! way by the first careless link.
//!
//! # Fix
//! Remove the annotation; the redirect is on by default.
//!
//! # See
//! ingress-nginx documentation: annotations

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;

const KEYS: &[&str] = &[
    "nginx.ingress.kubernetes.io/ssl-redirect",
    "ingress.kubernetes.io/ssl-redirect",
];

pub(super) static CHECK: Check<Cluster> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("disabled_tls_redirect.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                example.com/team: shop
                nginx.ingress.kubernetes.io/ssl-redirect: "false"
                #! Ingress `web` also serves plain requests
            spec:
              tls: [{secretName: web}]
            "#,
        ),
        Example::new(
            "
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec:
              tls: [{secretName: web}]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for ingress in cluster
        .of_kind("Ingress")
        .filter(|one| one.at("spec.tls").is_some())
    {
        for key in KEYS {
            let value = ingress.annotation(key);
            if let Some(value) = value.filter(|value| value.text() == Some("false")) {
                let message = format!("Ingress `{}` also serves plain requests", ingress.name());
                judge.fail(cluster.failure(ingress, value, message));
            }
        }
    }
}
