//! Templates of AWS CloudFormation, also with the serverless transform (template reference).

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use seaworthy_facts::cloud::{
    CloudDialect, CloudFacts, Node, Reference, Resource, Spot, UNKNOWN_PART, Value,
};
use seaworthy_facts::manifest::{self, Kind, Tree};

use crate::budget::{Budget, RESOURCES_MAX};
use crate::evaluation::{element, gather, passed_on, text_node, unknown};
use crate::lines::spot_of;
use crate::operators::equal;
use crate::{json, trees};

/// Whether a document is a template: resources whose types are those of AWS, or the version.
pub(crate) fn is_template(root: manifest::Value<'_>) -> bool {
    if root.get("AWSTemplateFormatVersion").is_some() {
        return true;
    }
    let Some(resources) = root.get("Resources") else {
        return false;
    };
    resources.entries().any(|entry| {
        let kind = entry.value.get("Type").and_then(manifest::Value::as_str);
        kind.is_some_and(|kind| {
            ["AWS::", "Alexa::", "Custom::"]
                .iter()
                .any(|start| kind.starts_with(start))
        })
    })
}

/// Takes up the resources of a template.
pub(crate) fn read(root: manifest::Value<'_>, budget: &Budget, facts: &mut CloudFacts) {
    let path: Arc<str> = root.source().map_or("", |source| source.path()).into();
    let template = Template {
        root,
        path: path.clone(),
        budget,
        conditions: RefCell::default(),
    };
    for entry in root
        .get("Resources")
        .into_iter()
        .flat_map(manifest::Value::entries)
    {
        let resource = entry.value;
        let Some(kind) = resource.get("Type").and_then(manifest::Value::as_str) else {
            continue;
        };
        let condition = resource.get("Condition").and_then(manifest::Value::as_str);
        if condition.is_some_and(|name| template.condition(name) == Some(false)) {
            continue;
        }
        if facts.resources.len() >= RESOURCES_MAX {
            return;
        }
        let place = spot_of(entry.key, &path);
        let attributes = match resource.get("Properties") {
            Some(properties) => template.node(properties),
            None => Node::new(Value::map(Vec::new()), place.clone()),
        };
        facts.resources.push(Resource {
            dialect: CloudDialect::CloudFormation,
            kind: kind.to_owned(),
            address: entry.name().into_owned(),
            place,
            calls: Vec::new(),
            attributes,
            unit: path.to_string(),
        });
    }
}

/// The templates of a tree.
pub(crate) fn read_tree(tree: &Tree, budget: &Budget, facts: &mut CloudFacts) {
    for root in tree.roots().filter(|root| is_template(*root)) {
        read(root, budget, facts);
    }
}

struct Template<'a> {
    root: manifest::Value<'a>,
    path: Arc<str>,
    budget: &'a Budget,
    /// Nothing while a condition is worked out.
    conditions: RefCell<HashMap<String, Option<bool>>>,
}

impl<'a> Template<'a> {
    fn node(&self, value: manifest::Value<'a>) -> Node {
        let spot = spot_of(value, &self.path);
        if !self.budget.charge(1) {
            return unknown(self.budget.exhausted().unwrap_or_default(), &spot);
        }
        let run = || self.evaluate(value, &spot);
        let too_deep = || unknown("values are nested too deeply", &spot);
        self.budget.deeper(run).unwrap_or_else(too_deep)
    }

    fn evaluate(&self, value: manifest::Value<'a>, spot: &Spot) -> Node {
        if let Some((name, argument)) = function(value) {
            return self.call(&name, argument, spot);
        }
        let made = match value.kind() {
            Kind::Sequence => {
                let items = value.items().map(|item| self.node(item));
                // `AWS::NoValue` takes the item away.
                Value::list(items.filter(|item| item.value != Value::Null).collect())
            }
            Kind::Mapping => {
                let entries = value.entries();
                Value::map(
                    entries
                        .map(|entry| {
                            let place = spot_of(entry.key, &self.path);
                            (
                                entry.name().as_ref().into(),
                                self.node(entry.value).at(place),
                            )
                        })
                        .collect(),
                )
            }
            _ => trees::scalar_of(value),
        };
        Node::new(made, spot.clone())
    }

