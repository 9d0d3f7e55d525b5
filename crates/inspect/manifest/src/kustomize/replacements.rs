//! Values that are copied from one field to others.

use seaworthy_facts::manifest::{DEPTH_MAX, Dialect, Kind};

use super::budget::{Budget, limit};
use super::field_path::{self, Made};
use super::node::{Content, Node};
use super::problem::{Fault, Outcome};
use super::resource::{Gvk, Id, Resource};
use super::selector::Selector;

const DEFAULT_PATH: &str = "metadata.name";

/// Which part of a value is meant.
struct Part {
    delimiter: String,
    index: i64,
    creates: bool,
}

impl Part {
    fn read(node: Option<&Node>) -> Self {
        let text = |key: &str| node.map(|node| node.text_of(key)).unwrap_or_default();
        Part {
            delimiter: text("delimiter").to_owned(),
            index: text("index").parse().unwrap_or(0),
            creates: text("create") == "true",
        }
    }
}

/// Carries one replacement out.
pub(super) fn replace(
    resources: &mut [Resource],
    entry: &Node,
    budget: &mut Budget,
) -> Outcome<()> {
    let targets = entry.get("targets").filter(|targets| !targets.is_null());
    let (source, fixed) = (entry.get("source"), entry.get("sourceValue"));
    let Some(targets) = targets.filter(|_| source.is_some() || fixed.is_some()) else {
        return Err(Fault::refused("a replacement needs a source and a target"));
    };
    let value = match (source, fixed) {
        (Some(_), Some(_)) => {
            return Err(Fault::refused("a replacement has two sources"));
        }
        (Some(source), None) => value_of(resources, source, budget)?,
        (None, Some(fixed)) => fixed.with(Content::Scalar(
            Dialect::Core.kind(fixed.key_text()),
            fixed.key_text().to_owned(),
        )),
        (None, None) => return Ok(()),
    };
    for target in targets.items() {
        apply(resources, target, &value, budget)?;
    }
    Ok(())
}

/// What an object is or was called, with its namespace as it is written.
fn ids(resource: &Resource) -> Vec<(Id, String)> {
    let now = (resource.id(), resource.namespace().to_owned());
    let former = resource.former_ids().map(|id| {
        let namespace = id.namespace.clone();
        (id, namespace)
    });
    std::iter::once(now).chain(former).collect()
}

fn value_of(resources: &[Resource], source: &Node, budget: &mut Budget) -> Outcome<Node> {
    let wanted = Gvk {
        group: source.text_of("group").to_owned(),
        version: source.text_of("version").to_owned(),
        kind: source.text_of("kind").to_owned(),
    };
    let (name, namespace) = (source.text_of("name"), source.text_of("namespace"));
    let effective = |text: &str| if text.is_empty() { "default" } else { text }.to_owned();
    let is_meant = |resource: &&Resource| {
        ids(resource).iter().any(|(id, written)| {
            (name.is_empty() || id.name == name)
                && (namespace.is_empty() || effective(written) == effective(namespace))
                && id.gvk.is_selected(&wanted)
        })
    };
    budget.steps(resources.len() as u64)?;
    let mut found = resources.iter().filter(is_meant);
    let title = || format!("{} `{name}`", wanted.kind);
    let Some(one) = found.next() else {
        return Err(Fault::refused(format!(
            "there is no {} to replace with",
            title()
        )));
    };
    if found.next().is_some() {
        return Err(Fault::refused(format!(
            "{} is more than one object",
            title()
        )));
    }
    let path = Some(source.text_of("fieldPath")).filter(|path| !path.is_empty());
    let path = path.unwrap_or(DEFAULT_PATH);
    let value = field_path::find(&one.node, &field_path::steps(path)?)?;
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        return Err(Fault::refused(format!("{} has no `{path}`", title())));
    };
    refined(value, &Part::read(source.get("options")))
}

