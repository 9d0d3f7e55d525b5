//! Plans as `terraform show -json` writes them (JSON output format of Terraform, version 1).

use std::collections::HashMap;
use std::sync::Arc;

use seaworthy_facts::cloud::{CloudDialect, CloudFacts, Node, Reference, Resource, Value};
use seaworthy_facts::manifest::{self, Tree};

use crate::budget::{MODULE_LEVELS_MAX, RESOURCES_MAX};
use crate::lines::spot_of;
use crate::trees;

/// Whether a document is a plan.
pub(crate) fn is_plan(root: manifest::Value<'_>) -> bool {
    root.get("format_version").is_some() && root.get("planned_values").is_some()
}

/// References by address of the resource and name of the attribute.
type Named = HashMap<String, Vec<(Arc<str>, Vec<Reference>)>>;

/// Takes up the resources that would be there after the plan.
pub(crate) fn read(tree: &Tree, facts: &mut CloudFacts) {
    let path: Arc<str> = tree.source().map_or("", |source| source.path()).into();
    let Some(root) = tree.root() else {
        return;
    };
    let mut named = Named::new();
    if let Some(module) = root.at("configuration.root_module") {
        gather_references(module, "", 0, &mut named);
    }
    let mut open: HashMap<&str, manifest::Value<'_>> = HashMap::new();
    for change in root
        .get("resource_changes")
        .into_iter()
        .flat_map(manifest::Value::items)
    {
        let address = change.get("address").and_then(manifest::Value::as_str);
        if let (Some(address), Some(unknown)) = (address, change.at("change.after_unknown")) {
            open.insert(address, unknown);
        }
    }
    let mut waiting: Vec<(manifest::Value<'_>, usize)> = root
        .at("planned_values.root_module")
        .map(|module| (module, 0))
        .into_iter()
        .collect();
    while let Some((module, level)) = waiting.pop() {
        for resource in module
            .get("resources")
            .into_iter()
            .flat_map(manifest::Value::items)
        {
            if facts.resources.len() >= RESOURCES_MAX {
                return;
            }
            facts
                .resources
                .extend(planned(resource, &path, &named, &open));
        }
        if level < MODULE_LEVELS_MAX {
            let inner = module
                .get("child_modules")
                .into_iter()
                .flat_map(manifest::Value::items);
            waiting.extend(inner.map(|module| (module, level + 1)));
        }
    }
}

fn planned(
    resource: manifest::Value<'_>,
    path: &Arc<str>,
    named: &Named,
    open: &HashMap<&str, manifest::Value<'_>>,
) -> Option<Resource> {
    let text = |name: &str| resource.get(name).and_then(manifest::Value::as_str);
    let full = text("address")?;
    let kind = text("type")?;
    let prefix = if text("mode") == Some("data") {
        "data."
    } else {
        ""
    };
    let address = without_keys(full);
    let mut attributes = resource
        .get("values")
        .map(|values| trees::node_of(values, path))
        .unwrap_or_default();
    if let Some(open) = open.get(full) {
        attributes = with_unknowns(&attributes, *open, path);
    }
    if let Some(references) = named.get(&address) {
        attributes = with_references(&attributes, references);
    }
    Some(Resource {
        dialect: CloudDialect::TerraformPlan,
        kind: format!("{prefix}{kind}"),
        address,
        place: spot_of(resource, path),
        calls: Vec::new(),
        attributes,
        unit: path.to_string(),
    })
}

/// An address without the keys of instances: `module.a["x"].b.c[0]` is `module.a.b.c`.
fn without_keys(address: &str) -> String {
    let mut depth = 0_usize;
    let mut quoted = false;
    let kept = address.chars().filter(|c| {
        match c {
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    });
    kept.collect()
}

/// Values with `after_unknown` laid over them: where it says true, the value is given when applied.
fn with_unknowns(node: &Node, open: manifest::Value<'_>, path: &Arc<str>) -> Node {
    if open.is_true() {
        return Node::new(Value::unknown("known when applied"), node.place.clone());
    }
    let value = match &node.value {
        Value::Map(_) | Value::Null if open.is_mapping() => {
            let mut entries = node.entries().to_vec();
            for entry in open.entries() {
                let name = entry.name();
                let known = entries.iter_mut().find(|(known, _)| **known == *name);
                match known {
                    Some((_, inner)) => *inner = with_unknowns(inner, entry.value, path),
                    None => {
                        let absent = Node::new(Value::Null, spot_of(open, path));
                        let inner = with_unknowns(&absent, entry.value, path);
                        entries.push((name.as_ref().into(), inner));
                    }
                }
            }
            Value::map(entries)
        }
        Value::List(list) if open.is_sequence() => {
            let items = list.as_slice().iter().enumerate();
            let items = items.map(|(at, item)| match open.index(at) {
                Some(open) => with_unknowns(item, open, path),
                None => item.clone(),
            });
            Value::list(items.collect())
        }
        _ => return node.clone(),
    };
    Node::new(value, node.place.clone())
}

fn with_references(node: &Node, references: &[(Arc<str>, Vec<Reference>)]) -> Node {
    let mut entries = node.entries().to_vec();
    for (name, list) in references {
        if let Some((_, inner)) = entries.iter_mut().find(|(known, _)| known == name) {
            inner.references = Some(list.clone().into());
        }
    }
    Node::new(Value::map(entries), node.place.clone())
}

/// What the configuration that a plan carries says of references.
fn gather_references(module: manifest::Value<'_>, prefix: &str, level: usize, named: &mut Named) {
    for resource in module
        .get("resources")
        .into_iter()
        .flat_map(manifest::Value::items)
    {
        let Some(address) = resource.get("address").and_then(manifest::Value::as_str) else {
            continue;
        };
        let mut of_resource = Vec::new();
        let expressions = resource.get("expressions");
        for entry in expressions.into_iter().flat_map(manifest::Value::entries) {
            let found = entry.value.get("references").into_iter();
            let texts = found
                .flat_map(manifest::Value::items)
                .filter_map(manifest::Value::as_str);
            let list: Vec<Reference> = texts.filter_map(|text| reference(text, prefix)).collect();
            if !list.is_empty() {
                of_resource.push((Arc::from(&*entry.name()), list));
            }
        }
        named.insert(format!("{prefix}{address}"), of_resource);
    }
    if level >= MODULE_LEVELS_MAX {
        return;
    }
    for entry in module
        .get("module_calls")
        .into_iter()
        .flat_map(manifest::Value::entries)
    {
        if let Some(inner) = entry.value.get("module") {
            let prefix = format!("{prefix}module.{}.", entry.name());
            gather_references(inner, &prefix, level + 1, named);
        }
    }
}

/// `aws_s3_bucket.logs.id` and its like.
fn reference(text: &str, prefix: &str) -> Option<Reference> {
    let text = without_keys(text);
    let parts: Vec<&str> = text.split('.').collect();
    let size = match *parts.first()? {
        "var" | "local" | "module" | "each" | "count" | "path" | "terraform" => return None,
        "data" => 3,
        _ => 2,
    };
    let address = parts.get(..size)?.join(".");
    Some(Reference {
        address: format!("{prefix}{address}").into(),
        attribute: parts.get(size).copied().unwrap_or_default().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_instances_are_no_part_of_an_address() {
        assert_eq!(without_keys("module.a[\"x.y]\"].b.c[0]"), "module.a.b.c");
        let found = reference("aws_s3_bucket.b[0].id", "module.m.").unwrap();
        assert_eq!(&*found.address, "module.m.aws_s3_bucket.b");
        assert_eq!(&*found.attribute, "id");
        assert_eq!(reference("var.x", ""), None);
    }
}
