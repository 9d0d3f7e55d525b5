//! Admission webhooks, one by one.

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{Category, Object};

use crate::Cluster;

/// Annotations and labels by which an operator fills in the authority of a webhook.
const INJECTED: &[&str] = &[
    "cert-manager.io/inject-ca-from",
    "cert-manager.io/inject-ca-from-secret",
    "cert-manager.io/inject-apiserver-ca",
    "service.beta.openshift.io/inject-cabundle",
];

/// Every webhook with its configuration.
pub(crate) fn all(cluster: &Cluster) -> impl Iterator<Item = (&Object, Value<'_>)> {
    let objects = cluster.set().of_category(Category::AdmissionWebhook);
    objects.flat_map(|object| {
        let hooks = object
            .at("webhooks")
            .map(Value::items)
            .into_iter()
            .flatten();
        hooks.map(move |hook| (object, hook))
    })
}

/// The name of a webhook.
pub(crate) fn name(hook: Value<'_>) -> &str {
    hook.get("name").and_then(Value::text).unwrap_or_default()
}

/// Whether an operator fills in the authority.
pub(crate) fn is_injected(object: &Object) -> bool {
    let of_object = |key: &&str| {
        object
            .annotation(key)
            .or_else(|| object.label(key))
            .is_some()
    };
    INJECTED.iter().any(of_object)
}
