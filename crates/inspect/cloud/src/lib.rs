//! Reads infrastructure as code: Terraform, plans of Terraform, CloudFormation, templates of Azure
//! Resource Manager, and Bicep.
//!
//! In: the files of a target, as bytes or as trees that were read already, and a way to ask for
//! another file. Out: [`CloudFacts`], resources with attributes that know where they stand, and
//! what
//! could not be read. This crate reads no file system, asks no network, and never guesses: what the
//! files do not say is unknown, with its reason.

mod arm;
mod bicep;
mod budget;
mod cloudformation;
mod evaluation;
mod expression;
mod functions;
mod json;
mod lines;
mod operators;
mod paths;
mod terraform;
mod trees;

use std::sync::Arc;

use seaworthy_facts::cloud::CloudFacts;
use seaworthy_facts::manifest::{self, Tree};

pub use budget::{
    FILE_BYTES_MAX, INSTANCES_MAX, LEVELS_MAX, MODULE_CALLS_MAX, MODULE_LEVELS_MAX, PROBLEMS_MAX,
    RESOURCES_MAX, STEPS_MAX,
};

use budget::Budget;

/// A file of the target.
#[derive(Clone, Debug)]
pub struct CloudFile {
    /// Its path relative to the target, with `/`.
    pub path: String,
    /// Its content.
    pub content: CloudContent,
}

/// The content of a file.
#[derive(Clone, Debug)]
pub enum CloudContent {
    /// HCL: `*.tf`, `*.tofu`, `*.tfvars`.
    Hcl(Vec<u8>),
    /// Bicep: `*.bicep`.
    Bicep(Vec<u8>),
    /// YAML or JSON: `*.tf.json`, a plan, a template of CloudFormation or of Azure.
    Tree(Arc<Tree>),
}

/// How a file is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloudForm {
    /// As [`CloudContent::Hcl`].
    Hcl,
    /// As [`CloudContent::Bicep`].
    Bicep,
    /// As [`CloudContent::Tree`], if [`is_cloud`] says so of the tree.
    Tree,
}

/// Whether a file may be infrastructure as code, by its name.
#[must_use]
pub fn form(path: &str) -> Option<CloudForm> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    if ends(&[".tf", ".tofu", ".tfvars"]) {
        return Some(CloudForm::Hcl);
    }
    if ends(&[".bicep"]) {
        return Some(CloudForm::Bicep);
    }
    ends(&[".json", ".yaml", ".yml", ".template"]).then_some(CloudForm::Tree)
}

/// Whether a tree is infrastructure as code, by its name and what it holds.
#[must_use]
pub fn is_cloud(tree: &Tree) -> bool {
    let path = tree.source().map_or("", |source| source.path());
    is_terraform_json(path) || tree.roots().any(is_cloud_document)
}

fn is_cloud_document(root: manifest::Value<'_>) -> bool {
    terraform::plan::is_plan(root) || cloudformation::is_template(root) || arm::is_template(root)
}

fn is_terraform_json(path: &str) -> bool {
    [".tf.json", ".tofu.json", ".tfvars.json"]
        .iter()
        .any(|end| path.ends_with(end))
}

/// Reads all files of a target at once, since modules call each other. `lookup` is asked for other
/// files that expressions name (`file`, `templatefile`), by paths relative to the target.
#[must_use]
pub fn read(files: &[CloudFile], lookup: &dyn Fn(&str) -> Option<Vec<u8>>) -> CloudFacts {
    read_within(files, lookup, &Budget::default())
}

fn read_within(
    files: &[CloudFile],
    lookup: &dyn Fn(&str) -> Option<Vec<u8>>,
    budget: &Budget,
) -> CloudFacts {
    let mut facts = CloudFacts::default();
    let mut folders = terraform::Folders::default();
    let mut bicep = bicep::Files::default();
    for file in files {
        match &file.content {
            CloudContent::Hcl(bytes) => {
                folders.add_hcl(&file.path, bytes, &mut facts.problems);
            }
            CloudContent::Bicep(bytes) => bicep.add(&file.path, bytes, &mut facts.problems),
            CloudContent::Tree(tree) => {
                if is_terraform_json(&file.path) {
                    folders.add_json(&file.path, tree, &mut facts.problems);
                } else if tree.root().is_some_and(terraform::plan::is_plan) {
                    terraform::plan::read(tree, &mut facts);
                } else {
                    cloudformation::read_tree(tree, budget, &mut facts);
                    arm::read_tree(tree, budget, &mut facts);
                }
            }
        }
    }
    folders.read(lookup, budget, &mut facts);
    bicep.read(budget, &mut facts);
    if let Some(reason) = budget.exhausted() {
        let place = facts.resources.last().map(|last| last.place.clone());
        facts.problems.push(seaworthy_facts::cloud::CloudProblem {
            place: place.unwrap_or_default(),
            reason,
        });
    }
    facts.problems.truncate(PROBLEMS_MAX);
    facts
}
