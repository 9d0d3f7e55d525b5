//! Functions of templates of Azure, in JSON and in Bicep.

use std::sync::Arc;

use seaworthy_facts::cloud::{Node, Reference, Spot, Value};

use super::{Outcome, settle};
use crate::evaluation::World;
use crate::evaluation::{gather, template, text_node, unknown};
use crate::json;
use crate::operators::equal;

/// A function of Azure's templates, but for those that name parts of the template.
pub(crate) fn call(name: &str, arguments: &[Node], spot: &Spot, world: &dyn World) -> Node {
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "concat" => match arguments.first().map(|node| &node.value) {
            Some(Value::List(_)) => super::terraform("concat", arguments, spot),
            _ => template(arguments, spot, world),
        },
        "format" => interpolated(arguments, spot),
        "resourceid" | "subscriptionresourceid" | "tenantresourceid" | "extensionresourceid" => {
            resource_id(arguments, spot)
        }
        "union"
            if arguments
                .iter()
                .all(|node| matches!(node.value, Value::List(_))) =>
        {
            super::terraform("setunion", arguments, spot)
        }
        "union" => super::terraform("merge", arguments, spot),
        "tolower" => super::terraform("lower", arguments, spot),
        "toupper" => super::terraform("upper", arguments, spot),
        "string" => match arguments.first() {
            Some(node) if matches!(node.value, Value::Map(_) | Value::List(_)) => {
                Node::new(Value::encoded(node.clone()), spot.clone())
            }
            _ => super::terraform("tostring", arguments, spot),
        },
        "json" => super::terraform("jsondecode", arguments, spot),
        "base64" => super::terraform("base64encode", arguments, spot),
        "base64tostring" => super::terraform("base64decode", arguments, spot),
        "length" | "min" | "max" | "flatten" | "replace" | "trim" | "startswith" | "endswith"
        | "contains" | "coalesce" | "split" | "join" => swapped(&lower, arguments, spot),
        _ => settle(&lower, arguments, spot, &[closed]),
    }
}

/// Functions that have the name of one of Terraform, some with their arguments the other way round.
fn swapped(name: &str, arguments: &[Node], spot: &Spot) -> Node {
    match (name, arguments) {
        ("split" | "join", [first, second]) => {
            super::terraform(name, &[second.clone(), first.clone()], spot)
        }
        ("trim", _) => super::terraform("trimspace", arguments, spot),
        ("contains", [within, part]) => match (&within.value, part.as_str()) {
            (Value::Text(text), Some(part)) => {
                Node::new(Value::Bool(text.contains(part)), spot.clone())
            }
            (Value::Map(_), Some(part)) => {
                Node::new(Value::Bool(within.get(part).is_some()), spot.clone())
            }
            _ => super::terraform(name, arguments, spot),
        },
        ("coalesce", _) => {
            let found = arguments.iter().find(|node| node.value != Value::Null);
            found.cloned().unwrap_or_default()
        }
        _ => super::terraform(name, arguments, spot),
    }
}

fn closed(name: &str, arguments: &[Node], spot: &Spot) -> Outcome {
    match (name, arguments) {
        ("createarray" | "array", _) => Outcome::Value(Value::list(arguments.to_vec())),
        ("createobject", _) => {
            let pairs = arguments.chunks_exact(2);
            let entries: Option<Vec<(Arc<str>, Node)>> = pairs
                .map(|pair| match pair {
                    [key, value] => Some((key.as_str()?.into(), value.clone())),
                    _ => None,
                })
                .collect();
            Outcome::from(entries.map(Value::map))
        }
        ("true", []) => Outcome::Value(Value::Bool(true)),
        ("false", []) => Outcome::Value(Value::Bool(false)),
        ("null", []) => Outcome::Value(Value::Null),
        ("if", [condition, yes, no]) => match condition.as_bool() {
            Some(true) => Outcome::Node(yes.clone()),
            Some(false) => Outcome::Node(no.clone()),
            None => Outcome::Open,
        },
        ("bool", [node]) => match node.as_bool() {
            Some(truth) => Outcome::Value(Value::Bool(truth)),
            None => Outcome::Open,
        },
        ("int" | "float", [node]) => match node.as_number() {
            Some(number) => Outcome::Value(Value::Number(number)),
            None => Outcome::Open,
        },
        ("empty", [node]) => match &node.value {
            Value::Unknown(_) => Outcome::Open,
            Value::Text(text) => Outcome::Value(Value::Bool(text.is_empty())),
            Value::Map(map) => Outcome::Value(Value::Bool(map.as_slice().is_empty())),
            _ => Outcome::Value(Value::Bool(node.items().is_empty())),
        },
        ("first", [node]) => end_of(node, <[Node]>::first, spot),
        ("last", [node]) => end_of(node, <[Node]>::last, spot),
        ("equals", [left, right]) if left.is_known() && right.is_known() => {
            Outcome::Value(Value::Bool(equal(left, right)))
        }
        ("not", [node]) => match node.as_bool() {
            Some(truth) => Outcome::Value(Value::Bool(!truth)),
            None => Outcome::Open,
        },
        ("and" | "or", _) => logic(name == "and", arguments),
        (
            "greater" | "greaterorequals" | "less" | "lessorequals" | "add" | "sub" | "mul" | "div"
            | "mod",
            [left, right],
        ) => match (left.as_number(), right.as_number()) {
            (Some(left), Some(right)) => arithmetic(name, left, right),
            _ => Outcome::Open,
        },
        ("range", [start, count]) => match (start.as_number(), count.as_number()) {
            (Some(from), Some(count)) => {
                let numbers = [from, from + count];
                let nodes = numbers.map(|number| Node::new(Value::Number(number), spot.clone()));
                Outcome::Node(super::terraform("range", &nodes, spot))
            }
            _ => Outcome::Open,
        },
        (
            "equals" | "uniquestring" | "guid" | "newguid" | "utcnow" | "subscription"
            | "resourcegroup" | "deployment" | "tenant" | "environment" | "managementgroup"
            | "listkeys" | "reference" | "getsecret" | "pickzones" | "loadtextcontent",
            _,
        ) => Outcome::Node(unknown(format!("`{name}` is known when deployed"), spot)),
        _ => Outcome::Missing,
    }
}

