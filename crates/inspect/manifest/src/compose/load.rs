//! Files of a project: reading, including, extending.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use seaworthy_facts::manifest::compose::{EnvVariable, Trouble};
use seaworthy_facts::manifest::{Dialect, Place, Source};

use super::interpolate::Environment;
use super::merge;
use super::node::{Budget, Content, Exhausted, Node};
use super::{Lookup, env_file};
use crate::{text, yaml};

/// LIMIT: files of one project, those that are included or extended among them. Real projects have
/// some ten.
pub const FILES_MAX: usize = 64;
/// LIMIT: services that extend each other in a row, and files that include each other. Three are
/// met.
pub const EXTENDS_MAX: usize = 16;

/// Reads the files of one project.
pub(super) struct Loader<'f> {
    lookup: Lookup<'f>,
    environment: Environment,
    budget: Budget,
    /// Documents by path; nothing for a file that is not there.
    documents: BTreeMap<String, Option<Node>>,
    env: BTreeMap<String, Option<Vec<EnvVariable>>>,
    included: BTreeSet<String>,
    told: BTreeSet<(String, u32, String)>,
    pub(super) problems: Vec<Trouble>,
    pub(super) files: Vec<Arc<Source>>,
}

/// A service that stands in the way of itself.
struct Chain<'c> {
    path: &'c str,
    service: &'c str,
    before: Option<&'c Chain<'c>>,
}

impl<'f> Loader<'f> {
    /// `.env` beside the first file gives variables their values.
    pub(super) fn new(lookup: Lookup<'f>, first: &str) -> Self {
        let mut loader = Loader {
            lookup,
            environment: Environment::new(),
            budget: Budget::new(),
            documents: BTreeMap::new(),
            env: BTreeMap::new(),
            included: BTreeSet::new(),
            told: BTreeSet::new(),
            problems: Vec::new(),
            files: Vec::new(),
        };
        if let Some(path) = join(first, ".env")
            && let Some(bytes) = lookup(&path)
            && let Ok(decoded) = text::decode(&bytes)
        {
            let source = Arc::new(Source::new(path, decoded.text));
            let (variables, _) = env_file::read(&source, &Environment::new());
            let set = variables
                .into_iter()
                .filter_map(|v| Some((v.name, v.value?)));
            loader.environment = set.collect();
        }
        loader
    }

    fn problem(&mut self, at: &Node, reason: impl Into<String>) {
        let path = at.origin.source.path().to_owned();
        self.problem_of_file(&path, at.place(), reason);
    }

    fn problem_of_file(&mut self, path: &str, place: Place, reason: impl Into<String>) {
        // A file that is read for several others has its problems once.
        let reason = reason.into();
        let told = (path.to_owned(), place.start, reason.clone());
        if self.told.insert(told) {
            self.problems.push(Trouble {
                path: path.to_owned(),
                place,
                reason,
            });
        }
    }

    /// The merged document of all files.
    pub(super) fn project(&mut self, paths: &[&str]) -> Option<Node> {
        let mut merged: Option<Node> = None;
        for path in paths {
            let Some(next) = self.file(path, None, &mut Vec::new()) else {
                continue;
            };
            merged = Some(match merged {
                Some(base) => merge::merge(base, next, &[]),
                None => next,
            });
        }
        let root = merged?;
        let content = match root.content {
            Content::Mapping(entries) => {
                let entries = entries.into_iter().map(|(key, value)| {
                    let is_services = key.text() == Some("services");
                    let value = if is_services {
                        merge::normalise_services(value)
                    } else {
                        value
                    };
                    (key, value)
                });
                Content::Mapping(entries.collect())
            }
            content => content,
        };
        Some(Node {
            origin: root.origin,
            content,
        })
    }

    /// A file with what it includes below it and its services extended. `asked` is what names it.
    fn file(&mut self, path: &str, asked: Option<&Node>, open: &mut Vec<String>) -> Option<Node> {
        if open.iter().any(|open| open == path) {
            if let Some(asked) = asked {
                self.problem(asked, "the file includes itself");
            }
            return None;
        }
        // What several files include is in the project once.
        if asked.is_some() && !self.included.insert(path.to_owned()) {
            return None;
        }
        let document = self.document(path, asked)?;
        let own = self.extended(path, document);
        if open.len() >= EXTENDS_MAX {
            self.problem(
                &own,
                format!("files include each other more than {EXTENDS_MAX} times"),
            );
            return Some(own);
        }
        open.push(path.to_owned());
        let mut merged: Option<Node> = None;
        for (included, by) in included(&own) {
            let Some(target) = self.resolve(path, &included, &by) else {
                continue;
            };
            if let Some(next) = self.file(&target, Some(&by), open) {
                merged = Some(match merged {
                    Some(base) => merge::merge(base, next, &[]),
                    None => next,
                });
            }
        }
        open.pop();
        Some(match merged {
            Some(base) => merge::merge(base, own, &[]),
            None => own,
        })
    }

