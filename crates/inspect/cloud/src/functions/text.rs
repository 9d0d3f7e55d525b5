//! Functions over texts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use seaworthy_facts::cloud::{Node, Spot, TEXT_BYTES_MAX, UNKNOWN_PART, Value};

use super::{Outcome, all_known};
use crate::evaluation::text_node;
use crate::json;

/// Functions that bear texts of which only parts are known.
pub(super) fn open(name: &str, arguments: &[Node], spot: &Spot) -> Outcome {
    match name {
        "format" => match arguments {
            [pattern, rest @ ..] => pattern
                .as_str()
                .and_then(|pattern| format(pattern, rest, spot))
                .map_or(Outcome::Open, Outcome::Node),
            [] => Outcome::Wrong,
        },
        "join" => match arguments {
            [separator, lists @ ..] => separator
                .as_str()
                .and_then(|separator| join(separator, lists, spot))
                .map_or(Outcome::Open, Outcome::Node),
            [] => Outcome::Wrong,
        },
        "lower" | "upper" | "trimspace" | "chomp" | "tostring" => match arguments {
            [node] => match (&node.value, json::as_text(node)) {
                (Value::Encoded(_), _) => Outcome::Node(node.clone()),
                (_, Some(text)) => Outcome::Value(Value::text(match name {
                    "lower" => text.to_lowercase(),
                    "upper" => text.to_uppercase(),
                    "trimspace" => text.trim().to_owned(),
                    "chomp" => text.trim_end_matches(['\r', '\n']).to_owned(),
                    _ => text,
                })),
                (Value::Unknown(_), None) => Outcome::Node(node.clone()),
                _ => Outcome::Wrong,
            },
            _ => Outcome::Wrong,
        },
        _ => Outcome::Missing,
    }
}

/// A part of a text, and why it is not known where it is not.
fn piece(node: &Node) -> (String, Option<String>) {
    if let Some(text) = json::as_text(node) {
        return (text, None);
    }
    match &node.value {
        Value::Unknown(unknown) => {
            let text = unknown.text.as_deref();
            let text = text.map_or_else(|| UNKNOWN_PART.to_string(), str::to_owned);
            (text, Some(unknown.reason.clone()))
        }
        _ => (json::encode(node), None),
    }
}

fn format(pattern: &str, arguments: &[Node], spot: &Spot) -> Option<Node> {
    let mut text = String::new();
    let mut reason = None;
    let mut rest = arguments.iter();
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        let mut flags = String::new();
        while let Some(flag) = letters.next_if(|c| "0123456789.+-# ".contains(*c)) {
            flags.push(flag);
        }
        match letters.next()? {
            '%' => text.push('%'),
            verb @ ('s' | 'v' | 'd' | 'q') => {
                let (piece, why) = piece(rest.next()?);
                reason = reason.or(why);
                // LIMIT: a width of three digits is more than names need.
                let width = flags
                    .trim_start_matches('0')
                    .parse::<usize>()
                    .unwrap_or_default();
                let width = width.min(999);
                match (verb, flags.starts_with('0')) {
                    ('q', _) => text.push_str(&format!("{piece:?}")),
                    (_, true) => text.push_str(&format!("{piece:0>width$}")),
                    (_, false) => text.push_str(&format!("{piece:>width$}")),
                }
            }
            _ => return None,
        }
        if text.len() > TEXT_BYTES_MAX {
            return None;
        }
    }
    Some(text_node(text, reason, spot))
}

fn join(separator: &str, lists: &[Node], spot: &Spot) -> Option<Node> {
    let mut text = String::new();
    let mut reason = None;
    let mut first = true;
    for item in lists.iter().flat_map(Node::items) {
        let (piece, why) = piece(item);
        reason = reason.or(why);
        if !std::mem::take(&mut first) {
            text.push_str(separator);
        }
        text.push_str(&piece);
        if text.len() > TEXT_BYTES_MAX {
            return None;
        }
    }
    Some(text_node(text, reason, spot))
}

