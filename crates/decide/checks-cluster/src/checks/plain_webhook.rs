//! A webhook is called over TLS.
//!
//! # Why
//! Objects with their Secrets go to the address, and what comes back decides on them: over plain
//! HTTP whoever is on the way reads and answers.
//!
//! # Fix
//! Write an address that begins with `https://`.
//!
//! # See
//! Kubernetes API reference: WebhookClientConfig

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::{Cluster, webhook};

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-07", Severity::High, run)
    .doc(seaworthy_check::header!("plain_webhook.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: guard}
            webhooks:
              - name: pods.example.com
                clientConfig: {url: "http://guard.example.com"}
                #! webhook `pods.example.com` is called without TLS
            "#,
        ),
        Example::new(
            r#"
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: guard}
            webhooks:
              - name: pods.example.com
                clientConfig: {url: "https://guard.example.com"}
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for (object, hook) in webhook::all(cluster) {
        let url = hook
            .get("clientConfig")
            .and_then(|client| client.get("url"));
        let is_plain = |url: &Value<'_>| url.text().is_some_and(|url| url.starts_with("http:"));
        let Some(url) = url.filter(is_plain) else {
            continue;
        };
        let name = webhook::name(hook);
        let message = format!("webhook `{name}` is called without TLS");
        judge.fail(cluster.failure(object, url, message));
    }
}
