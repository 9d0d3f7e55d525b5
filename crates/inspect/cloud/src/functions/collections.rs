//! Functions over lists and maps.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

use seaworthy_facts::cloud::{Node, Spot, Value};

use super::{Outcome, all_known};
use crate::json;
use crate::operators::equal;

/// LIMIT: items that `range` and `setproduct` make.
const MADE_ITEMS_MAX: usize = 4_096;

/// Functions that bear unknown items.
pub(super) fn open(name: &str, arguments: &[Node], spot: &Spot) -> Outcome {
    match name {
        "merge" => merge(arguments),
        "concat" => concat(arguments),
        "list" => Outcome::Value(Value::list(arguments.to_vec())),
        "tolist" | "toset" | "tomap" | "nonsensitive" | "sensitive" | "ephemeralasnull" => {
            arguments
                .first()
                .cloned()
                .map_or(Outcome::Wrong, Outcome::Node)
        }
        "flatten" => flatten(arguments),
        "coalesce" => coalesce(arguments),
        "try" => attempt(arguments),
        "can" => match arguments.first() {
            Some(node) if node.is_known() => Outcome::Value(Value::Bool(true)),
            _ => Outcome::Open,
        },
        "lookup" => lookup(arguments),
        "element" => element(arguments),
        "jsonencode" | "yamlencode" => match arguments {
            [node] => Outcome::Value(Value::encoded(node.clone())),
            _ => Outcome::Wrong,
        },
        "jsondecode" | "yamldecode" => match arguments.first().and_then(Node::document) {
            Some(node) => Outcome::Node(node.at(spot.clone())),
            None => Outcome::Open,
        },
        "keys" | "values" => match arguments.first().map(|node| &node.value) {
            Some(Value::Map(map)) => {
                let mut entries: Vec<_> = map.as_slice().iter().collect();
                entries.sort_by(|a, b| a.0.cmp(&b.0));
                let entries = entries.into_iter();
                let items = entries.map(|(key, node)| match name {
                    "keys" => Node::new(Value::Text(key.clone()), node.place.clone()),
                    _ => node.clone(),
                });
                Outcome::Value(Value::list(items.collect()))
            }
            _ => Outcome::Open,
        },
        "length" => match arguments.first().map(|node| &node.value) {
            Some(Value::List(list)) => number(list.as_slice().len()),
            Some(Value::Map(map)) => number(map.as_slice().len()),
            Some(Value::Text(text)) => number(text.chars().count()),
            _ => Outcome::Open,
        },
        "zipmap" => zipmap(arguments),
        "one" => match arguments.first().map(|node| &node.value) {
            Some(Value::List(list)) => match list.as_slice() {
                [] => Outcome::Value(Value::Null),
                [single] => Outcome::Node(single.clone()),
                _ => Outcome::Wrong,
            },
            _ => Outcome::Open,
        },
        _ => Outcome::Missing,
    }
}

#[expect(clippy::cast_precision_loss, reason = "lengths are far below 2⁵³")]
fn number(length: usize) -> Outcome {
    Outcome::Value(Value::Number(length as f64))
}

fn merge(arguments: &[Node]) -> Outcome {
    let mut entries = Vec::new();
    for argument in arguments {
        match &argument.value {
            Value::Map(map) => entries.extend(map.as_slice().iter().cloned()),
            Value::Null => {}
            _ => return Outcome::Open,
        }
    }
    Outcome::Value(Value::map(entries))
}

fn concat(arguments: &[Node]) -> Outcome {
    let mut items = Vec::new();
    for argument in arguments {
        match &argument.value {
            Value::List(list) => items.extend(list.as_slice().iter().cloned()),
            Value::Null => {}
            // The list is longer by what is not known.
            _ => items.push(argument.clone()),
        }
    }
    Outcome::Value(Value::list(items))
}

fn flatten(arguments: &[Node]) -> Outcome {
    fn into(node: &Node, items: &mut Vec<Node>) {
        match &node.value {
            Value::List(list) => list.as_slice().iter().for_each(|item| into(item, items)),
            _ => items.push(node.clone()),
        }
    }
    let Some(node) = arguments.first() else {
        return Outcome::Wrong;
    };
    if let Value::Unknown(_) = node.value {
        return Outcome::Open;
    }
    let mut items = Vec::new();
    into(node, &mut items);
    Outcome::Value(Value::list(items))
}

fn coalesce(arguments: &[Node]) -> Outcome {
    for argument in arguments {
        match &argument.value {
            Value::Null => {}
            Value::Text(text) if text.is_empty() => {}
            Value::Unknown(_) => return Outcome::Open,
            _ => return Outcome::Node(argument.clone()),
        }
    }
    Outcome::Wrong
}

/// What is not there falls through to the next; what is only not known does not.
fn attempt(arguments: &[Node]) -> Outcome {
    for argument in arguments {
        match &argument.value {
            Value::Unknown(unknown) if unknown.reason.ends_with("is not there") => {}
            _ => return Outcome::Node(argument.clone()),
        }
    }
    Outcome::Wrong
}

