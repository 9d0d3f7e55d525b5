//! Templates of Azure Resource Manager in JSON (template syntax, 2019-04-01).

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use seaworthy_facts::cloud::{CloudDialect, CloudFacts, CloudProblem, Node, Resource, Spot, Value};
use seaworthy_facts::manifest::{self, Kind, Tree};

use crate::budget::{Budget, INSTANCES_MAX, MODULE_LEVELS_MAX, PROBLEMS_MAX, RESOURCES_MAX};
use crate::evaluation::{World, evaluate, unknown};
use crate::lines::spot_of;
use crate::{bicep, functions, json, trees};

/// Whether a document is a template.
pub(crate) fn is_template(root: manifest::Value<'_>) -> bool {
    let schema = root.get("$schema").and_then(manifest::Value::as_str);
    schema.is_some_and(|schema| {
        let schema = schema.trim_end_matches('#').to_ascii_lowercase();
        schema.ends_with("deploymenttemplate.json")
    })
}

/// Takes up the resources of a template.
pub(crate) fn read_tree(tree: &Tree, budget: &Budget, facts: &mut CloudFacts) {
    let path: Arc<str> = tree.source().map_or("", |source| source.path()).into();
    for root in tree.roots().filter(|root| is_template(*root)) {
        let template = Template {
            root,
            path: path.clone(),
            budget,
            given: None,
            copies: RefCell::default(),
            memo: RefCell::default(),
            problems: RefCell::default(),
        };
        template.collect(root, None, 0, facts);
        facts.problems.extend(template.problems.take());
    }
}

struct Template<'a> {
    root: manifest::Value<'a>,
    path: Arc<str>,
    budget: &'a Budget,
    /// Parameters that an outer template gives, as a map of `{value: …}`.
    given: Option<Node>,
    /// Loops around the expression, the innermost last: name and index.
    copies: RefCell<Vec<(String, u32)>>,
    memo: RefCell<HashMap<String, Option<Node>>>,
    problems: RefCell<Vec<CloudProblem>>,
}

impl<'a> Template<'a> {
    /// Resources of a template or of another resource.
    fn collect(
        &self,
        holder: manifest::Value<'a>,
        outer: Option<&str>,
        level: usize,
        facts: &mut CloudFacts,
    ) {
        let Some(resources) = holder.get("resources") else {
            return;
        };
        if level > MODULE_LEVELS_MAX {
            let reason = format!("templates are nested deeper than {MODULE_LEVELS_MAX} levels");
            self.problem(&spot_of(resources, &self.path), reason);
            return;
        }
        let named = resources.entries().map(|entry| entry.value);
        for resource in resources.items().chain(named) {
            self.resource(resource, outer, level, facts);
        }
    }

    fn resource(
        &self,
        resource: manifest::Value<'a>,
        outer: Option<&str>,
        level: usize,
        facts: &mut CloudFacts,
    ) {
        let Some(kind) = resource.get("type").and_then(manifest::Value::as_str) else {
            return;
        };
        let kind = match outer {
            Some(outer) if !kind.contains('.') => format!("{outer}/{kind}"),
            _ => kind.to_owned(),
        };
        let spot = spot_of(resource, &self.path);
        let (name, count) = self.copies_of(resource.get("copy"));
        for index in 0..count.unwrap_or(1) {
            if count.is_some() {
                self.copies.borrow_mut().push((name.clone(), index));
            }
            self.instance(resource, &kind, &spot, level, facts);
            if count.is_some() {
                self.copies.borrow_mut().pop();
            }
        }
    }

