//! Evaluates expressions. What cannot be known is an unknown with its reason, never a guess.

use std::collections::BTreeSet;
use std::sync::Arc;

use seaworthy_facts::cloud::{Node, Reference, Spot, UNKNOWN_PART, Unknown, Value};

use crate::budget::{Budget, LEVELS_MAX};
use crate::expression::{Call, Expression, For, Kind, Operator, SPLAT_ITEM};
use crate::json;
use crate::operators::{binary, equal, short_circuit};

/// LIMIT: references that one value keeps; a check looks for one.
const REFERENCES_MAX: usize = 32;

/// What surrounds an expression: its names and functions.
pub(crate) trait World {
    /// A name and as many of the attributes behind it as belong to the name; with how many of them
    /// did.
    fn variable(&self, name: &str, steps: &[&str], spot: &Spot) -> (Node, usize);

    /// A function that is called with values.
    fn call(&self, name: &str, arguments: &[Node], spot: &Spot) -> Node;

    fn budget(&self) -> &Budget;
}

/// Names that an expression binds, the innermost first.
#[derive(Clone, Copy)]
pub(crate) struct Bindings<'a> {
    pub(crate) name: &'a str,
    pub(crate) node: &'a Node,
    pub(crate) outer: Option<&'a Bindings<'a>>,
}

type Outer<'a> = Option<&'a Bindings<'a>>;

pub(crate) fn unknown(reason: impl Into<String>, spot: &Spot) -> Node {
    Node::new(Value::unknown(reason), spot.clone())
}

/// Evaluates an expression.
pub(crate) fn evaluate(expression: &Expression, bound: Outer<'_>, world: &dyn World) -> Node {
    let budget = world.budget();
    if !budget.charge(1) {
        let reason = budget.exhausted().unwrap_or_default();
        return unknown(reason, &expression.spot);
    }
    let run = || evaluate_kind(expression, bound, world);
    budget.deeper(run).unwrap_or_else(|| {
        let reason = format!("expressions are nested deeper than {LEVELS_MAX} levels");
        unknown(reason, &expression.spot)
    })
}

fn evaluate_kind(expression: &Expression, bound: Outer<'_>, world: &dyn World) -> Node {
    let spot = &expression.spot;
    let eval = |inner: &Expression| evaluate(inner, bound, world);
    match &expression.kind {
        Kind::Literal(value) => Node::new(value.clone(), spot.clone()),
        Kind::Template(parts) => template(&parts.iter().map(eval).collect::<Vec<_>>(), spot, world),
        Kind::List(items) => list(items, bound, world, spot),
        Kind::Object(entries) => object(entries, bound, world, spot),
        Kind::Spread(inner) | Kind::Lambda(_, inner) => eval(inner),
        Kind::Variable(_) | Kind::Attribute(..) | Kind::Index(..) => {
            traversal(expression, bound, world)
        }
        Kind::Call(call) => function(call, bound, world, spot),
        Kind::Splat(base, body) => splat(&eval(base), body, bound, world, spot),
        Kind::Not(inner) => {
            let node = eval(inner);
            map_known(&node, spot, |node| Some(Value::Bool(!node.as_bool()?)))
        }
        Kind::Negate(inner) => {
            let node = eval(inner);
            map_known(&node, spot, |node| Some(Value::Number(-node.as_number()?)))
        }
        Kind::Binary(operator, left, right) => {
            let left = eval(left);
            if let Some(decided) = short_circuit(*operator, &left) {
                return Node::new(decided, spot.clone());
            }
            if *operator == Operator::Coalesce
                && !matches!(left.value, Value::Unknown(_) | Value::Null)
            {
                return left;
            }
            binary(*operator, &left, &eval(right), spot)
        }
        Kind::Conditional(branches) => {
            let [condition, yes, no] = &**branches;
            conditional(&eval(condition), || eval(yes), || eval(no), spot)
        }
        Kind::For(each) => for_each(each, bound, world, spot),
    }
}

/// `None` from the function means that the value is not of the kind that is needed.
fn map_known(node: &Node, spot: &Spot, then: impl FnOnce(&Node) -> Option<Value>) -> Node {
    if let Value::Unknown(_) = node.value {
        return passed_on(node, spot);
    }
    match then(node) {
        Some(value) => Node::new(value, spot.clone()),
        None => unknown("an operand is of the wrong kind", spot),
    }
}

