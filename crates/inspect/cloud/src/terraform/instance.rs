//! One instance of a module: its names and what they come to.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use seaworthy_facts::cloud::{ModuleCall, Node, Reference, Spot, Value};

use super::body::{Block, Body};
use super::program::{Program, Source, module_folder, module_source};
use super::{hcl, policy_document, resources};
use crate::budget::{Budget, MODULE_CALLS_MAX, MODULE_LEVELS_MAX};
use crate::evaluation::{Bindings, World, evaluate, unknown};
use crate::expression::Expression;
use crate::functions;

/// The value of a name, while it is worked out and after that.
enum Slot {
    /// Asked for again before it is known: a circle.
    Open,
    Done(Node),
}

/// A module that is called once, or once for each key.
pub(crate) struct Instance {
    pub(crate) source: Rc<Source>,
    /// `module.a.module.b.`, empty for the root.
    pub(crate) prefix: String,
    pub(crate) calls: Vec<ModuleCall>,
    parent: Option<Parent>,
    values: Vec<Arc<Body>>,
    memo: RefCell<HashMap<String, Slot>>,
    children: RefCell<HashMap<String, Rc<Vec<Rc<Instance>>>>>,
}

struct Parent {
    instance: Rc<Instance>,
    call: String,
    bindings: Vec<(&'static str, Node)>,
}

/// An instance and what all share: where expressions are evaluated.
pub(crate) struct View<'a> {
    pub(crate) program: &'a Program<'a>,
    pub(crate) instance: &'a Rc<Instance>,
}

impl Instance {
    pub(crate) fn root(source: Rc<Source>, values: Vec<Arc<Body>>) -> Self {
        Instance {
            source,
            prefix: String::new(),
            calls: Vec::new(),
            parent: None,
            values,
            memo: RefCell::default(),
            children: RefCell::default(),
        }
    }
}

/// Evaluates with names bound, the last innermost.
pub(crate) fn evaluate_bound(
    expression: &Expression,
    bindings: &[(&str, Node)],
    world: &dyn World,
) -> Node {
    fn bind(
        expression: &Expression,
        rest: &[(&str, Node)],
        outer: Option<&Bindings<'_>>,
        world: &dyn World,
    ) -> Node {
        match rest {
            [] => evaluate(expression, outer, world),
            [(name, node), rest @ ..] => {
                let binding = Bindings { name, node, outer };
                bind(expression, rest, Some(&binding), world)
            }
        }
    }
    bind(expression, bindings, None, world)
}

