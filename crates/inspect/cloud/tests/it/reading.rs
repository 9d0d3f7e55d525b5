//! Files as a scan hands them over, and values as text.

use std::collections::BTreeMap;
use std::sync::Arc;

use seaworthy_cloud::{CloudContent, CloudFile, CloudForm, form, read};
use seaworthy_facts::cloud::{CloudFacts, Look, Node, Resource, Value};
use seaworthy_facts::manifest::Dialect;
use seaworthy_manifest::yaml;

/// Reads files as a scan does.
pub(crate) fn facts(files: &[(&str, &str)]) -> CloudFacts {
    let by_path: BTreeMap<String, Vec<u8>> = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
        .collect();
    let files: Vec<CloudFile> = by_path
        .iter()
        .filter_map(|(path, bytes)| {
            let content = match form(path)? {
                CloudForm::Hcl => CloudContent::Hcl(bytes.clone()),
                CloudForm::Bicep => CloudContent::Bicep(bytes.clone()),
                CloudForm::Tree => {
                    CloudContent::Tree(Arc::new(yaml::read(path, bytes, Dialect::Core)))
                }
            };
            let path = path.clone();
            Some(CloudFile { path, content })
        })
        .collect();
    read(&files, &|path| by_path.get(path).cloned())
}

pub(crate) fn one<'f>(facts: &'f CloudFacts, address: &str) -> &'f Resource {
    let mut found = facts.resources.iter().filter(|one| one.address == address);
    let first = found.next();
    first.unwrap_or_else(|| panic!("no {address} in {:#?}", facts.resources))
}

/// A value as text: JSON for what is known, `?reason` for what is not, `-` for what is absent.
pub(crate) fn shown(resource: &Resource, path: &str) -> String {
    match resource.look(path) {
        Look::Known(node) => written(node),
        Look::Unknown(_, unknown) => format!("?{}", unknown.reason),
        Look::Absent => "-".to_owned(),
    }
}

fn written(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::List(list) => {
            let items: Vec<String> = list.as_slice().iter().map(written).collect();
            format!("[{}]", items.join(","))
        }
        Value::Map(map) => {
            let entries = map.as_slice().iter();
            let entries: Vec<String> = entries
                .map(|(key, node)| format!("{key}:{}", written(node)))
                .collect();
            format!("{{{}}}", entries.join(","))
        }
        Value::Encoded(inner) => format!("json({})", written(inner)),
        Value::Unknown(_) => "?".to_owned(),
    }
}
