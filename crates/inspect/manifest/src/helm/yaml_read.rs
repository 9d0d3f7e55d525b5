//! YAML as Helm reads values: numbers are floats, keys are texts.

use std::rc::Rc;

use seaworthy_facts::manifest::{Dialect, Kind, Tree, Value as Node};

use super::value::{Entries, List, Map, VALUE_LEVELS_MAX, Value};
use crate::yaml;

/// The first document of a text; nil where there is none.
///
/// # Errors
/// The reason why it cannot be read.
pub(super) fn first(text: &str) -> Result<Value, String> {
    let tree = yaml::read_text("", text, Dialect::Kubernetes);
    from_tree(&tree)
}

/// The first document of a tree.
///
/// # Errors
/// The first problem of the tree.
pub(super) fn from_tree(tree: &Tree) -> Result<Value, String> {
    if let Some(problem) = tree.problems().first() {
        let (line, reason) = (problem.place.line, &problem.reason);
        return Err(format!("line {line}: {reason}"));
    }
    match tree.root() {
        Some(root) => value(root, VALUE_LEVELS_MAX),
        None => Ok(Value::Nil),
    }
}

/// A value of the tree. Aliases share what they name.
pub(super) fn value(node: Node<'_>, levels: usize) -> Result<Value, String> {
    let Some(levels) = levels.checked_sub(1) else {
        return Err(format!("more than {VALUE_LEVELS_MAX} levels of a value"));
    };
    let node = node.followed();
    Ok(match node.kind() {
        Kind::Mapping => {
            let mut entries = Entries::new();
            for entry in node.entries() {
                let name: Rc<str> = Rc::from(&*entry.name());
                entries.insert(name, value(entry.value, levels)?);
            }
            Value::Map(Map::from(entries))
        }
        Kind::Sequence => {
            let items: Result<Vec<Value>, String> =
                node.items().map(|item| value(item, levels)).collect();
            Value::List(List::new(items?))
        }
        _ => scalar(node),
    })
}

fn scalar(node: Node<'_>) -> Value {
    if node.is_null() {
        return Value::Nil;
    }
    if let Some(yes) = node.as_bool() {
        return Value::Bool(yes);
    }
    if let Some(number) = node.as_f64() {
        return Value::Float(number);
    }
    Value::str(node.text().unwrap_or_default())
}