impl View<'_> {
    /// A value that is worked out once.
    fn remembered(&self, key: String, spot: &Spot, make: impl FnOnce() -> Node) -> Node {
        let memo = &self.instance.memo;
        match memo.borrow().get(&key) {
            Some(Slot::Done(node)) => return node.clone(),
            Some(Slot::Open) => return unknown(format!("`{key}` depends on itself"), spot),
            None => {}
        }
        memo.borrow_mut().insert(key.clone(), Slot::Open);
        let node = make();
        memo.borrow_mut().insert(key, Slot::Done(node.clone()));
        node
    }

    fn local(&self, name: &str, spot: &Spot) -> Node {
        let source = &self.instance.source;
        let at = source.local_names.get(name);
        let Some(local) = at.and_then(|at| source.locals.attributes.get(*at)) else {
            return unknown(format!("`local.{name}` is not declared"), spot);
        };
        let make = || evaluate(&local.value, None, self);
        self.remembered(format!("local.{name}"), spot, make)
    }

    fn variable_value(&self, name: &str, spot: &Spot) -> Node {
        let instance = self.instance;
        let make = || {
            let declared = instance.source.variables.get(name);
            if let Some(parent) = &instance.parent {
                let call = parent.instance.source.modules.get(&parent.call);
                if let Some(given) = call.and_then(|call| call.body.attribute(name)) {
                    let view = View {
                        program: self.program,
                        instance: &parent.instance,
                    };
                    return evaluate_bound(&given.value, &parent.bindings, &view);
                }
            }
            let given = instance.values.iter().rev();
            if let Some(given) = given.filter_map(|body| body.attribute(name)).next() {
                return evaluate(&given.value, None, self);
            }
            match declared.map(|block| block.body.attribute("default")) {
                Some(Some(default)) => evaluate(&default.value, None, self),
                Some(None) => unknown(format!("the variable `{name}` has no value"), spot),
                None => unknown(format!("the variable `{name}` is not declared"), spot),
            }
        };
        self.remembered(format!("var.{name}"), spot, make)
    }

    /// The instances of a module that is called, made at the first time.
    pub(crate) fn children(&self, name: &str) -> Rc<Vec<Rc<Instance>>> {
        if let Some(children) = self.instance.children.borrow().get(name) {
            return children.clone();
        }
        let children = Rc::new(self.make_children(name));
        let mut known = self.instance.children.borrow_mut();
        known.insert(name.to_owned(), children.clone());
        children
    }

    fn make_children(&self, name: &str) -> Vec<Rc<Instance>> {
        let Some(block) = self.instance.source.modules.get(name) else {
            return Vec::new();
        };
        let folder = module_folder(&self.instance.source.folder, block);
        let source = folder.and_then(|folder| self.program.sources.get(&folder));
        let Some(source) = source else {
            let from = module_source(block).map_or("a computed source".to_owned(), shown);
            self.program.problem(
                &block.spot,
                format!("the module `{name}` is not read: `{from}` is not among the files"),
            );
            return Vec::new();
        };
        if self.instance.calls.len() >= MODULE_LEVELS_MAX {
            self.program.problem(
                &block.spot,
                format!("modules are nested deeper than {MODULE_LEVELS_MAX} levels"),
            );
            return Vec::new();
        }
        let mut made = Vec::new();
        for bindings in resources::instances(self, &block.body, &block.spot) {
            let count = self.program.calls.get() + 1;
            self.program.calls.set(count);
            if count > MODULE_CALLS_MAX {
                self.program.problem(
                    &block.spot,
                    format!("modules are called more than {MODULE_CALLS_MAX} times"),
                );
                break;
            }
            let mut calls = self.instance.calls.clone();
            calls.push(ModuleCall {
                name: name.to_owned(),
                place: block.spot.clone(),
            });
            made.push(Rc::new(Instance {
                source: source.clone(),
                prefix: format!("{}module.{name}.", self.instance.prefix),
                calls,
                parent: Some(Parent {
                    instance: self.instance.clone(),
                    call: name.to_owned(),
                    bindings,
                }),
                values: Vec::new(),
                memo: RefCell::default(),
                children: RefCell::default(),
            }));
        }
        made
    }

    fn output(&self, child: &Rc<Instance>, name: &str, spot: &Spot) -> Node {
        let view = View {
            program: self.program,
            instance: child,
        };
        let block = child.source.outputs.get(name);
        let Some(value) = block.and_then(|block| block.body.attribute("value")) else {
            return unknown(format!("the output `{name}` is not declared"), spot);
        };
        let make = || evaluate(&value.value, None, &view);
        view.remembered(format!("output.{name}"), spot, make)
    }

    fn module_value(&self, steps: &[&str], spot: &Spot) -> (Node, usize) {
        let Some((name, rest)) = steps.split_first() else {
            return (unknown("modules as a whole are not evaluated", spot), 0);
        };
        let children = self.children(name);
        let block = self.instance.source.modules.get(*name);
        let keyed = block.is_some_and(|block| {
            block
                .body
                .attribute("count")
                .or(block.body.attribute("for_each"))
                .is_some()
        });
        match (&children[..], rest.first()) {
            ([], _) => {
                let reason = format!("outputs of the module `{name}` are not known");
                (unknown(reason, spot), 1)
            }
            ([child], Some(output)) if !keyed => (self.output(child, output, spot), 2),
            _ => (self.all_outputs(&children, spot), 1),
        }
    }

    /// Outputs of instances as `module.name` shows them.
    fn all_outputs(&self, children: &[Rc<Instance>], spot: &Spot) -> Node {
        let mut items = Vec::new();
        let mut keyed: Vec<(Arc<str>, Node)> = Vec::new();
        for child in children {
            let names = child.source.outputs.keys();
            let outputs = names
                .map(|name| (Arc::from(name.as_str()), self.output(child, name, spot)))
                .collect();
            let node = Node::new(Value::map(outputs), spot.clone());
            let bindings = child.parent.as_ref().map(|parent| &parent.bindings[..]);
            let key = bindings.and_then(|bindings| match bindings {
                [("each", each)] => each.get("key")?.as_str().map(Arc::from),
                _ => None,
            });
            match key {
                Some(key) => keyed.push((key, node)),
                None => items.push(node),
            }
        }
        let value = if keyed.is_empty() {
            Value::list(items)
        } else {
            Value::map(keyed)
        };
        Node::new(value, spot.clone())
    }

    /// An attribute of a resource or data source: what is written there, else known when applied.
    fn resource_value(&self, key: &str, steps: &[&str], spot: &Spot) -> (Node, usize) {
        let reference = |attribute: &str| {
            let reference = Reference {
                address: format!("{}{key}", self.instance.prefix).into(),
                attribute: attribute.into(),
            };
            Some(Arc::from([reference]))
        };
        let Some(block) = self.instance.source.resources.get(key) else {
            return (unknown(format!("`{key}` is not declared"), spot), 0);
        };
        let Some(name) = steps.first() else {
            let mut node = unknown(format!("`{key}` is known when applied"), spot);
            node.references = reference("");
            return (node, 0);
        };
        let mut node = self.attribute_value(key, block, name, spot);
        node.references = reference(name);
        (node, 1)
    }

    fn attribute_value(&self, key: &str, block: &Block, name: &str, spot: &Spot) -> Node {
        if key.starts_with("data.aws_iam_policy_document.") && name == "json" {
            let make = || policy_document::evaluate(self, block);
            return self.remembered(format!("{key}.json"), spot, make);
        }
        let keyed = ["count", "for_each"]
            .iter()
            .any(|name| block.body.attribute(name).is_some());
        match block.body.attribute(name).filter(|_| !keyed) {
            Some(attribute) => {
                let make = || evaluate(&attribute.value, None, self);
                self.remembered(format!("{key}.{name}"), spot, make)
            }
            None => unknown(format!("`{key}.{name}` is known when applied"), spot),
        }
    }

    /// `file`, `templatefile` and their like.
    fn file_function(&self, name: &str, arguments: &[Node], spot: &Spot) -> Option<Node> {
        if !["file", "templatefile", "filebase64", "fileexists"].contains(&name) {
            return None;
        }
        let path = arguments.first().and_then(Node::as_str);
        let folder = &self.instance.source.folder;
        let text = path.and_then(|path| self.program.file(folder, path));
        if name == "fileexists" {
            return text.map(|_| Node::new(Value::Bool(true), spot.clone()));
        }
        let Some(text) = text else {
            return Some(unknown("the file is not among those that were read", spot));
        };
        let node = match name {
            "file" => Node::new(Value::text(text), spot.clone()),
            "filebase64" => {
                let node = Node::new(Value::text(text), spot.clone());
                functions::terraform("base64encode", &[node], spot)
            }
            _ => self.template_file(&text, arguments.get(1), spot),
        };
        Some(node)
    }

    fn template_file(&self, text: &str, names: Option<&Node>, spot: &Spot) -> Node {
        match hcl::template(text, spot) {
            Ok(expression) => {
                let entries = names.map(Node::entries).unwrap_or_default();
                let bindings: Vec<(&str, Node)> = entries
                    .iter()
                    .map(|(name, node)| (&**name, node.clone()))
                    .collect();
                // LIMIT: names beyond this are left out; a name is one level of the stack.
                let bindings = bindings.get(..64).unwrap_or(&bindings);
                evaluate_bound(&expression, bindings, self)
            }
            Err(reason) => unknown(reason, spot),
        }
    }
}

