//! Objects of files as JSON: what a client would send.

use seaworthy_facts::manifest::{Integer, Kind, Value};
use serde_json::{Map, Value as Json};

use crate::limits::{OBJECT_DEPTH_MAX, OBJECT_VALUES_MAX};

/// An object as JSON. Keys without a value are left out, as an API server does.
///
/// # Errors
/// It is larger than what is taken.
pub(super) fn of(value: Value<'_>) -> Result<Json, String> {
    convert(value, 0, &mut 0)
}

fn convert(value: Value<'_>, depth: usize, count: &mut usize) -> Result<Json, String> {
    *count += 1;
    if depth > OBJECT_DEPTH_MAX {
        return Err(format!("it has more than {OBJECT_DEPTH_MAX} levels"));
    }
    if *count > OBJECT_VALUES_MAX {
        return Err(format!("it has more than {OBJECT_VALUES_MAX} values"));
    }
    Ok(match value.kind() {
        Kind::Null => Json::Null,
        Kind::Bool => Json::Bool(value.is_true()),
        Kind::Integer => match value.as_integer() {
            Some(Integer::Signed(number)) => Json::from(number),
            Some(Integer::Unsigned(number)) => Json::from(number),
            _ => Json::from(value.as_f64()),
        },
        Kind::Float => Json::from(value.as_f64()),
        Kind::String => Json::from(value.text().unwrap_or_default()),
        Kind::Sequence => {
            let items = value.items().map(|item| convert(item, depth + 1, count));
            Json::Array(items.collect::<Result<_, _>>()?)
        }
        Kind::Mapping => {
            let mut map = Map::new();
            for entry in value.entries() {
                let name = entry.name();
                // Merged entries come last, and give way to those that are written.
                if entry.value.is_null() || map.contains_key(name.as_ref()) {
                    continue;
                }
                map.insert(name.into_owned(), convert(entry.value, depth + 1, count)?);
            }
            Json::Object(map)
        }
    })
}
