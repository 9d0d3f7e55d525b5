//! The API server knows the certificate of a webhook.
//!
//! # Why
//! Without `caBundle` a webhook in the cluster is only trusted by the authorities of the system: it
//! fails, or the wrong server is believed.
//!
//! # Fix
//! Fill in `caBundle`, or let cert-manager inject it by its annotation.
//!
//! # See
//! Kubernetes API reference: WebhookClientConfig

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use crate::{Cluster, webhook};

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-07", Severity::Low, run)
    .doc(seaworthy_check::header!("webhook_without_authority.rs"))
    .confidence(Confidence::Low)
    .examples(&[
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: guard}
            webhooks:
              - name: pods.example.com
                clientConfig: {service: {name: guard, namespace: guard}}
                #! webhook `pods.example.com` names no authority of its certificate
            ",
        ),
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: guard}
            webhooks:
              - name: pods.example.com
                clientConfig: {service: {name: guard, namespace: guard}, caBundle: Cg==}
            ",
        ),
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingWebhookConfiguration
            metadata: {name: guard, annotations: {cert-manager.io/inject-ca-from: guard/guard}}
            webhooks: [{name: pods.example.com, clientConfig: {service: {name: guard}}}]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for (object, hook) in webhook::all(cluster) {
        let Some(client) = hook.get("clientConfig") else {
            continue;
        };
        // A URL may have a public certificate, and some programs fill their own in when they start.
        let is_in_cluster = client.get("service").is_some();
        if !is_in_cluster || client.get("caBundle").is_some() || webhook::is_injected(object) {
            continue;
        }
        let name = webhook::name(hook);
        let message = format!("webhook `{name}` names no authority of its certificate");
        judge.fail(cluster.failure(object, client, message));
    }
}
