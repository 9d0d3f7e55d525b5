//! A guard that cannot be asked lets nothing through.
//!
//! # Why
//! With `failurePolicy: Ignore` every object passes while the webhook is down: an attacker brings
//! it down first.
//!
//! # Fix
//! Set `failurePolicy: Fail`, run several replicas, and leave out the namespace of the webhook
//! itself.
//!
//! # See
//! Kubernetes documentation: admission webhook good practices

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::{Cluster, webhook};

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("lenient_webhook.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: guard}
            webhooks:
              - name: pods.example.com
                failurePolicy: Ignore
                #! webhook `pods.example.com` lets everything through while it does not answer
                rules: [{resources: [pods]}]
            ",
        ),
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: guard}
            webhooks:
              - name: pods.example.com
                failurePolicy: Fail
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for (object, hook) in webhook::all(cluster) {
        // One that changes objects is no guard.
        if object.kind() != "ValidatingWebhookConfiguration" {
            continue;
        }
        let Some(policy) = hook
            .get("failurePolicy")
            .filter(|one| one.text() == Some("Ignore"))
        else {
            continue;
        };
        let name = webhook::name(hook);
        let message = format!("webhook `{name}` lets everything through while it does not answer");
        judge.fail(cluster.failure(object, policy, message));
    }
}
