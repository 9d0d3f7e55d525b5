//! A webhook that changes objects is asked about few kinds.
//!
//! # Why
//! A mutating webhook for every resource reads all Secrets that are written and can change
//! anything; while it is down the cluster stands still or goes unguarded.
//!
//! # Fix
//! List the resources and operations that it is for.
//!
//! # See
//! Kubernetes documentation: admission webhook good practices

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::{Cluster, webhook};

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("wildcard_webhook.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingWebhookConfiguration
            metadata: {name: helper}
            webhooks:
              - name: all.example.com
                rules: [{apiGroups: ["*"], resources: ["*"], operations: ["*"]}]
                #! webhook `all.example.com` may change every kind of object
            "#,
        ),
        Example::new(
            r#"
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingWebhookConfiguration
            metadata: {name: helper}
            webhooks:
              - name: all.example.com
                rules: [{apiGroups: [""], resources: [pods], operations: [CREATE]}]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for (object, hook) in webhook::all(cluster) {
        if object.kind() != "MutatingWebhookConfiguration" {
            continue;
        }
        let mut rules = hook.get("rules").map(Value::items).into_iter().flatten();
        let has = |rule: Value<'_>, key: &str, all: &[&str]| {
            let list = rule.get(key).map(Value::items).into_iter().flatten();
            list.filter_map(Value::text).any(|one| all.contains(&one))
        };
        let is_all = |rule: &Value<'_>| {
            has(*rule, "resources", &["*", "*/*"]) && has(*rule, "apiGroups", &["*", ""])
        };
        let Some(rule) = rules.find(is_all) else {
            continue;
        };
        let name = webhook::name(hook);
        let message = format!("webhook `{name}` may change every kind of object");
        judge.fail(cluster.failure(object, rule, message));
    }
}
