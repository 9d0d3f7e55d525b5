//! The order of the objects that come out.

use std::collections::HashMap;

use super::node::Node;
use super::problem::{Fault, Outcome};
use super::resource::{Id, Resource};

/// Kinds that others need, in the order of kustomize.
const FIRST: [&str; 22] = [
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
];
/// Kinds that need others.
const LAST: [&str; 2] = [
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
];

/// Sorts as `sortOptions` says, or by kind and name.
pub(super) fn sort(resources: &mut [Resource], options: Option<&Node>) -> Outcome<()> {
    let mut ranks = ranks(FIRST.iter().copied(), LAST.iter().copied());
    if let Some(options) = options.filter(|options| !options.is_null()) {
        match options.text_of("order") {
            "fifo" => return Ok(()),
            "legacy" => {}
            other => return Err(Fault::refused(format!("there is no order `{other}`"))),
        }
        if let Some(own) = options
            .get("legacySortOptions")
            .filter(|own| !own.is_null())
        {
            let listed = |key: &str| own.get(key).map(Node::items).unwrap_or_default();
            let first = listed("orderFirst").iter().map(Node::key_text);
            ranks = self::ranks(first, listed("orderLast").iter().map(Node::key_text));
        }
    }
    resources.sort_by_cached_key(|resource| key(resource, &ranks));
    Ok(())
}

fn ranks<'k>(
    first: impl ExactSizeIterator<Item = &'k str>,
    last: impl Iterator<Item = &'k str>,
) -> HashMap<String, i64> {
    let count = i64::try_from(first.len()).unwrap_or(i64::MAX);
    let mut ranks: HashMap<String, i64> = HashMap::new();
    ranks.extend(
        first
            .zip(-count..)
            .map(|(kind, rank)| (kind.to_owned(), rank)),
    );
    ranks.extend(last.zip(1..).map(|(kind, rank)| (kind.to_owned(), rank)));
    ranks
}

/// Rank of the kind, then group, version and kind, then namespace and name; what is missing sorts
/// behind letters.
fn key(resource: &Resource, ranks: &HashMap<String, i64>) -> (i64, String, String) {
    let Id { gvk, name, .. } = resource.id();
    let or = |text: &str, other: &str| if text.is_empty() { other } else { text }.to_owned();
    let group = or(&gvk.group, "~G");
    let version = or(&gvk.version, "~V");
    let rank = ranks.get(&gvk.kind).copied().unwrap_or(0);
    let namespace = or(resource.namespace(), "~X");
    (
        rank,
        format!("{group}_{version}_{}", or(&gvk.kind, "~K")),
        format!("{namespace}|{}", or(&name, "~N")),
    )
}