/// An unknown that comes of an unknown: its reason and its references, without its text.
pub(crate) fn passed_on(node: &Node, spot: &Spot) -> Node {
    let reason = match &node.value {
        Value::Unknown(inner) => inner.reason.clone(),
        _ => "a part of it is not known".to_owned(),
    };
    let mut made = unknown(reason, spot);
    made.references = node.references.clone();
    made
}

/// The references of several values as one list.
pub(crate) fn gather<'a>(nodes: impl Iterator<Item = &'a Node>) -> Option<Arc<[Reference]>> {
    let mut seen = BTreeSet::new();
    for reference in nodes.flat_map(Node::references) {
        if seen.len() == REFERENCES_MAX {
            break;
        }
        seen.insert(reference.clone());
    }
    (!seen.is_empty()).then(|| seen.into_iter().collect())
}

/// The parts of a text put together. A single part stays what it is.
pub(crate) fn template(parts: &[Node], spot: &Spot, world: &dyn World) -> Node {
    if let [single] = parts {
        return single.clone().at(spot.clone());
    }
    let mut text = String::new();
    let mut reason = None;
    for part in parts {
        match json::as_text(part) {
            Some(piece) => text.push_str(&piece),
            None => {
                let why = match &part.value {
                    Value::Unknown(inner) => inner.reason.clone(),
                    _ => "a part of the text is no text".to_owned(),
                };
                reason.get_or_insert(why);
                match part.partial_text() {
                    Some(piece) => text.push_str(piece),
                    None => match &part.value {
                        Value::Encoded(inner) => text.push_str(&json::encode(inner)),
                        _ => text.push(UNKNOWN_PART),
                    },
                }
            }
        }
        if text.len() > seaworthy_facts::cloud::TEXT_BYTES_MAX
            || !world.budget().charge(text.len() / 64)
        {
            return Node::new(Value::text(text), spot.clone());
        }
    }
    let mut node = text_node(text, reason, spot);
    node.references = gather(parts.iter());
    node
}

/// A text, known where there is no reason against it.
pub(crate) fn text_node(text: String, reason: Option<String>, spot: &Spot) -> Node {
    let value = match (Value::text(text), reason) {
        (Value::Text(text), Some(reason)) => Value::Unknown(Arc::new(Unknown {
            reason,
            text: Some(text),
        })),
        (value, _) => value,
    };
    Node::new(value, spot.clone())
}

fn list(items: &[Expression], bound: Outer<'_>, world: &dyn World, spot: &Spot) -> Node {
    let mut nodes = Vec::with_capacity(items.len());
    for item in items {
        let node = evaluate(item, bound, world);
        match (&item.kind, &node.value) {
            (Kind::Spread(_), Value::List(inner)) => nodes.extend(inner.as_slice().iter().cloned()),
            _ => nodes.push(node),
        }
    }
    Node::new(Value::list(nodes), spot.clone())
}

fn object(
    entries: &[(Expression, Expression)],
    bound: Outer<'_>,
    world: &dyn World,
    spot: &Spot,
) -> Node {
    let mut made = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        if let Kind::Spread(inner) = &key.kind {
            let node = evaluate(inner, bound, world);
            if let Value::Unknown(_) = node.value {
                return passed_on(&node, spot);
            }
            made.extend(node.entries().iter().cloned());
            continue;
        }
        let key_node = evaluate(key, bound, world);
        let Some(name) = json::as_text(&key_node) else {
            return passed_on(&key_node, spot);
        };
        let node = evaluate(value, bound, world).at(key.spot.clone());
        made.push((Arc::from(name), node));
    }
    Node::new(Value::map(made), spot.clone())
}

