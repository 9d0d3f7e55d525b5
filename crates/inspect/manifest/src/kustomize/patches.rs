//! Patches of all three fields, on the objects that they are for.

use std::collections::BTreeSet;

use super::budget::Budget;
use super::json_patch;
use super::merge::{self, Patched};
use super::names::unique;
use super::node::{Content, Node};
use super::problem::{Fault, Outcome};
use super::resource::{Id, Resource};
use super::selector::Selector;

/// What a patch may change that it may not by itself.
#[derive(Clone, Copy, Debug, Default)]
struct Allowed {
    name: bool,
    kind: bool,
}

/// Applies an entry of `patches`; `documents` are those of its text.
pub(super) fn apply(
    resources: &mut Vec<Resource>,
    entry: &Node,
    documents: &[Node],
    budget: &mut Budget,
) -> Outcome<()> {
    let target = entry.get("target").filter(|target| !target.is_null());
    let Some(first) = documents.first() else {
        return Ok(());
    };
    if matches!(first.content, Content::Sequence(_)) {
        let fault = || Fault::refused("a JSON patch without a target");
        let target = target.ok_or_else(fault)?;
        return apply_json(resources, target, first, true, budget);
    }
    let option = |name: &str| {
        let value = entry.at(&["options", name]);
        value.is_some_and(|value| value.key_text() == "true")
    };
    let allowed = Allowed {
        name: option("allowNameChange"),
        kind: option("allowKindChange"),
    };
    for patch in documents {
        check(patch)?;
    }
    match target {
        None => documents
            .iter()
            .try_for_each(|patch| apply_to_named(resources, patch, allowed, budget)),
        Some(_) if documents.len() > 1 => {
            Err(Fault::refused("several patches in one entry with a target"))
        }
        Some(target) => {
            let selector = Selector::read(target)?;
            apply_to_selected(resources, &selector, first, allowed, budget)
        }
    }
}

/// Applies an entry of `patchesStrategicMerge`.
pub(super) fn apply_strategic(
    resources: &mut Vec<Resource>,
    documents: &[Node],
    budget: &mut Budget,
) -> Outcome<()> {
    for patch in documents {
        check(patch)?;
        apply_to_named(resources, patch, Allowed::default(), budget)?;
    }
    Ok(())
}

/// Applies a JSON patch to every object that is selected.
pub(super) fn apply_json(
    resources: &mut [Resource],
    target: &Node,
    operations: &Node,
    remembers: bool,
    budget: &mut Budget,
) -> Outcome<()> {
    let selector = Selector::read(target)?;
    if !matches!(operations.content, Content::Sequence(_)) {
        return Err(Fault::refused("a JSON patch is no list of operations"));
    }
    budget.steps(resources.len() as u64)?;
    let selected = resources
        .iter_mut()
        .filter(|resource| selector.selects(resource));
    for resource in selected {
        if remembers {
            resource.remember();
        }
        json_patch::apply(&mut resource.node, operations, budget)?;
        resource.settle_annotations();
    }
    Ok(())
}

/// A patch names what it is for, even where a target does so too.
fn check(patch: &Node) -> Outcome<()> {
    let name = patch.at(&["metadata", "name"]).and_then(Node::text);
    if patch.text_of("kind").is_empty() || name.is_none_or(str::is_empty) {
        return Err(Fault::refused(
            "a patch without a kind and a name is no patch",
        ));
    }
    Ok(())
}

/// Applies a patch to the one object that has or had its name.
fn apply_to_named(
    resources: &mut Vec<Resource>,
    patch: &Node,
    allowed: Allowed,
    budget: &mut Budget,
) -> Outcome<()> {
    let id: Id = Resource::new(patch.clone()).id();
    budget.copy(patch)?;
    budget.steps(resources.len() as u64)?;
    let fits = |(_, resource): &(usize, &Resource)| resource.has_id(&id);
    let mut found = resources.iter().enumerate().filter(fits).map(|(at, _)| at);
    let Some(at) = found.next() else {
        return Err(Fault::refused(format!(
            "there is no {} for the patch",
            id.title()
        )));
    };
    if found.next().is_some() {
        return Err(Fault::refused(format!(
            "there is more than one {} for the patch",
            id.title()
        )));
    }
    let Some(resource) = resources.get_mut(at) else {
        return Ok(());
    };
    if !apply_one(resource, patch, allowed, budget)? {
        resources.remove(at);
    }
    Ok(())
}

fn apply_to_selected(
    resources: &mut Vec<Resource>,
    selector: &Selector,
    patch: &Node,
    allowed: Allowed,
    budget: &mut Budget,
) -> Outcome<()> {
    budget.steps(resources.len() as u64)?;
    let selected: BTreeSet<Id> = resources
        .iter()
        .filter(|resource| selector.selects(resource))
        .map(Resource::id)
        .collect();
    let mut kept = Vec::with_capacity(resources.len());
    let mut fault = None;
    for mut resource in std::mem::take(resources) {
        if fault.is_some() || !selected.contains(&resource.id()) {
            kept.push(resource);
            continue;
        }
        // The version is that of the object, the kind that of the patch: it may change it.
        let mut patch = patch.clone();
        budget.copy(&patch)?;
        let version = resource.node.text_of("apiVersion").to_owned();
        let place = patch.get("apiVersion").unwrap_or(&patch).with_text(version);
        patch.set("apiVersion", place);
        super::resource::settle_texts(&mut patch, "labels");
        super::resource::settle_texts(&mut patch, "annotations");
        match apply_one(&mut resource, &patch, allowed, budget) {
            Ok(true) => kept.push(resource),
            Ok(false) => {}
            Err(found) => {
                fault = Some(found);
                kept.push(resource);
            }
        }
    }
    *resources = kept;
    match fault {
        Some(fault) => Err(fault),
        None => unique(resources),
    }
}

/// Applies a patch to an object, and tells whether anything is left of it.
fn apply_one(
    resource: &mut Resource,
    patch: &Node,
    allowed: Allowed,
    budget: &mut Budget,
) -> Outcome<bool> {
    let name = resource.name().to_owned();
    let kind = resource.node.get("kind").cloned();
    let old_name = resource.node.at(&["metadata", "name"]).cloned();
    let namespace = resource.node.at(&["metadata", "namespace"]).cloned();
    if allowed.name || allowed.kind {
        resource.remember();
    }
    budget.steps(resource.node.size() as u64)?;
    match merge::patch(resource.node.clone(), patch, budget)? {
        Patched::Changed(node) => resource.node = node,
        Patched::Unchanged => return Ok(true),
        Patched::Deleted => return Ok(false),
    }
    if let Some(kind) = kind.filter(|_| !allowed.kind) {
        resource.node.set("kind", kind);
    }
    if !allowed.name {
        match (old_name, resource.node.mapping_mut("metadata")) {
            (Some(old), Some(metadata)) => metadata.set("name", old),
            _ => resource.set_name(&name),
        }
    }
    if let Some(metadata) = resource.node.get_mut("metadata") {
        match namespace.filter(|namespace| !namespace.key_text().is_empty()) {
            Some(namespace) => metadata.set("namespace", namespace),
            None => drop(metadata.remove("namespace")),
        }
    }
    Ok(true)
}