    fn call(&self, name: &str, argument: manifest::Value<'a>, spot: &Spot) -> Node {
        let item = |at: usize| argument.index(at);
        match name {
            "Ref" => self.reference(argument.text().unwrap_or_default(), "", spot),
            "GetAtt" => {
                let (resource, attribute) = match argument.text() {
                    Some(text) => {
                        let (resource, attribute) = text.split_once('.').unwrap_or((text, ""));
                        (resource.to_owned(), attribute.to_owned())
                    }
                    None => {
                        let text = |at| item(at).and_then(manifest::Value::text);
                        let resource = text(0).unwrap_or_default();
                        (resource.to_owned(), text(1).unwrap_or_default().to_owned())
                    }
                };
                self.reference(&resource, &attribute, spot)
            }
            "Sub" => self.substitute(argument, spot),
            "Join" => match (item(0), item(1)) {
                (Some(separator), Some(list)) => {
                    let separator = self.node(separator);
                    self.join(
                        separator.as_str().unwrap_or_default(),
                        &self.node(list),
                        spot,
                    )
                }
                _ => unknown("`Fn::Join` needs two arguments", spot),
            },
            "If" => self.choose(argument, spot),
            "Select" => match (item(0), item(1)) {
                (Some(index), Some(list)) => {
                    let mut index = self.node(index);
                    if let Some(number) = index.as_number() {
                        index.value = Value::Number(number);
                    }
                    element(&self.node(list), &index, spot)
                }
                _ => unknown("`Fn::Select` needs two arguments", spot),
            },
            "Split" => match (item(0), item(1)) {
                (Some(separator), Some(text)) => {
                    let arguments = [self.node(separator), self.node(text)];
                    crate::functions::terraform("split", &arguments, spot)
                }
                _ => unknown("`Fn::Split` needs two arguments", spot),
            },
            "FindInMap" => self.find_in_map(argument, spot),
            "Base64" => {
                // What user data say is of interest, not their form in transit.
                self.node(argument)
            }
            "ToJsonString" => Node::new(Value::encoded(self.node(argument)), spot.clone()),
            "Condition" | "And" | "Or" | "Not" | "Equals" => match self.truth(name, argument) {
                Some(truth) => Node::new(Value::Bool(truth), spot.clone()),
                None => unknown("the condition is not known", spot),
            },
            _ => unknown(format!("`Fn::{name}` is known when deployed"), spot),
        }
    }

    /// A parameter, a pseudo parameter, or a resource.
    fn reference(&self, name: &str, attribute: &str, spot: &Spot) -> Node {
        if name == "AWS::NoValue" {
            return Node::new(Value::Null, spot.clone());
        }
        if let Some(parameter) = self.root.get("Parameters").and_then(|all| all.get(name)) {
            let kind = parameter.get("Type").and_then(manifest::Value::as_str);
            let Some(default) = parameter.get("Default") else {
                return unknown(format!("the parameter `{name}` has no default"), spot);
            };
            let node = Node::new(trees::scalar_of(default), spot_of(default, &self.path));
            let is_list = kind.is_some_and(|kind| kind.contains("List"));
            let node = match node.as_str().filter(|_| is_list) {
                Some(text) => {
                    let items = text
                        .split(',')
                        .map(|item| Node::new(Value::text(item.trim()), node.place.clone()));
                    Node::new(Value::list(items.collect()), node.place.clone())
                }
                None => node,
            };
            return node.at(spot.clone());
        }
        let mut node = unknown(format!("`{name}` is known when deployed"), spot);
        if !name.starts_with("AWS::") {
            let reference = Reference {
                address: name.into(),
                attribute: attribute.into(),
            };
            node.references = Some([reference].into());
        }
        node
    }

