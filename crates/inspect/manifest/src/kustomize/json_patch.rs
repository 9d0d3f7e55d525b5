//! JSON patches (RFC 6902) on an object, with JSON pointers (RFC 6901).

use seaworthy_facts::manifest::{DEPTH_MAX, Kind};

use super::budget::{Budget, limit};
use super::node::{Content, Node};
use super::problem::{Fault, Outcome};

/// Applies the operations of a patch in turn.
///
/// As in the library that kustomize uses, a negative index counts from the end.
pub(super) fn apply(object: &mut Node, operations: &Node, budget: &mut Budget) -> Outcome<()> {
    write_nulls(object, budget)?;
    for operation in operations.items() {
        budget.steps(1)?;
        apply_one(object, operation, budget)
            .map_err(|fault| Fault::new(fault.kind, describe(operation, &fault.text)))?;
    }
    Ok(())
}

fn describe(operation: &Node, text: &str) -> String {
    format!(
        "{} `{}`: {text}",
        operation.text_of("op"),
        operation.text_of("path")
    )
}

fn apply_one(object: &mut Node, operation: &Node, budget: &mut Budget) -> Outcome<()> {
    let path = pointer(operation, "path")?;
    match operation.text_of("op") {
        "add" => add(object, &path, value(operation, budget)?, budget),
        "remove" => remove(object, &path, budget).map(drop),
        "replace" => {
            let held = find(object, &path, budget)?;
            *held = deep_enough(value(operation, budget)?, &path)?;
            Ok(())
        }
        "move" => {
            let from = pointer(operation, "from")?;
            let held = remove(object, &from, budget)?;
            add(object, &path, held, budget)
        }
        "copy" => {
            let from = pointer(operation, "from")?;
            let held = find(object, &from, budget)?.clone();
            budget.copy(&held)?;
            add(object, &path, held, budget)
        }
        "test" => test(object, &path, operation, budget),
        other => Err(Fault::refused(format!("there is no operation `{other}`"))),
    }
}

/// A null of JSON is written out.
fn write_nulls(node: &mut Node, budget: &mut Budget) -> Outcome<()> {
    budget.steps(1)?;
    match &mut node.content {
        Content::Scalar(Kind::Null, text) => "null".clone_into(text),
        Content::Scalar(..) => {}
        Content::Sequence(items) => {
            let mut items = items.iter_mut();
            items.try_for_each(|item| write_nulls(item, budget))?;
        }
        Content::Mapping(entries) => {
            let mut entries = entries.iter_mut();
            entries.try_for_each(|(_, value)| write_nulls(value, budget))?;
        }
    }
    Ok(())
}

fn value(operation: &Node, budget: &mut Budget) -> Outcome<Node> {
    let value = operation.get("value");
    let mut value = match value {
        Some(value) => value.clone(),
        None => operation.with(Content::Scalar(Kind::Null, String::new())),
    };
    budget.copy(&value)?;
    write_nulls(&mut value, budget)?;
    Ok(value)
}

fn pointer(operation: &Node, key: &str) -> Outcome<Vec<String>> {
    let Some(text) = operation.get(key).and_then(Node::text) else {
        return Err(Fault::refused(format!("an operation without `{key}`")));
    };
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let Some(text) = text.strip_prefix('/') else {
        return Err(Fault::refused("a path does not begin with a slash"));
    };
    let steps = text.split('/');
    Ok(steps
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .collect())
}

fn missing() -> Fault {
    Fault::refused("there is no such value")
}

/// The number of an item; `length` is how many there may be.
fn index(step: &str, length: usize) -> Outcome<usize> {
    let number: i64 = step.parse().map_err(|_| missing())?;
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let at = if number < 0 { number + length } else { number };
    if (0..length).contains(&at) {
        usize::try_from(at).map_err(|_| missing())
    } else {
        Err(missing())
    }
}

fn find<'n>(node: &'n mut Node, path: &[String], budget: &mut Budget) -> Outcome<&'n mut Node> {
    let mut found = node;
    for step in path {
        budget.steps(1)?;
        let next = match &mut found.content {
            Content::Sequence(items) => {
                let at = index(step, items.len())?;
                items.get_mut(at)
            }
            Content::Mapping(entries) => {
                let mut entries = entries.iter_mut();
                let entry = entries.find(|(key, _)| key.key_text() == step);
                entry.map(|(_, value)| value)
            }
            Content::Scalar(..) => None,
        };
        found = next.ok_or_else(missing)?;
    }
    Ok(found)
}

/// Refuses a value that would make the object deeper than a tree may be.
fn deep_enough(value: Node, path: &[String]) -> Outcome<Node> {
    if path.len() + value.depth() > DEPTH_MAX {
        return Err(limit("levels of values", DEPTH_MAX as u64));
    }
    Ok(value)
}

fn add(object: &mut Node, path: &[String], value: Node, budget: &mut Budget) -> Outcome<()> {
    let value = deep_enough(value, path)?;
    let Some((last, parents)) = path.split_last() else {
        *object = value;
        return Ok(());
    };
    let parent = find(object, parents, budget)?;
    match &mut parent.content {
        Content::Sequence(items) => {
            budget.steps(items.len() as u64)?;
            let at = match last.as_str() {
                "-" => items.len(),
                step => index(step, items.len() + 1)?,
            };
            items.insert(at, value);
            Ok(())
        }
        Content::Mapping(_) => {
            parent.set(last, value);
            Ok(())
        }
        Content::Scalar(..) => Err(missing()),
    }
}

fn remove(object: &mut Node, path: &[String], budget: &mut Budget) -> Outcome<Node> {
    let Some((last, parents)) = path.split_last() else {
        return Err(missing());
    };
    let parent = find(object, parents, budget)?;
    if let Content::Sequence(items) = &mut parent.content {
        budget.steps(items.len() as u64)?;
        let at = index(last, items.len())?;
        return Ok(items.remove(at));
    }
    parent.remove(last).ok_or_else(missing)
}

fn test(object: &mut Node, path: &[String], operation: &Node, budget: &mut Budget) -> Outcome<()> {
    let wanted = operation.get("value").filter(|value| !value.is_null());
    let held = find(object, path, budget);
    let is_equal = match (held, wanted) {
        (Ok(held), Some(wanted)) => {
            budget.steps(held.size() as u64)?;
            held.equals(wanted)
        }
        (Ok(held), None) => held.is_null(),
        (Err(_), wanted) => wanted.is_none(),
    };
    if is_equal {
        return Ok(());
    }
    Err(Fault::refused("the value is another one"))
}