/// Functions that need all of their arguments.
pub(super) fn closed(name: &str, arguments: &[Node], spot: &Spot) -> Outcome {
    const NAMES: &[&str] = &[
        "split",
        "replace",
        "substr",
        "title",
        "trim",
        "trimprefix",
        "trimsuffix",
        "startswith",
        "endswith",
        "strcontains",
        "strrev",
        "indent",
        "base64encode",
        "base64decode",
        "urlencode",
        "formatlist",
        "basename",
        "dirname",
        "tobool",
        "textencodebase64",
    ];
    if !NAMES.contains(&name) {
        return Outcome::Missing;
    }
    if !all_known(arguments) {
        return Outcome::Open;
    }
    if name == "formatlist" {
        return Outcome::from(format_list(arguments, spot));
    }
    let texts: Option<Vec<String>> = arguments.iter().map(json::as_text).collect();
    let texts = texts.unwrap_or_default();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let made = match (name, &texts[..]) {
        ("split", [separator, text]) => Some(split(separator, text, spot)),
        ("replace", [text, pattern, with]) => replace(text, pattern, with),
        ("substr", [text, from, length]) => substring(text, from, length),
        ("title", [text]) => Some(Value::text(title(text))),
        ("trim", [text, cut]) => Some(Value::text(text.trim_matches(|c| cut.contains(c)))),
        ("trimprefix", [text, cut]) => Some(Value::text(text.strip_prefix(cut).unwrap_or(text))),
        ("trimsuffix", [text, cut]) => Some(Value::text(text.strip_suffix(cut).unwrap_or(text))),
        ("startswith", [text, part]) => Some(Value::Bool(text.starts_with(part))),
        ("endswith", [text, part]) => Some(Value::Bool(text.ends_with(part))),
        ("strcontains", [text, part]) => Some(Value::Bool(text.contains(part))),
        ("strrev", [text]) => Some(Value::text(text.chars().rev().collect::<String>())),
        ("indent", [width, text]) => indent(width, text),
        ("base64encode" | "textencodebase64", [text, ..]) => {
            Some(Value::text(STANDARD.encode(text)))
        }
        ("base64decode", [text]) => decode(text),
        ("basename", [text]) => Some(Value::text(text.rsplit('/').next().unwrap_or(text))),
        ("dirname", [text]) => Some(Value::text(text.rsplit_once('/').map_or(".", |(at, _)| at))),
        ("tobool", ["true"]) => Some(Value::Bool(true)),
        ("tobool", ["false"]) => Some(Value::Bool(false)),
        _ => None,
    };
    Outcome::from(made)
}

fn split(separator: &str, text: &str, spot: &Spot) -> Value {
    let node = |part: &str| Node::new(Value::text(part), spot.clone());
    if separator.is_empty() {
        let letters = text
            .chars()
            .map(|letter| node(letter.encode_utf8(&mut [0; 4])));
        return Value::list(letters.collect());
    }
    Value::list(text.split(separator).map(node).collect())
}

fn replace(text: &str, pattern: &str, with: &str) -> Option<Value> {
    // Between slashes stands a regular expression, which is not evaluated.
    let is_regex = pattern.len() > 1 && pattern.starts_with('/') && pattern.ends_with('/');
    let found = text.matches(pattern).count();
    let length = text.len() + found.saturating_mul(with.len());
    if is_regex || length > TEXT_BYTES_MAX {
        return None;
    }
    Some(Value::text(text.replace(pattern, with)))
}

fn substring(text: &str, from: &str, length: &str) -> Option<Value> {
    let from = from.parse::<usize>().ok()?;
    let length = length.parse::<i64>().ok()?;
    let rest = text.chars().skip(from);
    let part: String = match usize::try_from(length) {
        Ok(length) => rest.take(length).collect(),
        Err(_) => rest.collect(),
    };
    Some(Value::text(part))
}