    fn substitute(&self, argument: manifest::Value<'a>, spot: &Spot) -> Node {
        let (pattern, names) = match argument.kind() {
            Kind::Sequence => (argument.index(0), argument.index(1)),
            _ => (Some(argument), None),
        };
        let pattern = pattern.and_then(manifest::Value::text).unwrap_or_default();
        let mut text = String::new();
        let mut reason = None;
        let mut used = Vec::new();
        let mut parts = pattern.split("${");
        text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let Some((name, after)) = part.split_once('}') else {
                text.push_str("${");
                text.push_str(part);
                continue;
            };
            if let Some(literal) = name.strip_prefix('!') {
                text.push_str(&format!("${{{literal}}}"));
            } else {
                let own = names.and_then(|names| names.get(name));
                let node = match own {
                    Some(value) => self.node(value),
                    None => {
                        let (resource, attribute) = name.split_once('.').unwrap_or((name, ""));
                        self.reference(resource.trim(), attribute, spot)
                    }
                };
                match json::as_text(&node) {
                    Some(piece) => text.push_str(&piece),
                    None => {
                        text.push(UNKNOWN_PART);
                        reason.get_or_insert_with(|| format!("`{name}` is not known"));
                    }
                }
                used.push(node);
            }
            text.push_str(after);
            if text.len() > seaworthy_facts::cloud::TEXT_BYTES_MAX
                || !self.budget.charge(text.len() / 64)
            {
                break;
            }
        }
        let mut node = text_node(text, reason, spot);
        node.references = gather(used.iter());
        node
    }

    fn join(&self, separator: &str, list: &Node, spot: &Spot) -> Node {
        if let Value::Unknown(_) = list.value {
            return passed_on(list, spot);
        }
        let separator = Node::new(Value::text(separator), spot.clone());
        let mut node = crate::functions::terraform("join", &[separator, list.clone()], spot);
        node.references = gather(list.items().iter());
        node
    }

    fn choose(&self, argument: manifest::Value<'a>, spot: &Spot) -> Node {
        let name = argument.index(0).and_then(manifest::Value::text);
        let branch = |at: usize| {
            let value = argument.index(at);
            value.map_or_else(Node::default, |value| self.node(value))
        };
        match self.condition(name.unwrap_or_default()) {
            Some(true) => branch(1),
            Some(false) => branch(2),
            None => {
                let (yes, no) = (branch(1), branch(2));
                if yes.is_known() && equal(&yes, &no) {
                    return yes;
                }
                unknown("the condition is not known", spot)
            }
        }
    }

    fn find_in_map(&self, argument: manifest::Value<'a>, spot: &Spot) -> Node {
        let mut found = self.root.get("Mappings");
        for at in 0..3 {
            let Some(step) = argument.index(at) else {
                return unknown("`Fn::FindInMap` needs three arguments", spot);
            };
            let key = self.node(step);
            let Some(key) = json::as_text(&key) else {
                return passed_on(&key, spot);
            };
            found = found.and_then(|map| map.get(&key));
        }
        match found {
            Some(value) => self.node(value).at(spot.clone()),
            None => unknown("the mapping has no such entry", spot),
        }
    }

    fn condition(&self, name: &str) -> Option<bool> {
        if let Some(known) = self.conditions.borrow().get(name) {
            return *known;
        }
        // Asked for again before it is known: a circle, which is no condition at all.
        self.conditions.borrow_mut().insert(name.to_owned(), None);
        let value = self.root.get("Conditions").and_then(|all| all.get(name));
        let truth = value.and_then(|value| self.node(value).as_bool());
        self.conditions.borrow_mut().insert(name.to_owned(), truth);
        truth
    }

    fn truth(&self, name: &str, argument: manifest::Value<'a>) -> Option<bool> {
        let each = || argument.items().map(|item| self.node(item).as_bool());
        match name {
            "Condition" => self.condition(argument.text()?),
            "Not" => Some(!each().next()??),
            "Equals" => {
                let left = self.node(argument.index(0)?);
                let right = self.node(argument.index(1)?);
                let (left, right) = (json::as_text(&left)?, json::as_text(&right)?);
                Some(left == right)
            }
            "And" | "Or" => {
                let truths: Vec<Option<bool>> = each().collect();
                let decides = name == "Or";
                if truths.contains(&Some(decides)) {
                    return Some(decides);
                }
                (!truths.contains(&None)).then_some(!decides)
            }
            _ => None,
        }
    }
}

/// The function that a value calls, in the long or the short form, without `Fn::`.
fn function(value: manifest::Value<'_>) -> Option<(String, manifest::Value<'_>)> {
    if let Some(tag) = value.tag()
        && let Some(name) = tag.strip_prefix('!')
        && name.starts_with(|c: char| c.is_ascii_uppercase())
    {
        return Some((name.to_owned(), value));
    }
    if !value.is_mapping() || value.len() != 1 {
        return None;
    }
    let entry = value.entries().next()?;
    let name = entry.name();
    match &*name {
        "Ref" | "Condition" => Some((name.into_owned(), entry.value))
            .filter(|(name, argument)| name == "Ref" || argument.as_str().is_some()),
        name => Some((name.strip_prefix("Fn::")?.to_owned(), entry.value)),
    }
}
