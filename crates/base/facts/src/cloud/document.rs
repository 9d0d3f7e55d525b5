//! Documents in attributes: policies that are written as JSON text.

use std::sync::Arc;

use super::{Node, Spot, Unknown, Value};

/// Stands in a text for a part that is not known: the object replacement character of Unicode.
pub const UNKNOWN_PART: char = '\u{fffc}';

impl Node {
    /// The value that the node describes: what it encodes, what its text says as JSON, or itself
    /// where it is a map or list already. `None` where that is not known or is no JSON.
    #[must_use]
    pub fn document(&self) -> Option<Node> {
        match &self.value {
            Value::Encoded(inner) => Some((**inner).clone()),
            Value::Map(_) | Value::List(_) => Some(self.clone()),
            Value::Text(_) | Value::Unknown(_) => {
                // serde_json refuses more than 128 levels.
                let parsed = serde_json::from_str(self.partial_text()?.trim()).ok()?;
                Some(of_json(parsed, &self.place))
            }
            _ => None,
        }
    }
}

fn of_json(json: serde_json::Value, place: &Spot) -> Node {
    use serde_json::Value as Json;
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(truth),
        Json::Number(number) => Value::Number(number.as_f64().unwrap_or_default()),
        Json::String(text) if text.contains(UNKNOWN_PART) => Value::Unknown(Arc::new(Unknown {
            reason: "a part of the text is not known".to_owned(),
            text: Some(text.into()),
        })),
        Json::String(text) => Value::text(text),
        Json::Array(items) => {
            Value::list(items.into_iter().map(|item| of_json(item, place)).collect())
        }
        Json::Object(entries) => {
            let entries = entries.into_iter();
            Value::map(
                entries
                    .map(|(key, value)| (key.into(), of_json(value, place)))
                    .collect(),
            )
        }
    };
    Node::new(value, place.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_read_although_parts_of_it_are_unknown() {
        let text = format!("{{\"Action\": \"*\", \"Resource\": \"{UNKNOWN_PART}/x\"}}");
        let unknown = Unknown {
            reason: "a part".into(),
            text: Some(text.into()),
        };
        let node = Node::new(Value::Unknown(Arc::new(unknown)), Spot::default());
        let document = node.document().unwrap();
        assert_eq!(document.get("Action").and_then(Node::as_str), Some("*"));
        let resource = document.get("Resource").unwrap();
        assert_eq!(resource.as_str(), None);
        assert_eq!(resource.partial_text(), Some("\u{fffc}/x"));
    }

    #[test]
    fn what_is_no_json_is_no_document() {
        let node = |text: &str| Node::new(Value::text(text), Spot::default());
        assert_eq!(node("not json").document(), None);
        assert_eq!(node(&"[".repeat(100_000)).document(), None);
        assert_eq!(Node::default().document(), None);
    }
}
