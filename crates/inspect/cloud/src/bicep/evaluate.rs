//! Evaluates files of Bicep.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use seaworthy_facts::cloud::{
    CloudDialect, CloudFacts, CloudProblem, ModuleCall, Node, Reference, Resource, Spot, Value,
};

use super::{Declaration, DeclarationKind, Deployed, File, parser};
use crate::budget::{
    Budget, INSTANCES_MAX, MODULE_CALLS_MAX, MODULE_LEVELS_MAX, PROBLEMS_MAX, RESOURCES_MAX,
};
use crate::evaluation::{Bindings, World, attribute, evaluate, pairs, unknown};
use crate::expression::Expression;
use crate::paths::joined;
use crate::{functions, lines};

/// The files of one reading.
#[derive(Default)]
pub(crate) struct Files(BTreeMap<String, Rc<File>>);

impl Files {
    /// Takes a file.
    pub(crate) fn add(&mut self, path: &str, bytes: &[u8], problems: &mut Vec<CloudProblem>) {
        match lines::decode(bytes) {
            Ok(text) => {
                let file = parser::read(path, text, problems);
                self.0.insert(path.to_owned(), Rc::new(file));
            }
            Err(reason) => {
                let place = Spot {
                    path: path.into(),
                    line: 1,
                    column: 1,
                };
                problems.push(CloudProblem { place, reason });
            }
        }
    }

    /// Evaluates every file that no other one uses as a module.
    pub(crate) fn read(self, budget: &Budget, facts: &mut CloudFacts) {
        let used: BTreeSet<String> = self
            .0
            .iter()
            .flat_map(|(path, file)| {
                let modules = file.declarations.iter().filter_map(|one| match &one.kind {
                    DeclarationKind::Module(module) => module_path(path, &module.what),
                    _ => None,
                });
                modules.collect::<Vec<_>>()
            })
            .collect();
        let program = Program {
            files: &self.0,
            budget,
            calls: Cell::new(0),
            problems: RefCell::default(),
        };
        let mut seen = BTreeSet::new();
        let roots = self.0.keys().filter(|path| !used.contains(*path));
        let circles = self.0.keys().filter(|path| used.contains(*path));
        for path in roots.chain(circles) {
            if let Some(file) = self.0.get(path).filter(|_| !seen.contains(path)) {
                let root = Instance::new(file.clone(), None, Vec::new());
                collect(&program, &Rc::new(root), path, &mut seen, facts);
            }
        }
        facts.problems.extend(program.problems.take());
    }
}

/// The path of a module beside a file; `None` for one of a registry.
fn module_path(from: &str, what: &str) -> Option<String> {
    if what.starts_with("br:") || what.starts_with("br/") || what.starts_with("ts:") {
        return None;
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    joined(folder, what)
}

struct Program<'a> {
    files: &'a BTreeMap<String, Rc<File>>,
    budget: &'a Budget,
    calls: Cell<usize>,
    problems: RefCell<Vec<CloudProblem>>,
}

impl Program<'_> {
    fn problem(&self, place: &Spot, reason: String) {
        let mut problems = self.problems.borrow_mut();
        let problem = CloudProblem {
            place: place.clone(),
            reason,
        };
        if problems.len() < PROBLEMS_MAX && !problems.contains(&problem) {
            problems.push(problem);
        }
    }
}

/// A file with the parameters that are given to it.
struct Instance {
    file: Rc<File>,
    names: HashMap<Arc<str>, usize>,
    given: Option<Node>,
    calls: Vec<ModuleCall>,
    memo: RefCell<HashMap<String, Option<Node>>>,
    children: RefCell<HashMap<String, Rc<Vec<Rc<Instance>>>>>,
}

impl Instance {
    fn new(file: Rc<File>, given: Option<Node>, calls: Vec<ModuleCall>) -> Self {
        let declarations = file.declarations.iter().enumerate();
        let outputs = |one: &Declaration| matches!(one.kind, DeclarationKind::Output(_));
        let names = declarations
            .filter(|(_, one)| !outputs(one))
            .map(|(at, one)| (one.name.clone(), at))
            .collect();
        Instance {
            file,
            names,
            given,
            calls,
            memo: RefCell::default(),
            children: RefCell::default(),
        }
    }
}

struct View<'a> {
    program: &'a Program<'a>,
    instance: &'a Rc<Instance>,
}