/// A name with attributes and indices behind it.
fn traversal(expression: &Expression, bound: Outer<'_>, world: &dyn World) -> Node {
    let mut steps = Vec::new();
    let mut base = expression;
    while let Kind::Attribute(inner, _) | Kind::Index(inner, _) = &base.kind {
        steps.push(base);
        base = inner;
    }
    steps.reverse();
    let (mut node, used) = match &base.kind {
        Kind::Variable(name) => match find(bound, name) {
            Some(node) => (node.clone(), 0),
            None => {
                let names = steps.iter().map_while(|step| match &step.kind {
                    Kind::Attribute(_, name) => Some(&**name),
                    Kind::Index(_, index) => match &index.kind {
                        Kind::Literal(Value::Text(name)) => Some(name),
                        _ => None,
                    },
                    _ => None,
                });
                let names: Vec<&str> = names.collect();
                world.variable(name, &names, &expression.spot)
            }
        },
        _ => (evaluate(base, bound, world), 0),
    };
    for step in steps.into_iter().skip(used) {
        // Looking for a key goes through the entries.
        world.budget().charge(node.entries().len() / 8);
        node = match &step.kind {
            Kind::Attribute(_, name) => attribute(&node, name, &step.spot),
            Kind::Index(_, index) => {
                let index = evaluate(index, bound, world);
                element(&node, &index, &step.spot)
            }
            _ => node,
        };
    }
    node
}

fn find<'a>(bound: Outer<'a>, name: &str) -> Option<&'a Node> {
    let mut at = bound;
    while let Some(binding) = at {
        if binding.name == name {
            return Some(binding.node);
        }
        at = binding.outer;
    }
    None
}

/// The attribute of an object.
pub(crate) fn attribute(node: &Node, name: &str, spot: &Spot) -> Node {
    match &node.value {
        Value::Unknown(_) => passed_on(node, spot),
        Value::List(_) => match name.parse::<usize>() {
            Ok(at) => node.items().get(at).cloned(),
            Err(_) => node
                .items()
                .first()
                .and_then(|item| item.get(name))
                .cloned(),
        }
        .unwrap_or_else(|| unknown(format!("`{name}` is not there"), spot)),
        _ => match node.get(name) {
            Some(found) => found.clone(),
            None => unknown(format!("`{name}` is not there"), spot),
        },
    }
}

/// The element of a list or object.
pub(crate) fn element(node: &Node, index: &Node, spot: &Spot) -> Node {
    for part in [node, index] {
        if let Value::Unknown(_) = part.value {
            return passed_on(part, spot);
        }
    }
    let found = match &node.value {
        Value::List(list) => index
            .as_number()
            .filter(|number| *number >= 0.0)
            .and_then(|number| list.as_slice().get(number as usize)),
        _ => index.as_str().and_then(|key| node.get(key)),
    };
    match found {
        Some(found) => found.clone(),
        None => unknown("the index is not there", spot),
    }
}

fn function(call: &Call, bound: Outer<'_>, world: &dyn World, spot: &Spot) -> Node {
    let mut nodes: Vec<Node> = Vec::with_capacity(call.arguments.len());
    if let Some(Kind::Lambda(names, body)) = call.arguments.get(1).map(|lambda| &lambda.kind) {
        let first = call.arguments.first();
        let over = first
            .map(|first| evaluate(first, bound, world))
            .unwrap_or_default();
        return lambda(&call.name, &over, names, body, bound, world, spot);
    }
    for argument in &call.arguments {
        nodes.push(evaluate(argument, bound, world));
    }
    if call.expand
        && let Some(last) = nodes.pop()
    {
        match &last.value {
            Value::List(list) => nodes.extend(list.as_slice().iter().cloned()),
            _ => return passed_on(&last, spot),
        }
    }
    let cost = nodes
        .iter()
        .map(|node| node.items().len() + node.entries().len())
        .sum();
    if !world.budget().charge(cost) {
        return unknown(world.budget().exhausted().unwrap_or_default(), spot);
    }
    let mut result = world.call(&call.name, &nodes, spot);
    if result.references.is_none() {
        result.references = gather(nodes.iter());
    }
    result
}

/// `map` and `filter` of Bicep.
fn lambda(
    name: &str,
    over: &Node,
    names: &[Arc<str>],
    body: &Expression,
    bound: Outer<'_>,
    world: &dyn World,
    spot: &Spot,
) -> Node {
    let Value::List(list) = &over.value else {
        return passed_on(over, spot);
    };
    let Some(parameter) = names.first() else {
        return unknown("a function without a parameter", spot);
    };
    let mut made = Vec::new();
    for item in list.as_slice() {
        let binding = Bindings {
            name: parameter,
            node: item,
            outer: bound,
        };
        let result = evaluate(body, Some(&binding), world);
        match (name, result.as_bool()) {
            ("map", _) => made.push(result),
            ("filter", Some(true)) => made.push(item.clone()),
            ("filter", Some(false)) => {}
            _ => return unknown(format!("`{name}` is not evaluated"), spot),
        }
    }
    Node::new(Value::list(made), spot.clone())
}

