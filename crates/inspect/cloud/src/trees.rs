//! Values of trees (YAML and JSON) as values of attributes.

use std::sync::Arc;

use seaworthy_facts::cloud::{Node, Value};
use seaworthy_facts::manifest::{self, Kind};

use crate::lines::spot_of;

/// The value as it is written.
pub(crate) fn node_of(value: manifest::Value<'_>, path: &Arc<str>) -> Node {
    let made = match value.kind() {
        Kind::Sequence => Value::list(value.items().map(|item| node_of(item, path)).collect()),
        Kind::Mapping => {
            let entries = value.entries();
            Value::map(
                entries
                    .map(|entry| {
                        let place = spot_of(entry.key, path);
                        (
                            entry.name().as_ref().into(),
                            node_of(entry.value, path).at(place),
                        )
                    })
                    .collect(),
            )
        }
        _ => scalar_of(value),
    };
    Node::new(made, spot_of(value, path))
}

/// A scalar as it is written.
pub(crate) fn scalar_of(value: manifest::Value<'_>) -> Value {
    match value.kind() {
        Kind::Null | Kind::Sequence | Kind::Mapping => Value::Null,
        Kind::Bool => Value::Bool(value.is_true()),
        Kind::Integer | Kind::Float => match value.as_f64() {
            Some(number) => Value::Number(number),
            None => Value::text(value.text().unwrap_or_default()),
        },
        Kind::String => Value::text(value.text().unwrap_or_default()),
    }
}