fn collect(
    program: &Program<'_>,
    root: &Rc<Instance>,
    unit: &str,
    seen: &mut BTreeSet<String>,
    facts: &mut CloudFacts,
) {
    let mut waiting = vec![root.clone()];
    while let Some(instance) = waiting.pop() {
        seen.insert(instance.file.path.to_string());
        let view = View {
            program,
            instance: &instance,
        };
        for declaration in &instance.file.declarations {
            match &declaration.kind {
                DeclarationKind::Resource(resource) => {
                    view.resource(declaration, resource, None, unit, facts);
                }
                DeclarationKind::Module(_) => {
                    waiting.extend(view.children(declaration).iter().rev().cloned());
                }
                _ => {}
            }
        }
    }
}

impl View<'_> {
    /// Runs once for each item of a loop, or once.
    fn each(&self, deployed: &Deployed, spot: &Spot, run: &mut dyn FnMut(Option<&Bindings<'_>>)) {
        let Some((item_name, index_name, collection)) = &deployed.each else {
            run(None);
            return;
        };
        let collection = evaluate(collection, None, self);
        let pairs = match &collection.value {
            Value::List(_) => pairs(&collection),
            _ => vec![(
                unknown("the index is not known", spot),
                unknown("the list is not known", spot),
            )],
        };
        if pairs.len() > INSTANCES_MAX {
            let reason = format!("only the first {INSTANCES_MAX} instances are read");
            self.program.problem(spot, reason);
        }
        for (index, item) in pairs.into_iter().take(INSTANCES_MAX) {
            let outer = index_name.as_deref().map(|name| Bindings {
                name,
                node: &index,
                outer: None,
            });
            run(Some(&Bindings {
                name: item_name,
                node: &item,
                outer: outer.as_ref(),
            }));
        }
    }

    fn is_left_out(&self, deployed: &Deployed, bound: Option<&Bindings<'_>>) -> bool {
        let condition = deployed.condition.as_ref();
        condition.is_some_and(|one| evaluate(one, bound, self).as_bool() == Some(false))
    }

    fn resource(
        &self,
        declaration: &Declaration,
        resource: &Deployed,
        outer: Option<&str>,
        unit: &str,
        facts: &mut CloudFacts,
    ) {
        let kind = match outer {
            Some(outer) => format!("{outer}/{}", resource.what),
            None => resource.what.clone(),
        };
        if !resource.existing {
            self.each(resource, &declaration.spot, &mut |bound| {
                if self.is_left_out(resource, bound) || facts.resources.len() >= RESOURCES_MAX {
                    return;
                }
                facts.resources.push(Resource {
                    dialect: CloudDialect::Bicep,
                    kind: kind.clone(),
                    address: self.address(&declaration.name),
                    place: declaration.spot.clone(),
                    calls: self.instance.calls.clone(),
                    attributes: evaluate(&resource.body, bound, self),
                    unit: unit.to_owned(),
                });
            });
        }
        for inner in &resource.nested {
            if let DeclarationKind::Resource(nested) = &inner.kind {
                self.resource(inner, nested, Some(&kind), unit, facts);
            }
        }
    }

    fn address(&self, name: &str) -> String {
        let mut address = String::new();
        for call in &self.instance.calls {
            address.push_str(&call.name);
            address.push('.');
        }
        address.push_str(name);
        address
    }

    fn remembered(&self, name: &str, spot: &Spot, make: impl FnOnce() -> Node) -> Node {
        let memo = &self.instance.memo;
        match memo.borrow().get(name) {
            Some(Some(node)) => return node.clone(),
            Some(None) => return unknown(format!("`{name}` depends on itself"), spot),
            None => {}
        }
        memo.borrow_mut().insert(name.to_owned(), None);
        let node = make();
        memo.borrow_mut()
            .insert(name.to_owned(), Some(node.clone()));
        node
    }

    fn parameter(&self, name: &str, default: Option<&Expression>, spot: &Spot) -> Node {
        let given = self.instance.given.as_ref();
        match given.map(|given| &given.value) {
            Some(Value::Unknown(_)) => return unknown(format!("`{name}` is not known"), spot),
            _ => {
                if let Some(node) = given.and_then(|given| given.get(name)) {
                    return node.clone();
                }
            }
        }
        match default {
            Some(default) => evaluate(default, None, self),
            None => unknown(format!("the parameter `{name}` has no value"), spot),
        }
    }

    fn children(&self, declaration: &Declaration) -> Rc<Vec<Rc<Instance>>> {
        let name = declaration.name.to_string();
        if let Some(children) = self.instance.children.borrow().get(&name) {
            return children.clone();
        }
        // Whoever asks while they are made goes round in a circle and gets none.
        self.instance
            .children
            .borrow_mut()
            .insert(name.clone(), Rc::default());
        let children = Rc::new(self.make_children(declaration));
        self.instance
            .children
            .borrow_mut()
            .insert(name, children.clone());
        children
    }

    fn make_children(&self, declaration: &Declaration) -> Vec<Rc<Instance>> {
        let DeclarationKind::Module(module) = &declaration.kind else {
            return Vec::new();
        };
        let path = module_path(&self.instance.file.path, &module.what);
        let Some(file) = path.and_then(|path| self.program.files.get(&path)) else {
            let (name, what) = (&declaration.name, &module.what);
            let reason =
                format!("the module `{name}` is not read: `{what}` is not among the files");
            self.program.problem(&declaration.spot, reason);
            return Vec::new();
        };
        if self.instance.calls.len() >= MODULE_LEVELS_MAX {
            let reason = format!("modules are nested deeper than {MODULE_LEVELS_MAX} levels");
            self.program.problem(&declaration.spot, reason);
            return Vec::new();
        }
        let mut made = Vec::new();
        self.each(module, &declaration.spot, &mut |bound| {
            if self.is_left_out(module, bound) {
                return;
            }
            let count = self.program.calls.get() + 1;
            self.program.calls.set(count);
            if count > MODULE_CALLS_MAX {
                let reason = format!("modules are used more than {MODULE_CALLS_MAX} times");
                self.program.problem(&declaration.spot, reason);
                return;
            }
            let body = evaluate(&module.body, bound, self);
            let given = body.get("params").cloned();
            let mut calls = self.instance.calls.clone();
            calls.push(ModuleCall {
                name: declaration.name.to_string(),
                place: declaration.spot.clone(),
            });
            made.push(Rc::new(Instance::new(file.clone(), given, calls)));
        });
        made
    }

    fn module_value(
        &self,
        declaration: &Declaration,
        steps: &[&str],
        spot: &Spot,
    ) -> (Node, usize) {
        let children = self.children(declaration);
        if let ([child], ["outputs", name, ..]) = (&children[..], steps) {
            let view = View {
                program: self.program,
                instance: child,
            };
            let found = child
                .file
                .declarations
                .iter()
                .find_map(|one| match &one.kind {
                    DeclarationKind::Output(value) if &*one.name == *name => Some(value),
                    _ => None,
                });
            if let Some(value) = found {
                let key = format!("output {name}");
                return (
                    view.remembered(&key, spot, || evaluate(value, None, &view)),
                    2,
                );
            }
        }
        let reason = format!("outputs of `{}` are known when deployed", declaration.name);
        (unknown(reason, spot), steps.len())
    }

    fn resource_value(
        &self,
        name: &str,
        body: &Deployed,
        steps: &[&str],
        spot: &Spot,
    ) -> (Node, usize) {
        let reference = Reference {
            address: self.address(name).into(),
            attribute: steps.first().copied().unwrap_or_default().into(),
        };
        let mut node = match steps {
            ["name", ..] if body.each.is_none() => {
                let key = format!("body of {name}");
                let body = self.remembered(&key, spot, || evaluate(&body.body, None, self));
                attribute(&body, "name", spot)
            }
            _ => unknown(format!("`{name}` is known when deployed"), spot),
        };
        node.references = Some([reference].into());
        (node, steps.len().min(1))
    }
}

impl World for View<'_> {
    fn variable(&self, name: &str, steps: &[&str], spot: &Spot) -> (Node, usize) {
        let at = self.instance.names.get(name);
        let Some(declaration) = at.and_then(|at| self.instance.file.declarations.get(*at)) else {
            return (unknown(format!("`{name}` is not declared"), spot), 0);
        };
        match &declaration.kind {
            DeclarationKind::Parameter(default) => {
                let make = || self.parameter(name, default.as_ref(), spot);
                (self.remembered(name, spot, make), 0)
            }
            DeclarationKind::Variable(value) | DeclarationKind::Output(value) => (
                self.remembered(name, spot, || evaluate(value, None, self)),
                0,
            ),
            DeclarationKind::Resource(body) => self.resource_value(name, body, steps, spot),
            DeclarationKind::Module(_) => self.module_value(declaration, steps, spot),
        }
    }

    fn call(&self, name: &str, arguments: &[Node], spot: &Spot) -> Node {
        functions::azure(name, arguments, spot, self)
    }

    fn budget(&self) -> &Budget {
        self.program.budget
    }
}