/// A source of a module without user, password and query: they may be secrets.
fn shown(source: &str) -> String {
    let source = source.split('?').next().unwrap_or_default();
    match source.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            let host = host.rsplit('@').next().unwrap_or(host);
            format!("{scheme}://{host}/{path}")
        }
        None => source.to_owned(),
    }
}

impl World for View<'_> {
    fn variable(&self, name: &str, steps: &[&str], spot: &Spot) -> (Node, usize) {
        match (name, steps) {
            ("var", [name, ..]) => (self.variable_value(name, spot), 1),
            ("local", [name, ..]) => (self.local(name, spot), 1),
            ("module", steps) => self.module_value(steps, spot),
            ("data", [kind, name, rest @ ..]) => {
                let (node, used) = self.resource_value(&format!("data.{kind}.{name}"), rest, spot);
                (node, used + 2)
            }
            ("path", ["module" | "root" | "cwd", ..]) => {
                (Node::new(Value::text("."), spot.clone()), 1)
            }
            ("terraform", ["workspace", ..]) => {
                (Node::new(Value::text("default"), spot.clone()), 1)
            }
            ("each" | "count" | "self" | "path" | "terraform", _) => (
                unknown(format!("`{name}` is not known here"), spot),
                steps.len(),
            ),
            (kind, [name, rest @ ..]) => {
                let (node, used) = self.resource_value(&format!("{kind}.{name}"), rest, spot);
                (node, used + 1)
            }
            _ => (unknown(format!("`{name}` is not declared"), spot), 0),
        }
    }

    fn call(&self, name: &str, arguments: &[Node], spot: &Spot) -> Node {
        let from_file = self.file_function(name, arguments, spot);
        from_file.unwrap_or_else(|| functions::terraform(name, arguments, spot))
    }

    fn budget(&self) -> &Budget {
        self.program.budget
    }
}