    fn instance(
        &self,
        resource: manifest::Value<'a>,
        kind: &str,
        spot: &Spot,
        level: usize,
        facts: &mut CloudFacts,
    ) {
        let condition = resource.get("condition").map(|value| self.node(value));
        if condition.is_some_and(|node| node.as_bool() == Some(false)) {
            return;
        }
        if facts.resources.len() >= RESOURCES_MAX {
            return;
        }
        let is_deployment = kind.eq_ignore_ascii_case("Microsoft.Resources/deployments");
        if is_deployment {
            self.nested(resource, spot, level, facts);
            return;
        }
        let entries = resource.entries().filter(|entry| {
            let name = entry.name();
            !["resources", "copy", "condition"].contains(&&*name)
        });
        let entries = entries.map(|entry| {
            let place = spot_of(entry.key, &self.path);
            (
                entry.name().as_ref().into(),
                self.node(entry.value).at(place),
            )
        });
        let attributes = Node::new(Value::map(entries.collect()), spot.clone());
        let name = attributes.get("name").and_then(json::as_text);
        let name = name.unwrap_or_else(|| kind.rsplit('/').next().unwrap_or(kind).to_owned());
        facts.resources.push(Resource {
            dialect: CloudDialect::Arm,
            kind: kind.to_owned(),
            address: format!("{kind}/{name}"),
            place: spot.clone(),
            calls: Vec::new(),
            attributes,
            unit: self.path.to_string(),
        });
        self.collect(resource, Some(kind), level + 1, facts);
    }

    /// A deployment inside a deployment.
    fn nested(
        &self,
        resource: manifest::Value<'a>,
        spot: &Spot,
        level: usize,
        facts: &mut CloudFacts,
    ) {
        let Some(root) = resource.at("properties.template") else {
            if resource.at("properties.templateLink").is_some() {
                let reason = "the linked template is not read";
                self.problem(spot, reason.to_owned());
            }
            return;
        };
        let scope = resource.at("properties.expressionEvaluationOptions.scope");
        let is_inner = scope
            .and_then(manifest::Value::as_str)
            .is_some_and(|scope| scope.eq_ignore_ascii_case("inner"));
        if !is_inner {
            self.collect(root, None, level + 1, facts);
            return;
        }
        let given = resource
            .at("properties.parameters")
            .map(|given| self.node(given));
        let inner = Template {
            root,
            path: self.path.clone(),
            budget: self.budget,
            given: Some(given.unwrap_or_default()),
            copies: RefCell::default(),
            memo: RefCell::default(),
            problems: RefCell::default(),
        };
        inner.collect(root, None, level + 1, facts);
        self.problems.borrow_mut().extend(inner.problems.take());
    }

    fn problem(&self, place: &Spot, reason: String) {
        let mut problems = self.problems.borrow_mut();
        if problems.len() < PROBLEMS_MAX {
            problems.push(CloudProblem {
                place: place.clone(),
                reason,
            });
        }
    }

