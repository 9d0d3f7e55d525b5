//! All folders of one reading, and what they share.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use seaworthy_facts::cloud::{CloudProblem, Spot, TEXT_BYTES_MAX, Value};

use super::body::{Block, Body};
use crate::budget::{Budget, PROBLEMS_MAX};
use crate::expression::Kind;
use crate::paths::joined;

/// The declarations of one folder.
#[derive(Debug, Default)]
pub(crate) struct Source {
    pub(crate) folder: String,
    /// Blocks of variables, outputs and calls of modules, by name.
    pub(crate) variables: BTreeMap<String, Block>,
    pub(crate) outputs: BTreeMap<String, Block>,
    pub(crate) modules: BTreeMap<String, Block>,
    /// Resources by `kind.name`, data sources by `data.kind.name`.
    pub(crate) resources: BTreeMap<String, Block>,
    /// Those in the order of files.
    pub(crate) order: Vec<String>,
    /// Providers and back ends: kind and block.
    pub(crate) settings: Vec<(String, Block)>,
    /// Locals: all attributes of all their blocks.
    pub(crate) locals: Body,
    pub(crate) local_names: BTreeMap<String, usize>,
}

impl Source {
    pub(crate) fn new(folder: &str, bodies: Vec<Body>) -> Self {
        let mut source = Source {
            folder: folder.to_owned(),
            ..Source::default()
        };
        for block in bodies.into_iter().flat_map(|body| body.blocks) {
            source.add(block);
        }
        let locals = source.locals.attributes.iter().enumerate();
        source.local_names = locals
            .map(|(at, local)| (local.name.to_string(), at))
            .collect();
        source
    }

    fn add(&mut self, block: Block) {
        let first = block.label(0).to_owned();
        match &*block.kind {
            "variable" => drop(self.variables.insert(first, block)),
            "output" => drop(self.outputs.insert(first, block)),
            "module" => drop(self.modules.insert(first, block)),
            "locals" => self.locals.attributes.extend(block.body.attributes),
            "provider" => self.settings.push((format!("provider.{first}"), block)),
            "terraform" => {
                for inner in block.body.blocks {
                    if &*inner.kind == "backend" {
                        let kind = format!("backend.{}", inner.label(0));
                        self.settings.push((kind, inner));
                    }
                }
            }
            kind @ ("resource" | "data" | "ephemeral") => {
                let prefix = if kind == "data" { "data." } else { "" };
                let address = format!("{prefix}{first}.{}", block.label(1));
                self.order.push(address.clone());
                self.resources.insert(address, block);
            }
            _ => {}
        }
    }

    /// The folders of the modules that are called by a path.
    pub(crate) fn local_modules(&self) -> Vec<String> {
        let blocks = self.modules.values();
        blocks
            .filter_map(|block| module_folder(&self.folder, block))
            .collect()
    }
}

/// The source that a call of a module names, where it is a plain text.
pub(crate) fn module_source(block: &Block) -> Option<&str> {
    match &block.body.attribute("source")?.value.kind {
        Kind::Literal(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// The folder of a module that is called by a path; `None` for one from elsewhere, and for one that
/// would stand outside.
pub(crate) fn module_folder(from: &str, block: &Block) -> Option<String> {
    let source = module_source(block)?;
    if !source.starts_with("./") && !source.starts_with("../") {
        return None;
    }
    joined(from, source)
}

/// What all instances of all modules share.
pub(crate) struct Program<'a> {
    pub(crate) sources: BTreeMap<String, Rc<Source>>,
    pub(crate) lookup: &'a dyn Fn(&str) -> Option<Vec<u8>>,
    pub(crate) budget: &'a Budget,
    pub(crate) problems: RefCell<Vec<CloudProblem>>,
    /// Calls of modules so far.
    pub(crate) calls: Cell<usize>,
}

impl<'a> Program<'a> {
    pub(crate) fn new(
        sources: BTreeMap<String, Rc<Source>>,
        lookup: &'a dyn Fn(&str) -> Option<Vec<u8>>,
        budget: &'a Budget,
    ) -> Self {
        Program {
            sources,
            lookup,
            budget,
            problems: RefCell::default(),
            calls: Cell::new(0),
        }
    }

    pub(crate) fn problem(&self, place: &Spot, reason: impl Into<String>) {
        let problem = CloudProblem {
            place: place.clone(),
            reason: reason.into(),
        };
        let mut problems = self.problems.borrow_mut();
        if problems.len() < PROBLEMS_MAX && !problems.contains(&problem) {
            problems.push(problem);
        }
    }

    /// A file beside the sources, as text.
    pub(crate) fn file(&self, folder: &str, path: &str) -> Option<String> {
        let path = path.strip_prefix("./").unwrap_or(path);
        let path = if path.starts_with(&format!("{folder}/")) && !folder.is_empty() {
            joined("", path)?
        } else {
            joined(folder, path)?
        };
        let bytes = (self.lookup)(&path)?;
        let text = String::from_utf8(bytes).ok()?;
        (text.len() <= TEXT_BYTES_MAX).then_some(text)
    }
}
