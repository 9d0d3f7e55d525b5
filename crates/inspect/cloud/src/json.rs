//! Values as text and as JSON.

use seaworthy_facts::cloud::{Node, UNKNOWN_PART, Value};

/// What a value is as a part of a text; `None` for collections and for what is not known.
pub(crate) fn as_text(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Number(number) => Some(number_text(*number)),
        Value::Null => Some(String::new()),
        Value::Encoded(inner) if inner.is_known() => Some(encode(inner)),
        _ => None,
    }
}

pub(crate) fn number_text(number: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the value is whole and in range"
    )]
    if number.fract() == 0.0 && number.abs() < 9e15 {
        return (number as i64).to_string();
    }
    number.to_string()
}

/// The JSON of a value; what is not known is a text with [`UNKNOWN_PART`].
pub(crate) fn encode(node: &Node) -> String {
    to_json(node).to_string()
}

fn to_json(node: &Node) -> serde_json::Value {
    use serde_json::Value as Json;
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(truth) => Json::Bool(*truth),
        Value::Number(number) => number_text(*number)
            .parse::<i64>()
            .map(Json::from)
            .unwrap_or_else(|_| Json::from(*number)),
        Value::Text(text) => Json::String(text.to_string()),
        Value::List(list) => Json::Array(list.as_slice().iter().map(to_json).collect()),
        Value::Map(map) => {
            let entries = map.as_slice().iter();
            Json::Object(
                entries
                    .map(|(key, node)| (key.to_string(), to_json(node)))
                    .collect(),
            )
        }
        Value::Encoded(inner) => Json::String(encode(inner)),
        Value::Unknown(unknown) => Json::String(match &unknown.text {
            Some(text) => text.to_string(),
            None => UNKNOWN_PART.to_string(),
        }),
    }
}
