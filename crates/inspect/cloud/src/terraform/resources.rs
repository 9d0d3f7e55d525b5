//! Resources of an instance of a module, and of the modules that it calls.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use seaworthy_facts::cloud::{CloudDialect, CloudFacts, Node, Resource, Spot, Value};

use super::body::{Block, Body};
use super::instance::{Instance, View, evaluate_bound};
use super::program::Program;
use crate::budget::{INSTANCES_MAX, RESOURCES_MAX};
use crate::evaluation::pairs;

type Bound = Vec<(&'static str, Node)>;

/// Takes up all resources of a module and of those below it. The folders are noted in `seen`.
pub(crate) fn collect(
    program: &Program<'_>,
    root: &Rc<Instance>,
    seen: &mut BTreeSet<String>,
    facts: &mut CloudFacts,
) {
    let unit = root.source.folder.clone();
    let mut waiting = vec![root.clone()];
    while let Some(instance) = waiting.pop() {
        seen.insert(instance.source.folder.clone());
        let view = View {
            program,
            instance: &instance,
        };
        collect_own(&view, &unit, facts);
        let source = &instance.source;
        for (name, block) in &source.modules {
            let attributes = attributes(&view, &block.body, &[], &block.spot);
            let address = format!("{}module.{name}", instance.prefix);
            add(&view, "module", address, block, attributes, &unit, facts);
            waiting.extend(view.children(name).iter().rev().cloned());
        }
    }
}

fn collect_own(view: &View<'_>, unit: &str, facts: &mut CloudFacts) {
    let source = &view.instance.source;
    let prefix = &view.instance.prefix;
    for (kind, block) in &source.settings {
        let attributes = attributes(view, &block.body, &[], &block.spot);
        add(
            view,
            kind,
            format!("{prefix}{kind}"),
            block,
            attributes,
            unit,
            facts,
        );
    }
    for key in &source.order {
        let Some(block) = source.resources.get(key) else {
            continue;
        };
        let data = if &*block.kind == "data" { "data." } else { "" };
        let kind = format!("{data}{}", block.label(0));
        for bindings in instances(view, &block.body, &block.spot) {
            let attributes = attributes(view, &block.body, &bindings, &block.spot);
            add(
                view,
                &kind,
                format!("{prefix}{key}"),
                block,
                attributes,
                unit,
                facts,
            );
        }
    }
}

fn add(
    view: &View<'_>,
    kind: &str,
    address: String,
    block: &Block,
    attributes: Node,
    unit: &str,
    facts: &mut CloudFacts,
) {
    if facts.resources.len() >= RESOURCES_MAX {
        let reason = format!("there are more than {RESOURCES_MAX} resources");
        view.program.problem(&block.spot, reason);
        return;
    }
    facts.resources.push(Resource {
        dialect: CloudDialect::Terraform,
        kind: kind.to_owned(),
        address,
        place: block.spot.clone(),
        calls: view.instance.calls.clone(),
        attributes,
        unit: unit.to_owned(),
    });
}

/// What is bound in each instance of a block: nothing once, where it has neither `count` nor
/// `for_each`. Where those are not known there is one instance whose key is not known.
pub(crate) fn instances(view: &View<'_>, body: &Body, spot: &Spot) -> Vec<Bound> {
    if let Some(count) = body.attribute("count") {
        let node = evaluate_bound(&count.value, &[], view);
        let Some(number) = node.as_number() else {
            return vec![vec![("count", index(None, spot))]];
        };
        let number = bounded(view, number.max(0.0) as usize, &count.spot);
        let numbers = (0..number).map(|at| vec![("count", index(u32::try_from(at).ok(), spot))]);
        return numbers.collect();
    }
    if let Some(each) = body.attribute("for_each") {
        let node = evaluate_bound(&each.value, &[], view);
        let is_list = matches!(node.value, Value::List(_));
        if let Value::Unknown(_) = node.value {
            let open = each_of(node.clone(), node, spot);
            return vec![vec![("each", open)]];
        }
        let pairs = pairs(&node);
        let number = bounded(view, pairs.len(), &each.spot);
        let pairs = pairs.into_iter().take(number);
        return pairs
            .map(|(key, value)| {
                // The key of an item of a set is the item.
                let key = if is_list { value.clone() } else { key };
                vec![("each", each_of(key, value, spot))]
            })
            .collect();
    }
    vec![Vec::new()]
}

fn bounded(view: &View<'_>, number: usize, spot: &Spot) -> usize {
    if number > INSTANCES_MAX {
        let reason = format!("only the first {INSTANCES_MAX} instances are read");
        view.program.problem(spot, reason);
    }
    number.min(INSTANCES_MAX)
}

fn index(at: Option<u32>, spot: &Spot) -> Node {
    let value = match at {
        Some(at) => Value::Number(f64::from(at)),
        None => Value::unknown("`count` is not known"),
    };
    let entry = ("index".into(), Node::new(value, spot.clone()));
    Node::new(Value::map(vec![entry]), spot.clone())
}

fn each_of(key: Node, value: Node, spot: &Spot) -> Node {
    let entries = vec![("key".into(), key), ("value".into(), value)];
    Node::new(Value::map(entries), spot.clone())
}

/// The attributes and blocks of a body as one map; blocks of one name are a list.
pub(crate) fn attributes(
    view: &View<'_>,
    body: &Body,
    bindings: &[(&str, Node)],
    spot: &Spot,
) -> Node {
    let mut entries: Vec<(Arc<str>, Node)> = Vec::new();
    for attribute in &body.attributes {
        let node = evaluate_bound(&attribute.value, bindings, view);
        entries.push((attribute.name.clone(), node.at(attribute.spot.clone())));
    }
    let mut blocks: Vec<(Arc<str>, Spot, Vec<Node>)> = Vec::new();
    for block in &body.blocks {
        let (name, nodes) = if &*block.kind == "dynamic" {
            (Arc::from(block.label(0)), dynamic(view, block, bindings))
        } else {
            let node = attributes(view, &block.body, bindings, &block.spot);
            (block.kind.clone(), vec![node])
        };
        match blocks.iter_mut().find(|(known, ..)| *known == name) {
            Some((.., list)) => list.extend(nodes),
            None => blocks.push((name, block.spot.clone(), nodes)),
        }
    }
    for (name, place, nodes) in blocks {
        let value = if nodes.is_empty() {
            Value::Null
        } else {
            Value::list(nodes)
        };
        entries.push((name, Node::new(value, place)));
    }
    Node::new(Value::map(entries), spot.clone())
}

/// The blocks that a `dynamic` block makes.
fn dynamic(view: &View<'_>, block: &Block, bindings: &[(&str, Node)]) -> Vec<Node> {
    let Some(each) = block.body.attribute("for_each") else {
        return Vec::new();
    };
    let Some(content) = block
        .body
        .blocks
        .iter()
        .find(|inner| &*inner.kind == "content")
    else {
        return Vec::new();
    };
    let named = block
        .body
        .attribute("iterator")
        .map(|name| &name.value.kind);
    let iterator = match named {
        Some(crate::expression::Kind::Variable(name)) => name,
        _ => block.label(0),
    };
    let collection = evaluate_bound(&each.value, bindings, view);
    if let Value::Unknown(_) = collection.value {
        return vec![collection.at(each.spot.clone())];
    }
    let pairs = pairs(&collection);
    let number = bounded(view, pairs.len(), &each.spot);
    let pairs = pairs.into_iter().take(number);
    pairs
        .map(|(key, value)| {
            let mut inner = bindings.to_vec();
            inner.push((iterator, each_of(key, value, &block.spot)));
            attributes(view, &content.body, &inner, &content.spot)
        })
        .collect()
}
