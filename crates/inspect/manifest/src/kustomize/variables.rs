//! `vars`: words like `$(NAME)` that stand for a field of an object.

use std::collections::BTreeMap;

use seaworthy_facts::manifest::Kind;

use super::budget::{Budget, limit};
use super::field_path;
use super::field_spec::{FieldSpec, Missing, visit};
use super::node::{Content, Node};
use super::problem::{Fault, Outcome};
use super::resource::{Gvk, Id, Resource};

/// LIMIT: bytes of a text whose variables are replaced. An API server stores less than that.
pub const VARIABLE_TEXT_BYTES_MAX: usize = 4 << 20;

/// A variable, and the entry that says it.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    path: String,
    pub(super) entry: Node,
}

/// Notes which object a variable is read from, while it has the name that the entry uses.
pub(super) fn register(
    entry: &Node,
    resources: &mut [Resource],
    known: &mut Vec<Variable>,
    budget: &mut Budget,
) -> Outcome<()> {
    let name = entry.text_of("name");
    let missing = || Fault::refused("a variable needs a name and an object");
    let object = entry.get("objref").ok_or_else(missing)?;
    if known.iter().any(|variable| variable.name == name) {
        return Err(Fault::refused(format!("there are two variables `{name}`")));
    }
    let mut gvk = Gvk::new(object.text_of("apiVersion"), object.text_of("kind"));
    for (field, held) in [("group", &mut gvk.group), ("version", &mut gvk.version)] {
        let text = object.text_of(field);
        if !text.is_empty() {
            text.clone_into(held);
        }
    }
    let namespace = object.text_of("namespace");
    let wanted = Id::new(gvk, object.text_of("name"), namespace);
    let any_namespace = namespace.is_empty() && !wanted.is_in_cluster();
    let is_meant = |id: &Id| {
        id.gvk == wanted.gvk
            && id.name == wanted.name
            && (any_namespace || id.namespace == wanted.namespace)
    };
    budget.steps(resources.len() as u64)?;
    let fits = |resource: &&mut Resource| {
        is_meant(&resource.id()) || resource.former_ids().any(|id| is_meant(&id))
    };
    let mut found: Vec<&mut Resource> = resources.iter_mut().filter(fits).collect();
    match found.as_mut_slice() {
        [] => {}
        [one] => one.variables.push(name.to_owned()),
        _ => {
            let text = format!("the object of variable `{name}` is more than one");
            return Err(Fault::refused(text));
        }
    }
    let path = entry
        .at(&["fieldref", "fieldPath"])
        .map(Node::key_text)
        .unwrap_or_default();
    known.push(Variable {
        name: name.to_owned(),
        path: if path.is_empty() {
            "metadata.name"
        } else {
            path
        }
        .to_owned(),
        entry: entry.clone(),
    });
    Ok(())
}

/// The value of a variable, at the end of the build.
pub(super) fn value(variable: &Variable, resources: &[Resource]) -> Outcome<Node> {
    let name = &variable.name;
    let mut holders = resources
        .iter()
        .filter(|resource| resource.variables.contains(name));
    let Some(holder) = holders.next() else {
        return Err(Fault::refused(format!(
            "there is no object of the variable `{name}`"
        )));
    };
    let path = variable.path.replace('[', ".[");
    let steps = field_path::steps(&path)?;
    let is_index = |step: &str| {
        let inner = step
            .strip_prefix('[')
            .and_then(|step| step.strip_suffix(']'));
        inner
            .filter(|inner| inner.parse::<usize>().is_ok())
            .map(str::to_owned)
    };
    let steps: Vec<String> = steps
        .iter()
        .map(|s| is_index(s).unwrap_or_else(|| s.clone()))
        .collect();
    match field_path::find(&holder.node, &steps)? {
        Some(value) => Ok(value.clone()),
        None => Err(Fault::refused(format!(
            "the variable `{name}` reads a field that is not there"
        ))),
    }
}

/// Replaces the variables in all fields that may hold some.
pub(super) fn replace(
    resources: &mut [Resource],
    values: &BTreeMap<String, Node>,
    specs: &[FieldSpec],
    budget: &mut Budget,
) -> Outcome<()> {
    if values.is_empty() {
        return Ok(());
    }
    for resource in resources {
        for spec in specs {
            let mut set = |field: &mut Node, budget: &mut Budget| set(field, values, budget);
            visit(&mut resource.node, spec, Missing::Skip, budget, &mut set)?;
        }
    }
    Ok(())
}

fn set(field: &mut Node, values: &BTreeMap<String, Node>, budget: &mut Budget) -> Outcome<()> {
    match &mut field.content {
        Content::Scalar(..) => expand(field, values, budget),
        Content::Sequence(items) => items.iter_mut().try_for_each(|item| {
            if item.kind() != Kind::String {
                return Err(Fault::refused("an item with variables is no text"));
            }
            expand(item, values, budget)
        }),
        Content::Mapping(entries) => {
            let mut entries = entries.iter_mut();
            entries.try_for_each(|(_, value)| expand(value, values, budget))
        }
    }
}

fn expand(field: &mut Node, values: &BTreeMap<String, Node>, budget: &mut Budget) -> Outcome<()> {
    if field.kind() != Kind::String {
        return Ok(());
    }
    let text = field.key_text();
    budget.steps(text.len() as u64)?;
    let whole = text
        .strip_prefix("$(")
        .and_then(|rest| rest.strip_suffix(')'));
    if let Some(value) = whole.and_then(|name| values.get(name))
        && value.is_scalar()
    {
        *field = value.clone();
        return Ok(());
    }
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        made.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        if let Some(after) = rest.strip_prefix('$') {
            made.push('$');
            rest = after;
        } else if let Some((name, after)) = rest.strip_prefix('(').and_then(|r| r.split_once(')')) {
            match values.get(name).filter(|value| value.is_scalar()) {
                Some(value) => made.push_str(value.key_text()),
                None => made.push_str(&format!("$({name})")),
            }
            rest = after;
        } else {
            made.push('$');
        }
        if made.len() > VARIABLE_TEXT_BYTES_MAX {
            break;
        }
    }
    made.push_str(rest);
    budget.steps(made.len() as u64)?;
    if made.len() > VARIABLE_TEXT_BYTES_MAX {
        let most = VARIABLE_TEXT_BYTES_MAX as u64;
        return Err(limit("bytes of a text with variables", most));
    }
    *field = field.with_text(made);
    Ok(())
}
