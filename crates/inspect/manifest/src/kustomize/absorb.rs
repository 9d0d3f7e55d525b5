//! What becomes of a generated object where one of its name is there already.

use super::node::Node;
use super::problem::{Fault, Outcome};
use super::resource::{Behaviour, Resource};

/// Merges a generated object into the one of its name, or gives it back where it is new.
pub(super) fn absorb(resources: &mut [Resource], mut new: Resource) -> Outcome<Option<Resource>> {
    let id = new.id();
    let fits = |resource: &&mut Resource| resource.has_id(&id);
    let mut found: Vec<&mut Resource> = resources.iter_mut().filter(fits).collect();
    let behaviour = new.behaviour;
    match (found.as_mut_slice(), behaviour) {
        ([], Behaviour::Create) => Ok(Some(new)),
        ([], _) => Err(Fault::refused(format!(
            "there is no {} to merge with",
            id.title()
        ))),
        ([_], Behaviour::Create) => {
            Err(Fault::refused(format!("there is a {} already", id.title())))
        }
        ([old], _) => {
            new.succeed(old);
            merge_metadata(&mut new.node, &old.node);
            if behaviour == Behaviour::Merge {
                for field in ["data", "binaryData"] {
                    merge_texts(&mut new.node, &old.node, field);
                }
            }
            **old = new;
            Ok(None)
        }
        _ => Err(Fault::refused(format!(
            "there is more than one {}",
            id.title()
        ))),
    }
}

/// Labels and annotations of both, name and namespace of the old one.
fn merge_metadata(new: &mut Node, old: &Node) {
    let held = old.get("metadata");
    let Some(metadata) = new.mapping_mut("metadata") else {
        return;
    };
    let Some(held) = held else {
        return;
    };
    for field in ["labels", "annotations"] {
        merge_texts(metadata, held, field);
    }
    if let Some(name) = held.get("name") {
        metadata.set("name", name.clone());
    }
    match held
        .get("namespace")
        .filter(|value| !value.key_text().is_empty())
    {
        Some(namespace) => metadata.set("namespace", namespace.clone()),
        None => drop(metadata.remove("namespace")),
    }
}

/// The pairs of both, those of the new one first; an empty mapping is none.
fn merge_texts(new: &mut Node, old: &Node, field: &str) {
    let old = old.get(field).map(Node::entries).unwrap_or_default();
    if old.is_empty() && new.get(field).is_none_or(Node::is_empty) {
        new.remove(field);
        return;
    }
    if let Some(held) = new.mapping_mut(field) {
        for (key, value) in old {
            if held.get(key.key_text()).is_none() {
                held.set(key.key_text(), value.with_text(value.key_text()));
            }
        }
    }
}