    /// The documents of a file, merged, variables replaced.
    fn document(&mut self, path: &str, asked: Option<&Node>) -> Option<Node> {
        if let Some(known) = self.documents.get(path) {
            let known = known.clone()?;
            return match self.budget.take(known.size()) {
                Ok(()) => Some(known),
                Err(exhausted) => self.exhausted(path, exhausted),
            };
        }
        let document = self.read_document(path, asked);
        self.documents.insert(path.to_owned(), document.clone());
        document
    }

    fn exhausted<T>(&mut self, path: &str, exhausted: Exhausted) -> Option<T> {
        let reason = exhausted.to_string();
        if !self.problems.iter().any(|problem| problem.reason == reason) {
            self.problem_of_file(path, first(), reason);
        }
        None
    }

    fn read_document(&mut self, path: &str, asked: Option<&Node>) -> Option<Node> {
        let place = asked.map_or_else(first, Node::place);
        let asking = asked
            .map_or(path, |asked| asked.origin.source.path())
            .to_owned();
        if self.files.len() >= FILES_MAX {
            let reason = format!("the project has more than {FILES_MAX} files");
            self.problem_of_file(&asking, place, reason);
            return None;
        }
        let Some(bytes) = (self.lookup)(path) else {
            self.problem_of_file(&asking, place, format!("there is no file `{path}`"));
            return None;
        };
        let tree = yaml::read(path, &bytes, Dialect::Core);
        self.files.extend(tree.source().map(Arc::clone));
        for problem in tree.problems() {
            self.problem_of_file(path, problem.place, problem.reason.clone());
        }
        let mut merged: Option<Node> = None;
        for root in tree.roots() {
            if !root.is_mapping() {
                self.problem_of_file(path, root.place(), "the document is no mapping");
                continue;
            }
            let next = match Node::read(root, &self.environment, &mut self.budget) {
                Ok(next) => next,
                Err(exhausted) => return self.exhausted(path, exhausted),
            };
            merged = Some(match merged {
                Some(base) => merge::merge(base, next, &[]),
                None => next,
            });
        }
        merged
    }

    /// A document with each of its services on what it extends.
    fn extended(&mut self, path: &str, document: Node) -> Node {
        let Some(services) = document.get("services") else {
            return document;
        };
        if !services
            .entries()
            .iter()
            .any(|(_, service)| service.get("extends").is_some())
        {
            return document;
        }
        let mut entries = Vec::new();
        for (key, service) in services.entries() {
            let name = key.text().unwrap_or_default();
            let chain = Chain {
                path,
                service: name,
                before: None,
            };
            let value = self.service(&document, service, &chain, 0);
            entries.push((key.clone(), value));
        }
        let services = services.with(Content::Mapping(entries));
        let fields = document.entries().iter().map(|(key, value)| {
            let is_services = key.text() == Some("services");
            let value = if is_services { &services } else { value };
            (key.clone(), value.clone())
        });
        document.with(Content::Mapping(fields.collect()))
    }

    fn service(&mut self, document: &Node, own: &Node, chain: &Chain<'_>, depth: usize) -> Node {
        let Some(extends) = own.get("extends") else {
            return own.clone();
        };
        let bare = without(own, "extends");
        let service = extends.text().or_else(|| extends.get("service")?.text());
        let Some(service) = service else {
            self.problem(extends, "`extends` names no service");
            return bare;
        };
        if depth >= EXTENDS_MAX {
            let reason = format!("services extend each other more than {EXTENDS_MAX} times");
            self.problem(extends, reason);
            return bare;
        }
        let other;
        let (path, document) = match extends.get("file").and_then(Node::text) {
            Some(file) => {
                let Some(path) = self.resolve(chain.path, file, extends) else {
                    return bare;
                };
                let Some(found) = self.document(&path, Some(extends)) else {
                    return bare;
                };
                other = found;
                (path, &other)
            }
            None => (chain.path.to_owned(), document),
        };
        if chain.holds(&path, service) {
            self.problem(extends, "the service extends itself");
            return bare;
        }
        let Some(base) = document
            .get("services")
            .and_then(|services| services.get(service))
        else {
            self.problem(
                extends,
                format!("there is no service `{service}` to extend"),
            );
            return bare;
        };
        if let Err(exhausted) = self.budget.take(base.size()) {
            self.exhausted::<()>(&path, exhausted);
            return bare;
        }
        let next = Chain {
            path: &path,
            service,
            before: Some(chain),
        };
        let base = self.service(document, base, &next, depth + 1);
        merge::merge(base, bare, &["services", chain.service])
    }