fn end_of(node: &Node, pick: fn(&[Node]) -> Option<&Node>, spot: &Spot) -> Outcome {
    match &node.value {
        Value::List(list) => pick(list.as_slice())
            .cloned()
            .map_or(Outcome::Wrong, Outcome::Node),
        Value::Text(text) => {
            let letters: Vec<Node> = text
                .chars()
                .map(|letter| Node::new(Value::text(letter.to_string()), spot.clone()))
                .collect();
            pick(&letters)
                .cloned()
                .map_or(Outcome::Wrong, Outcome::Node)
        }
        _ => Outcome::Open,
    }
}

fn logic(all: bool, arguments: &[Node]) -> Outcome {
    let truths: Vec<Option<bool>> = arguments.iter().map(Node::as_bool).collect();
    if truths.contains(&Some(!all)) {
        return Outcome::Value(Value::Bool(!all));
    }
    if truths.contains(&None) {
        return Outcome::Open;
    }
    Outcome::Value(Value::Bool(all))
}

fn arithmetic(name: &str, left: f64, right: f64) -> Outcome {
    let value = match name {
        "greater" => Value::Bool(left > right),
        "greaterorequals" => Value::Bool(left >= right),
        "less" => Value::Bool(left < right),
        "lessorequals" => Value::Bool(left <= right),
        "add" => Value::Number(left + right),
        "sub" => Value::Number(left - right),
        "mul" => Value::Number(left * right),
        "div" if right != 0.0 => Value::Number((left / right).trunc()),
        "mod" if right != 0.0 => Value::Number(left % right),
        _ => return Outcome::Wrong,
    };
    Outcome::Value(value)
}

/// `format('{0}-{1}', a, b)`.
fn interpolated(arguments: &[Node], spot: &Spot) -> Node {
    let [pattern, rest @ ..] = arguments else {
        return unknown("`format` without a pattern", spot);
    };
    let Some(pattern) = pattern.as_str() else {
        return unknown("the pattern of `format` is not known", spot);
    };
    let mut text = String::new();
    let mut reason = None;
    let mut parts = pattern.split('{');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let Some((number, after)) = part.split_once('}') else {
            text.push_str(part);
            continue;
        };
        let number = number.split(':').next().unwrap_or_default();
        let node = number.parse::<usize>().ok().and_then(|at| rest.get(at));
        match node.and_then(json::as_text) {
            Some(piece) => text.push_str(&piece),
            None => {
                text.push(seaworthy_facts::cloud::UNKNOWN_PART);
                reason.get_or_insert_with(|| "a part of the text is not known".to_owned());
            }
        }
        text.push_str(after);
        if text.len() > seaworthy_facts::cloud::TEXT_BYTES_MAX {
            break;
        }
    }
    let mut node = text_node(text, reason, spot);
    node.references = gather(arguments.iter());
    node
}

/// `resourceId('Microsoft.X/y', 'name')` names a resource of the template.
fn resource_id(arguments: &[Node], spot: &Spot) -> Node {
    let at = arguments
        .iter()
        .position(|node| node.as_str().is_some_and(|text| text.contains('/')));
    let mut made = unknown("ids are known when deployed", spot);
    if let Some(at) = at
        && let Some(kind) = arguments.get(at).and_then(Node::as_str)
    {
        let names = arguments.get(at + 1..).unwrap_or_default().iter();
        let names: Vec<String> = names.filter_map(json::as_text).collect();
        let reference = Reference {
            address: format!("{kind}/{}", names.join("/")).into(),
            attribute: "id".into(),
        };
        made.references = Some([reference].into());
    }
    made
}