fn lookup(arguments: &[Node]) -> Outcome {
    let [map, key, rest @ ..] = arguments else {
        return Outcome::Wrong;
    };
    let (Value::Map(_), Some(key)) = (&map.value, key.as_str()) else {
        return Outcome::Open;
    };
    match (map.get(key), rest.first()) {
        (Some(found), _) => Outcome::Node(found.clone()),
        (None, Some(default)) => Outcome::Node(default.clone()),
        (None, None) => Outcome::Wrong,
    }
}

fn element(arguments: &[Node]) -> Outcome {
    let [list, index] = arguments else {
        return Outcome::Wrong;
    };
    let (Value::List(list), Some(index)) = (&list.value, index.as_number()) else {
        return Outcome::Open;
    };
    let items = list.as_slice();
    if items.is_empty() || index < 0.0 {
        return Outcome::Wrong;
    }
    let at = index as usize % items.len();
    items.get(at).cloned().map_or(Outcome::Wrong, Outcome::Node)
}

fn zipmap(arguments: &[Node]) -> Outcome {
    let [keys, values] = arguments else {
        return Outcome::Wrong;
    };
    let (Value::List(keys), Value::List(values)) = (&keys.value, &values.value) else {
        return Outcome::Open;
    };
    let pairs = keys.as_slice().iter().zip(values.as_slice());
    let named: Option<Vec<(Arc<str>, Node)>> = pairs
        .map(|(key, value)| Some((json::as_text(key)?.into(), value.clone())))
        .collect();
    named.map_or(Outcome::Open, |entries| Outcome::Value(Value::map(entries)))
}

/// Functions that need all of their arguments.
pub(super) fn closed(name: &str, arguments: &[Node], spot: &Spot) -> Outcome {
    const NAMES: &[&str] = &[
        "contains",
        "distinct",
        "compact",
        "reverse",
        "slice",
        "sort",
        "sum",
        "index",
        "range",
        "setunion",
        "setintersection",
        "setsubtract",
        "setproduct",
        "chunklist",
        "coalescelist",
        "alltrue",
        "anytrue",
        "map",
        "matchkeys",
        "transpose",
    ];
    if !NAMES.contains(&name) {
        return Outcome::Missing;
    }
    if !all_known(arguments) {
        return Outcome::Open;
    }
    let items = |at: usize| arguments.get(at).map(Node::items);
    let of_list = |list: Option<Vec<Node>>| Outcome::from(list.map(Value::list));
    match name {
        "contains" => Outcome::from((|| {
            let wanted = arguments.get(1)?;
            let found = items(0)?.iter().any(|item| equal(item, wanted));
            Some(Value::Bool(found))
        })()),
        "distinct" => of_list(items(0).map(distinct)),
        "compact" => {
            let is_something =
                |item: &&Node| json::as_text(item).is_none_or(|text| !text.is_empty());
            of_list(items(0).map(|items| items.iter().filter(is_something).cloned().collect()))
        }
        "reverse" => of_list(items(0).map(|items| items.iter().rev().cloned().collect())),
        "sort" => of_list(items(0).map(|items| {
            let mut sorted = items.to_vec();
            sorted.sort_by(|a, b| match (a.as_str(), b.as_str()) {
                (Some(a), Some(b)) => a.cmp(b),
                _ => Ordering::Equal,
            });
            sorted
        })),
        "slice" => of_list((|| {
            let from = arguments.get(1)?.as_number()? as usize;
            let to = arguments.get(2)?.as_number()? as usize;
            Some(items(0)?.get(from..to)?.to_vec())
        })()),
        "sum" | "alltrue" | "anytrue" => Outcome::from(whole(name, items(0).unwrap_or_default())),
        "index" => Outcome::from((|| {
            let wanted = arguments.get(1)?;
            let at = items(0)?.iter().position(|item| equal(item, wanted))?;
            Some(Value::Number(f64::from(u32::try_from(at).ok()?)))
        })()),
        "coalescelist" => match arguments.iter().find(|node| !node.items().is_empty()) {
            Some(node) => Outcome::Node(node.clone()),
            None => Outcome::Wrong,
        },
        "map" => Outcome::from(paired(arguments)),
        _ => sets(name, arguments, spot),
    }
}

/// One value of all items.
fn whole(name: &str, items: &[Node]) -> Option<Value> {
    if name == "sum" {
        let numbers: Option<Vec<f64>> = items.iter().map(Node::as_number).collect();
        return Some(Value::Number(numbers?.iter().sum()));
    }
    let truths: Option<Vec<bool>> = items.iter().map(Node::as_bool).collect();
    let truths = truths?;
    Some(Value::Bool(match name {
        "alltrue" => truths.iter().all(|truth| *truth),
        _ => truths.contains(&true),
    }))
}

/// A map of keys and values in turn.
fn paired(arguments: &[Node]) -> Option<Value> {
    let pairs = arguments.chunks_exact(2);
    let entries: Option<Vec<(Arc<str>, Node)>> = pairs
        .map(|pair| match pair {
            [key, value] => Some((key.as_str()?.into(), value.clone())),
            _ => None,
        })
        .collect();
    entries.map(Value::map)
}