    /// The path of a file that another one names.
    fn resolve(&mut self, from: &str, path: &str, by: &Node) -> Option<String> {
        if path.contains("://") || path.starts_with(['/', '~']) || path.contains('$') {
            self.problem(by, format!("`{path}` is not a file here"));
            return None;
        }
        let resolved = join(from, path);
        if resolved.is_none() {
            self.problem(by, format!("`{path}` is outside of what is scanned"));
        }
        resolved
    }

    /// The variables of the files that a service of the merged project names.
    pub(super) fn env_files(&mut self, root: Option<&Node>, service: &str) -> Vec<EnvVariable> {
        let named = root
            .and_then(|root| root.get("services")?.get(service)?.get("env_file"))
            .cloned();
        let mut found: Vec<EnvVariable> = Vec::new();
        for item in named.iter().flat_map(Node::items) {
            let path = item.text().or_else(|| item.get("path")?.text());
            let required = item.get("required").and_then(Node::text) != Some("false");
            let Some(path) = path.map(str::to_owned) else {
                continue;
            };
            let from = item.origin.source.path().to_owned();
            let Some(resolved) = self.resolve(&from, &path, item) else {
                continue;
            };
            match self.env_file(&resolved, item) {
                Some(variables) => {
                    if self.budget.take(variables.len()).is_err() {
                        self.exhausted::<()>(&from, Exhausted);
                        break;
                    }
                    EnvVariable::overlay(&mut found, variables);
                }
                None if required => self.problem(item, format!("there is no file `{resolved}`")),
                None => {}
            }
        }
        found
    }

    fn env_file(&mut self, path: &str, by: &Node) -> Option<Vec<EnvVariable>> {
        if let Some(known) = self.env.get(path) {
            return known.clone();
        }
        let variables = (self.lookup)(path).map(|bytes| match text::decode(&bytes) {
            Ok(decoded) => {
                let source = Arc::new(Source::new(path, decoded.text));
                let (variables, cut) = env_file::read(&source, &self.environment);
                if cut {
                    let max = env_file::ENV_VARIABLES_MAX;
                    let reason = format!("the file has more than {max} variables");
                    self.problem_of_file(path, first(), reason);
                }
                variables
            }
            Err(error) => {
                self.problem(by, error.to_string());
                Vec::new()
            }
        });
        self.env.insert(path.to_owned(), variables.clone());
        variables
    }
}

impl Chain<'_> {
    fn holds(&self, path: &str, service: &str) -> bool {
        let here = self.path == path && self.service == service;
        here || self
            .before
            .is_some_and(|before| before.holds(path, service))
    }
}

/// The first line of a file.
fn first() -> Place {
    Place {
        line: 1,
        column: 1,
        ..Place::default()
    }
}

/// Paths that a file includes, each with the value that says so.
fn included(document: &Node) -> Vec<(String, Node)> {
    let include = document.get("include");
    let items = include.into_iter().flat_map(Node::items);
    let paths = items.flat_map(|item| {
        let path = item.get("path").unwrap_or(item);
        let list = path.items().iter().chain(Some(path));
        list.filter_map(|path| Some((path.text()?.to_owned(), path.clone())))
    });
    paths.collect()
}

fn without(node: &Node, field: &str) -> Node {
    let entries = node
        .entries()
        .iter()
        .filter(|(key, _)| key.text() != Some(field));
    node.with(Content::Mapping(entries.cloned().collect()))
}

/// A path relative to the folder of a file; nothing where it leaves what is scanned.
fn join(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    parts.retain(|part| !part.is_empty() && *part != ".");
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