/// The part of a value that is taken.
fn refined(value: &Node, part: &Part) -> Outcome<Node> {
    if part.delimiter.is_empty() {
        return Ok(value.clone());
    }
    if !value.is_scalar() {
        return Err(Fault::refused("only a scalar has parts"));
    }
    let index = usize::try_from(part.index).ok();
    let text = index.and_then(|at| value.key_text().split(part.delimiter.as_str()).nth(at));
    let Some(text) = text else {
        return Err(Fault::refused(format!(
            "the value has no part {}",
            part.index
        )));
    };
    Ok(value.with(Content::Scalar(value.kind(), text.to_owned())))
}

fn apply(
    resources: &mut [Resource],
    target: &Node,
    value: &Node,
    budget: &mut Budget,
) -> Outcome<()> {
    let Some(select) = target.get("select") else {
        return Err(Fault::refused("a target selects nothing"));
    };
    let select = Selector::read(select)?;
    let rejected = target.get("reject").map(Node::items).unwrap_or_default();
    let rejected: Vec<Selector> = rejected
        .iter()
        .map(Selector::read)
        .collect::<Outcome<_>>()?;
    let part = Part::read(target.get("options"));
    let paths = target
        .get("fieldPaths")
        .map(Node::items)
        .unwrap_or_default();
    let mut paths: Vec<&str> = paths.iter().map(Node::key_text).collect();
    if paths.is_empty() {
        paths.push(DEFAULT_PATH);
    }
    for resource in resources {
        budget.steps(1 + rejected.len() as u64)?;
        let ids = ids(resource);
        let fits = |selector: &Selector| {
            ids.iter()
                .any(|(id, namespace)| selector.fits_id(id, namespace))
        };
        let is_rejected = |selector: &Selector| {
            (!selector.has_no_labels() && selector.fits_labels(resource))
                || (!selector.has_no_id() && fits(selector))
        };
        if !select.fits_labels(resource) || rejected.iter().any(is_rejected) || !fits(&select) {
            continue;
        }
        for path in &paths {
            copy(&mut resource.node, value, path, &part, budget)?;
        }
    }
    Ok(())
}

fn copy(
    node: &mut Node,
    value: &Node,
    path: &str,
    part: &Part,
    budget: &mut Budget,
) -> Outcome<()> {
    let steps = field_path::steps(path)?;
    if steps.len() + value.depth() > DEPTH_MAX {
        return Err(limit("levels of values", DEPTH_MAX as u64));
    }
    let made = part.creates.then(|| Made::like(value));
    let mut set = |field: &mut Node, budget: &mut Budget| {
        budget.copy(value)?;
        budget.steps(field.bytes() as u64)?;
        set_field(field, value, part)
    };
    let count = field_path::visit(node, &steps, made, budget, &mut set)?;
    if count == 0 {
        return Err(Fault::refused(format!("the target has no `{path}`")));
    }
    Ok(())
}

fn set_field(field: &mut Node, value: &Node, part: &Part) -> Outcome<()> {
    let mut value = value.clone();
    if !part.delimiter.is_empty() {
        if !field.is_scalar() {
            return Err(Fault::refused("only a scalar has parts"));
        }
        let delimiter = part.delimiter.as_str();
        let mut parts: Vec<&str> = field.key_text().split(delimiter).collect();
        let new = value.key_text();
        match usize::try_from(part.index) {
            Err(_) => parts.insert(0, new),
            Ok(at) => match parts.get_mut(at) {
                Some(held) => *held = new,
                None => parts.push(new),
            },
        }
        // The rest of the text is where it was.
        value = field.with_text(parts.join(delimiter));
    }
    if field.is_scalar() && value.is_scalar() {
        let text = value.key_text().to_owned();
        let kind = kept_kind(field, &text);
        *field = value.with(Content::Scalar(kind, text));
    } else {
        *field = value;
    }
    Ok(())
}

/// A scalar stays what it was where the new text allows it.
fn kept_kind(field: &Node, text: &str) -> Kind {
    match field.kind() {
        Kind::String => Kind::String,
        _ => Dialect::Core.kind(text),
    }
}
