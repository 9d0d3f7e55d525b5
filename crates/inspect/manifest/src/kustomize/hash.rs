//! The hash of the content of a ConfigMap or Secret, as kustomize puts it behind the name.
//!
//! The first ten hexadecimal digits of the SHA-256 of the object's kind, type and data as JSON of
//! Go, with some digits replaced so that no word is spelt.

use std::fmt::Write as _;

use seaworthy_facts::manifest::Kind;
use sha2::{Digest as _, Sha256};

use super::node::{Content, Node};

/// Digits of the hash.
const HASH_DIGITS: usize = 10;

/// The suffix for an object.
pub(super) fn suffix(object: &Node) -> String {
    let json = match object.text_of("kind") {
        "Secret" => {
            let fields = ["data", "kind", "name", "stringData", "type"];
            fields_json(object, &fields, "stringData")
        }
        _ => fields_json(
            object,
            &["binaryData", "data", "kind", "name"],
            "binaryData",
        ),
    };
    let mut digits = String::new();
    for byte in &Sha256::digest(json.as_bytes()) {
        let _ = write!(digits, "{byte:02x}");
    }
    let spelt = digits.chars().take(HASH_DIGITS).map(|digit| match digit {
        '0' => 'g',
        '1' => 'h',
        '3' => 'k',
        'a' => 'm',
        'e' => 't',
        digit => digit,
    });
    spelt.collect()
}

/// A value as JSON, keys sorted.
pub(super) fn json(node: &Node) -> String {
    let mut json = String::new();
    write(node, &mut json);
    json
}

/// The fields as JSON, sorted; `optional` is left out where it is no mapping.
fn fields_json(object: &Node, fields: &[&str], optional: &str) -> String {
    let mut json = String::from("{");
    for field in fields {
        let value = match *field {
            // Kustomize looks for a field `metadata/name`, which nothing has.
            "name" => None,
            field => object.get(field),
        };
        if *field == optional && value.is_none_or(Node::is_scalar) {
            continue;
        }
        if json.len() > 1 {
            json.push(',');
        }
        write_text(field, &mut json);
        json.push(':');
        match value {
            None => json.push_str("\"\""),
            Some(value) if value.is_scalar() => write_text(value.key_text(), &mut json),
            Some(value) => write(value, &mut json),
        }
    }
    json.push('}');
    json
}

fn write(node: &Node, json: &mut String) {
    match &node.content {
        Content::Scalar(kind, text) => write_scalar(*kind, text, json),
        Content::Sequence(items) => {
            json.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    json.push(',');
                }
                write(item, json);
            }
            json.push(']');
        }
        Content::Mapping(entries) => {
            let mut sorted: Vec<_> = entries.iter().collect();
            sorted.sort_by(|(one, _), (two, _)| one.key_text().cmp(two.key_text()));
            json.push('{');
            for (at, (key, value)) in sorted.into_iter().enumerate() {
                if at > 0 {
                    json.push(',');
                }
                write_text(key.key_text(), json);
                json.push(':');
                write(value, json);
            }
            json.push('}');
        }
    }
}

fn write_scalar(kind: Kind, text: &str, json: &mut String) {
    match kind {
        Kind::Null => json.push_str("null"),
        Kind::Bool => json.push_str(&text.to_ascii_lowercase()),
        Kind::Integer | Kind::Float => json.push_str(text),
        _ => write_text(text, json),
    }
}

/// A text as Go writes it: what HTML and JavaScript would read otherwise is escaped.
fn write_text(text: &str, json: &mut String) {
    json.push('"');
    for letter in text.chars() {
        match letter {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                let _ = write!(json, "\\u{:04x}", u32::from(letter));
            }
            letter => json.push(letter),
        }
    }
    json.push('"');
}