fn sets(name: &str, arguments: &[Node], spot: &Spot) -> Outcome {
    let of_list = |list: Option<Vec<Node>>| Outcome::from(list.map(Value::list));
    let first = arguments.first().map(Node::items).unwrap_or_default();
    let second = arguments.get(1).map(Node::items).unwrap_or_default();
    let keys: HashSet<String> = second.iter().map(json::encode).collect();
    let among = |item: &&Node| keys.contains(&json::encode(item));
    match name {
        "setunion" => {
            let all: Vec<Node> = arguments.iter().flat_map(Node::items).cloned().collect();
            of_list(Some(distinct(&all)))
        }
        "setintersection" => of_list(Some(first.iter().filter(among).cloned().collect())),
        "setsubtract" => of_list(Some(
            first.iter().filter(|item| !among(item)).cloned().collect(),
        )),
        "setproduct" => of_list(product(arguments, spot)),
        "range" => of_list(range(arguments, spot)),
        "chunklist" => of_list((|| {
            let size = arguments.get(1)?.as_number()? as usize;
            if size == 0 {
                return None;
            }
            let chunks = first.chunks(size);
            Some(
                chunks
                    .map(|chunk| Node::new(Value::list(chunk.to_vec()), spot.clone()))
                    .collect(),
            )
        })()),
        _ => Outcome::Wrong,
    }
}

fn distinct(items: &[Node]) -> Vec<Node> {
    let mut seen = HashSet::new();
    let kept = items.iter().filter(|item| seen.insert(json::encode(item)));
    kept.cloned().collect()
}

fn product(arguments: &[Node], spot: &Spot) -> Option<Vec<Node>> {
    let mut rows: Vec<Vec<Node>> = vec![Vec::new()];
    for argument in arguments {
        let items = argument.items();
        if rows.len().saturating_mul(items.len()) > MADE_ITEMS_MAX {
            return None;
        }
        let longer = rows.iter().flat_map(|row| {
            items.iter().map(|item| {
                let mut row = row.clone();
                row.push(item.clone());
                row
            })
        });
        rows = longer.collect();
    }
    let rows = rows.into_iter();
    Some(
        rows.map(|row| Node::new(Value::list(row), spot.clone()))
            .collect(),
    )
}

fn range(arguments: &[Node], spot: &Spot) -> Option<Vec<Node>> {
    let numbers: Option<Vec<f64>> = arguments.iter().map(Node::as_number).collect();
    let (start, end, step) = match numbers?[..] {
        [end] => (0.0, end, if end < 0.0 { -1.0 } else { 1.0 }),
        [start, end] => (start, end, if end < start { -1.0 } else { 1.0 }),
        [start, end, step] if step != 0.0 => (start, end, step),
        _ => return None,
    };
    let mut items = Vec::new();
    let mut at = start;
    while (step > 0.0 && at < end) || (step < 0.0 && at > end) {
        if items.len() == MADE_ITEMS_MAX {
            return None;
        }
        items.push(Node::new(Value::Number(at), spot.clone()));
        at += step;
    }
    Some(items)
}

#[cfg(test)]
mod tests {
    use super::super::terraform;
    use super::*;

    fn list(items: &[&str]) -> Node {
        let items = items
            .iter()
            .map(|item| Node::new(Value::text(*item), Spot::default()));
        Node::new(Value::list(items.collect()), Spot::default())
    }

    fn shown(name: &str, arguments: &[Node]) -> String {
        json::encode(&terraform(name, arguments, &Spot::default()))
    }

    #[test]
    fn lists_are_worked_on_as_terraform_does() {
        let one = Node::new(Value::Number(1.0), Spot::default());
        assert_eq!(
            shown("concat", &[list(&["a"]), list(&["b"])]),
            r#"["a","b"]"#
        );
        assert_eq!(shown("distinct", &[list(&["a", "a"])]), r#"["a"]"#);
        assert_eq!(
            shown("element", &[list(&["a", "b"]), one.clone()]),
            r#""b""#
        );
        assert_eq!(
            shown("setsubtract", &[list(&["a", "b"]), list(&["a"])]),
            r#"["b"]"#
        );
        assert_eq!(
            shown("setproduct", &[list(&["a"]), list(&["b"])]),
            r#"[["a","b"]]"#
        );
        assert_eq!(
            shown("zipmap", &[list(&["a"]), list(&["b"])]),
            r#"{"a":"b"}"#
        );
        assert_eq!(shown("length", &[list(&["a", "b"])]), "2");
        assert_eq!(shown("range", &[one]), "[0]");
    }

    #[test]
    fn what_is_made_is_bounded() {
        let million = Node::new(Value::Number(1e6), Spot::default());
        assert!(!terraform("range", &[million], &Spot::default()).is_known());
        let long = list(&["a"; 100]);
        let product = [long.clone(), long.clone(), long];
        assert!(!terraform("setproduct", &product, &Spot::default()).is_known());
    }
}