fn title(text: &str) -> String {
    let mut begins = true;
    let letters = text.chars().flat_map(|letter| {
        let upper = begins;
        begins = letter.is_whitespace();
        if upper {
            letter.to_uppercase().collect::<Vec<_>>()
        } else {
            vec![letter]
        }
    });
    letters.collect()
}

fn indent(width: &str, text: &str) -> Option<Value> {
    let width = width.parse::<usize>().ok()?.min(999);
    let lines = text.matches('\n').count();
    if text.len() + lines.saturating_mul(width) > TEXT_BYTES_MAX {
        return None;
    }
    let blanks = " ".repeat(width);
    Some(Value::text(text.replace('\n', &format!("\n{blanks}"))))
}

pub(super) fn decode(text: &str) -> Option<Value> {
    let bytes = STANDARD.decode(text.trim()).ok()?;
    Some(Value::text(String::from_utf8(bytes).ok()?))
}

fn format_list(arguments: &[Node], spot: &Spot) -> Option<Value> {
    let [pattern, rest @ ..] = arguments else {
        return None;
    };
    let pattern = pattern.as_str()?;
    let rows = rest
        .iter()
        .filter(|node| matches!(node.value, Value::List(_)))
        .map(|node| node.items().len())
        .max()
        .unwrap_or(1);
    let mut made = Vec::new();
    for row in 0..rows {
        let values: Option<Vec<Node>> = rest
            .iter()
            .map(|node| match &node.value {
                Value::List(list) => list.as_slice().get(row).cloned(),
                _ => Some(node.clone()),
            })
            .collect();
        made.push(format(pattern, &values?, spot)?);
    }
    Some(Value::list(made))
}

#[cfg(test)]
mod tests {
    use super::super::terraform;
    use super::*;

    fn text(value: &str) -> Node {
        Node::new(Value::text(value), Spot::default())
    }

    fn shown(name: &str, arguments: &[&str]) -> String {
        let arguments: Vec<Node> = arguments.iter().map(|value| text(value)).collect();
        let node = terraform(name, &arguments, &Spot::default());
        node.partial_text()
            .map_or_else(|| json::encode(&node), str::to_owned)
    }

    #[test]
    fn texts_are_worked_on_as_terraform_does() {
        assert_eq!(shown("format", &["%s-%03d%%", "a", "7"]), "a-007%");
        assert_eq!(shown("replace", &["a.b", ".", "-"]), "a-b");
        assert_eq!(shown("substr", &["hello", "1", "3"]), "ell");
        assert_eq!(shown("title", &["hello world"]), "Hello World");
        assert_eq!(shown("trimprefix", &["v1.2", "v"]), "1.2");
        assert_eq!(shown("split", &[",", "a,b"]), r#"["a","b"]"#);
        assert_eq!(shown("base64decode", &["YWI="]), "ab");
        assert_eq!(shown("indent", &["2", "a\nb"]), "a\n  b");
        assert_eq!(shown("basename", &["a/b.sh"]), "b.sh");
    }

    #[test]
    fn a_text_keeps_what_is_known_of_it() {
        let open = Node::new(Value::unknown("given when applied"), Spot::default());
        let node = terraform("format", &[text("%s/x"), open], &Spot::default());
        assert_eq!(node.partial_text(), Some("\u{fffc}/x"));
        assert_eq!(node.as_str(), None);
    }

    #[test]
    fn a_text_does_not_grow_without_end() {
        let long = text(&"a".repeat(60_000));
        let node = terraform(
            "replace",
            &[long.clone(), text("a"), long],
            &Spot::default(),
        );
        assert!(!node.is_known());
        let wide = terraform(
            "format",
            &[text("%999999999s"), text("a")],
            &Spot::default(),
        );
        assert_eq!(wide.as_str().map(str::len), Some(999));
    }
}