    /// Name and count of a `copy`; once where the count is not known.
    fn copies_of(&self, copy: Option<manifest::Value<'a>>) -> (String, Option<u32>) {
        let Some(copy) = copy else {
            return (String::new(), None);
        };
        let name = copy
            .get("name")
            .and_then(manifest::Value::as_str)
            .unwrap_or_default();
        let count = copy.get("count").map(|count| self.node(count));
        let count = count
            .and_then(|count| count.as_number())
            .unwrap_or(1.0)
            .max(0.0);
        let max = u32::try_from(INSTANCES_MAX).unwrap_or(u32::MAX);
        if count > f64::from(max) {
            let reason = format!("only the first {INSTANCES_MAX} instances are read");
            self.problem(&spot_of(copy, &self.path), reason);
        }
        (name.to_owned(), Some((count as u32).min(max)))
    }

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
        let made = match value.kind() {
            Kind::String => return self.text(value.text().unwrap_or_default(), spot),
            Kind::Sequence => Value::list(value.items().map(|item| self.node(item)).collect()),
            Kind::Mapping => {
                let mut entries = Vec::new();
                for entry in value.entries() {
                    let name = entry.name();
                    if name == "copy" && entry.value.is_sequence() {
                        self.copied(entry.value, &mut entries);
                        continue;
                    }
                    let place = spot_of(entry.key, &self.path);
                    entries.push((name.as_ref().into(), self.node(entry.value).at(place)));
                }
                Value::map(entries)
            }
            _ => trees::scalar_of(value),
        };
        Node::new(made, spot.clone())
    }

    /// Attributes that a loop makes: `copy: [{name, count, input}]`.
    fn copied(&self, copies: manifest::Value<'a>, entries: &mut Vec<(Arc<str>, Node)>) {
        for copy in copies.items() {
            let (name, count) = self.copies_of(Some(copy));
            let mut items = Vec::new();
            for index in 0..count.unwrap_or(1) {
                self.copies.borrow_mut().push((name.clone(), index));
                items.extend(copy.get("input").map(|input| self.node(input)));
                self.copies.borrow_mut().pop();
            }
            let spot = spot_of(copy, &self.path);
            entries.push((name.into(), Node::new(Value::list(items), spot)));
        }
    }

    /// A text that may be an expression in brackets.
    fn text(&self, text: &str, spot: &Spot) -> Node {
        let inner = text
            .strip_prefix('[')
            .and_then(|text| text.strip_suffix(']'));
        let Some(inner) = inner.filter(|inner| !inner.starts_with('[')) else {
            let literal = text.strip_prefix('[').filter(|rest| rest.starts_with('['));
            return Node::new(Value::text(literal.unwrap_or(text)), spot.clone());
        };
        match bicep::arm(inner, spot) {
            Ok(expression) => evaluate(&expression, None, self).at(spot.clone()),
            Err(reason) => {
                self.problem(spot, format!("an expression is broken: {reason}"));
                unknown("the expression is broken", spot)
            }
        }
    }

    fn remembered(&self, key: String, spot: &Spot, make: impl FnOnce() -> Node) -> Node {
        match self.memo.borrow().get(&key) {
            Some(Some(node)) => return node.clone(),
            Some(None) => return unknown(format!("{key} depends on itself"), spot),
            None => {}
        }
        self.memo.borrow_mut().insert(key.clone(), None);
        let node = make();
        self.memo.borrow_mut().insert(key, Some(node.clone()));
        node
    }

    fn parameter(&self, name: &str, spot: &Spot) -> Node {
        let given = self.given.as_ref().and_then(|given| given.get(name));
        if let Some(node) = given.and_then(|given| given.get("value")) {
            return node.clone();
        }
        let declared = self.root.get("parameters").and_then(|all| all.get(name));
        match declared.and_then(|declared| declared.get("defaultValue")) {
            Some(default) => self.node(default),
            None => unknown(format!("the parameter `{name}` has no value"), spot),
        }
    }

    fn variable_value(&self, name: &str, spot: &Spot) -> Node {
        match self.root.get("variables").and_then(|all| all.get(name)) {
            Some(value) => self.node(value),
            None => unknown(format!("the variable `{name}` is not declared"), spot),
        }
    }

    fn copy_index(&self, arguments: &[Node], spot: &Spot) -> Node {
        let copies = self.copies.borrow();
        let name = arguments.first().and_then(Node::as_str);
        let found = match name {
            Some(name) => copies.iter().rev().find(|(known, _)| known == name),
            None => copies.last(),
        };
        let offset = arguments.iter().filter_map(Node::as_number).next_back();
        match found {
            Some((_, index)) => {
                let number = f64::from(*index) + offset.unwrap_or_default();
                Node::new(Value::Number(number), spot.clone())
            }
            None => unknown("`copyIndex` stands outside of a loop", spot),
        }
    }
}

impl World for Template<'_> {
    fn variable(&self, name: &str, _: &[&str], spot: &Spot) -> (Node, usize) {
        (unknown(format!("`{name}` is no function"), spot), 0)
    }

    fn call(&self, name: &str, arguments: &[Node], spot: &Spot) -> Node {
        let first = arguments.first().and_then(Node::as_str);
        match (name.to_ascii_lowercase().as_str(), first) {
            ("parameters", Some(name)) => {
                let key = format!("the parameter `{name}`");
                self.remembered(key, spot, || self.parameter(name, spot))
            }
            ("variables", Some(name)) => {
                // Inside a loop a variable is the same: it stands outside.
                let key = format!("the variable `{name}`");
                self.remembered(key, spot, || self.variable_value(name, spot))
            }
            ("copyindex", _) => self.copy_index(arguments, spot),
            _ => functions::azure(name, arguments, spot, self),
        }
    }

    fn budget(&self) -> &Budget {
        self.budget
    }
}
