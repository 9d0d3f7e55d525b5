//! `aws_iam_policy_document`: a data source whose result the files alone decide.

use std::sync::Arc;

use seaworthy_facts::cloud::{Node, Value};

use super::body::Block;
use super::instance::View;
use super::resources;

/// The policy that its blocks describe, as JSON in a text.
pub(crate) fn evaluate(view: &View<'_>, block: &Block) -> Node {
    let attributes = resources::attributes(view, &block.body, &[], &block.spot);
    let mut statements = Vec::new();
    for name in [
        "source_json",
        "source_policy_documents",
        "override_policy_documents",
    ] {
        for node in attributes.get(name).map(Node::items).unwrap_or_default() {
            match node.document() {
                Some(document) => {
                    let inner = document.get("Statement").map(Node::items);
                    statements.extend(inner.unwrap_or_default().iter().cloned());
                }
                None => return node.clone(),
            }
        }
    }
    for statement in attributes
        .get("statement")
        .map(Node::items)
        .unwrap_or_default()
    {
        statements.push(translate(statement));
    }
    let list = Node::new(Value::list(statements), block.spot.clone());
    let policy = Value::map(vec![("Statement".into(), list)]);
    let policy = Node::new(policy, block.spot.clone());
    Node::new(Value::encoded(policy), block.spot.clone())
}

/// A `statement` block in the words of a policy.
fn translate(statement: &Node) -> Node {
    if let Value::Unknown(_) = statement.value {
        return statement.clone();
    }
    let mut entries: Entries = Vec::new();
    let mut has_effect = false;
    for (name, node) in statement.entries() {
        let key = match &**name {
            "sid" => "Sid",
            "effect" => {
                has_effect = true;
                "Effect"
            }
            "actions" => "Action",
            "not_actions" => "NotAction",
            "resources" => "Resource",
            "not_resources" => "NotResource",
            "principals" => "Principal",
            "not_principals" => "NotPrincipal",
            "condition" => "Condition",
            _ => continue,
        };
        let node = match key {
            "Principal" | "NotPrincipal" => principals(node),
            "Condition" => conditions(node),
            _ => node.clone(),
        };
        entries.push((key.into(), node));
    }
    if !has_effect {
        let allow = Node::new(Value::text("Allow"), statement.place.clone());
        entries.push(("Effect".into(), allow));
    }
    Node::new(Value::map(entries), statement.place.clone())
}

/// `principals { type = "AWS" identifiers = [...] }`.
fn principals(node: &Node) -> Node {
    let mut entries: Entries = Vec::new();
    for block in node.items() {
        let kind = block.get("type").and_then(Node::as_str);
        match (kind, block.get("identifiers")) {
            (Some(kind), Some(identifiers)) => entries.push((kind.into(), identifiers.clone())),
            _ => return block.clone(),
        }
    }
    Node::new(Value::map(entries), node.place.clone())
}

/// Entries of an object.
type Entries = Vec<(Arc<str>, Node)>;

/// `condition { test = "StringEquals" variable = "aws:x" values = [...] }`.
fn conditions(node: &Node) -> Node {
    let mut tests: Vec<(Arc<str>, Entries)> = Vec::new();
    for block in node.items() {
        let test = block.get("test").and_then(Node::as_str);
        let variable = block.get("variable").and_then(Node::as_str);
        let (Some(test), Some(variable), Some(values)) = (test, variable, block.get("values"))
        else {
            return block.clone();
        };
        let entry = (Arc::from(variable), values.clone());
        match tests.iter_mut().find(|(name, _)| &**name == test) {
            Some((_, entries)) => entries.push(entry),
            None => tests.push((test.into(), vec![entry])),
        }
    }
    let tests = tests.into_iter();
    let entries =
        tests.map(|(test, entries)| (test, Node::new(Value::map(entries), node.place.clone())));
    Node::new(Value::map(entries.collect()), node.place.clone())
}
