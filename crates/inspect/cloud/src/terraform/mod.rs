//! Terraform and OpenTofu: folders of `.tf` files with the local modules that they call.

mod body;
mod hcl;
mod instance;
mod json_form;
pub(crate) mod plan;
mod policy_document;
mod program;
mod resources;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use seaworthy_facts::cloud::{CloudFacts, CloudProblem, Spot};
use seaworthy_facts::manifest;

use crate::budget::Budget;
use crate::lines;
use body::Body;
use instance::Instance;
use program::{Program, Source};

/// The files of a folder, before they are evaluated.
#[derive(Default)]
pub(crate) struct Folders {
    bodies: BTreeMap<String, Vec<Body>>,
    values: BTreeMap<String, Vec<(String, Body)>>,
}

/// Folder and name of a path.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

impl Folders {
    /// Takes a file of HCL.
    pub(crate) fn add_hcl(&mut self, path: &str, bytes: &[u8], problems: &mut Vec<CloudProblem>) {
        let text = match lines::decode(bytes) {
            Ok(text) => text,
            Err(reason) => {
                let place = Spot {
                    path: path.into(),
                    line: 1,
                    column: 1,
                };
                problems.push(CloudProblem { place, reason });
                return;
            }
        };
        let body = hcl::read(path, text, problems);
        self.add(path, body);
    }

    /// Takes a file of HCL's form in JSON.
    pub(crate) fn add_json(
        &mut self,
        path: &str,
        tree: &manifest::Tree,
        problems: &mut Vec<CloudProblem>,
    ) {
        let body = if path.ends_with(".tfvars.json") {
            json_form::read_values(tree, problems)
        } else {
            json_form::read(tree, problems)
        };
        self.add(path, body);
    }

    fn add(&mut self, path: &str, body: Body) {
        let (folder, name) = split(path);
        let folder = folder.to_owned();
        if name.ends_with(".tfvars") || name.ends_with(".tfvars.json") {
            let files = self.values.entry(folder).or_default();
            files.push((name.to_owned(), body));
        } else {
            self.bodies.entry(folder).or_default().push(body);
        }
    }

    /// Evaluates every folder that no other one calls as a module.
    pub(crate) fn read(
        self,
        lookup: &dyn Fn(&str) -> Option<Vec<u8>>,
        budget: &Budget,
        facts: &mut CloudFacts,
    ) {
        let sources: BTreeMap<String, Rc<Source>> = self
            .bodies
            .into_iter()
            .map(|(folder, bodies)| {
                let source = Source::new(&folder, bodies);
                (folder, Rc::new(source))
            })
            .collect();
        let called: BTreeSet<String> = sources
            .values()
            .flat_map(|source| source.local_modules())
            .collect();
        let program = Program::new(sources, lookup, budget);
        let mut seen = BTreeSet::new();
        let roots = program
            .sources
            .keys()
            .filter(|folder| !called.contains(*folder));
        // Folders that call each other in a circle are called by no one else: they come last.
        let circles = program
            .sources
            .keys()
            .filter(|folder| called.contains(*folder));
        for folder in roots.chain(circles) {
            if seen.contains(folder) {
                continue;
            }
            let Some(source) = program.sources.get(folder) else {
                continue;
            };
            let values = self
                .values
                .get(folder)
                .map(Vec::as_slice)
                .unwrap_or_default();
            let root = Rc::new(Instance::root(source.clone(), given(values)));
            resources::collect(&program, &root, &mut seen, facts);
        }
        facts.problems.extend(program.problems.take());
    }
}

/// The values that Terraform takes without being asked, the strongest last: `terraform.tfvars`,
/// then `*.auto.tfvars` by name.
fn given(files: &[(String, Body)]) -> Vec<Arc<Body>> {
    let mut taken: Vec<&(String, Body)> = files
        .iter()
        .filter(|(name, _)| {
            let name = name.trim_end_matches(".json");
            name == "terraform.tfvars" || name.ends_with(".auto.tfvars")
        })
        .collect();
    taken.sort_by_key(|(name, _)| (name.contains(".auto."), name.clone()));
    taken
        .into_iter()
        .map(|(_, body)| Arc::new(body.clone()))
        .collect()
}
