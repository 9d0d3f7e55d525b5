//! A guard covers every namespace that it can.
//!
//! # Why
//! A selector that leaves namespaces out by a label leaves out whatever somebody gives that label.
//!
//! # Fix
//! Leave out namespaces by `kubernetes.io/metadata.name`, which nobody can choose, and no more of
//! them than needed.
//!
//! # See
//! Kubernetes documentation: admission webhook good practices

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::{Cluster, webhook};

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-07", Severity::Low, run)
    .doc(seaworthy_check::header!("namespace_gap_webhook.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: guard}
            webhooks:
              - name: pods.example.com
                namespaceSelector: {matchExpressions: [{key: guard/skip, operator: DoesNotExist}]}
             #! webhook `pods.example.com` leaves out namespaces by a label that their owners
             #!+ choose
            ",
        ),
        Example::new(
            "
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: guard}
            webhooks:
              - name: pods.example.com
                namespaceSelector:
                  matchExpressions:
                    - {key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system]}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for (object, hook) in webhook::all(cluster) {
        if object.kind() != "ValidatingWebhookConfiguration" {
            continue;
        }
        let selector = hook.get("namespaceSelector");
        let expressions = selector.and_then(|selector| selector.get("matchExpressions"));
        let is_gap = |one: &Value<'_>| {
            let text = |key| one.get(key).and_then(Value::text);
            matches!(text("operator"), Some("NotIn" | "DoesNotExist"))
                && text("key") != Some("kubernetes.io/metadata.name")
        };
        let found = expressions.and_then(|expressions| expressions.items().find(is_gap));
        let Some(gap) = found else {
            continue;
        };
        let name = webhook::name(hook);
        let message =
            format!("webhook `{name}` leaves out namespaces by a label that their owners choose");
        judge.fail(cluster.failure(object, gap, message));
    }
}