fn splat(base: &Node, body: &Expression, bound: Outer<'_>, world: &dyn World, spot: &Spot) -> Node {
    if let Value::Unknown(_) = base.value {
        return passed_on(base, spot);
    }
    let each = base.items().iter().map(|item| {
        let binding = Bindings {
            name: SPLAT_ITEM,
            node: item,
            outer: bound,
        };
        evaluate(body, Some(&binding), world)
    });
    Node::new(Value::list(each.collect()), spot.clone())
}

fn conditional(
    condition: &Node,
    yes: impl Fn() -> Node,
    no: impl Fn() -> Node,
    spot: &Spot,
) -> Node {
    match condition.as_bool() {
        Some(true) => yes(),
        Some(false) => no(),
        None => {
            let (yes, no) = (yes(), no());
            if yes.is_known() && equal(&yes, &no) {
                return yes;
            }
            let reason = match &condition.value {
                Value::Unknown(inner) => inner.reason.clone(),
                _ => "the condition is neither true nor false".to_owned(),
            };
            let mut made = unknown(reason, spot);
            made.references = gather([&yes, &no].into_iter());
            made
        }
    }
}

fn for_each(each: &For, bound: Outer<'_>, world: &dyn World, spot: &Spot) -> Node {
    let collection = evaluate(&each.collection, bound, world);
    if let Value::Unknown(_) = collection.value {
        return passed_on(&collection, spot);
    }
    let mut made = Vec::new();
    let mut entries: Vec<(Arc<str>, Node)> = Vec::new();
    for (key, value) in pairs(&collection) {
        let inner = Bindings {
            name: &each.value_name,
            node: &value,
            outer: bound,
        };
        let with_key = each.key_name.as_deref().map(|name| Bindings {
            name,
            node: &key,
            outer: Some(&inner),
        });
        let scope = with_key.as_ref().unwrap_or(&inner);
        if let Some(condition) = &each.condition {
            let condition = evaluate(condition, Some(scope), world);
            match condition.as_bool() {
                Some(true) => {}
                Some(false) => continue,
                None => return passed_on(&condition, spot),
            }
        }
        let node = evaluate(&each.value, Some(scope), world);
        let Some(key) = &each.key else {
            made.push(node);
            continue;
        };
        let key = evaluate(key, Some(scope), world);
        match json::as_text(&key) {
            Some(name) => entries.push((name.into(), node)),
            None => return passed_on(&key, spot),
        }
    }
    let value = match (&each.key, each.grouping) {
        (None, _) => Value::list(made),
        (Some(_), false) => Value::map(entries),
        (Some(_), true) => Value::map(grouped(entries, spot)),
    };
    Node::new(value, spot.clone())
}

fn grouped(entries: Vec<(Arc<str>, Node)>, spot: &Spot) -> Vec<(Arc<str>, Node)> {
    let mut groups: std::collections::BTreeMap<Arc<str>, Vec<Node>> = Default::default();
    for (key, node) in entries {
        groups.entry(key).or_default().push(node);
    }
    let groups = groups.into_iter();
    groups
        .map(|(key, nodes)| (key, Node::new(Value::list(nodes), spot.clone())))
        .collect()
}

/// Keys (or numbers from 0) with values.
pub(crate) fn pairs(collection: &Node) -> Vec<(Node, Node)> {
    match &collection.value {
        Value::Map(map) => {
            let entries = map.as_slice().iter();
            entries
                .map(|(key, node)| {
                    let key = Node::new(Value::Text(key.clone()), node.place.clone());
                    (key, node.clone())
                })
                .collect()
        }
        Value::List(list) => {
            let items = list.as_slice().iter().zip(0_u32..);
            items
                .map(|(node, at)| {
                    let key = Node::new(Value::Number(f64::from(at)), node.place.clone());
                    (key, node.clone())
                })
                .collect()
        }
        _ => Vec::new(),
    }
}
