//! Kustomize: the objects of a folder with a kustomization, as `kubectl kustomize` prints them.
//!
//! In: files by their path, and the folder. Out: one tree for each object, of which every value
//! keeps the file and the place where a person edits it (the base, the patch, the entry of
//! `images`), and a list of what could not be read or is not done here: remote bases, plugins,
//! schemas of one's own. Nothing is fetched and no program is run. Read after the documents of
//! kustomize 5 and compared with `kubectl kustomize`; see `docs/reference/kustomize.md`.
//!
//! [`build`] is the way in. What a folder may cost is bounded in values and steps ([`limits`]).

mod absorb;
mod budget;
mod changes;
mod charts;
mod field_path;
mod field_spec;
mod fields;
mod generators;
mod hash;
mod json_patch;
mod merge;
mod merge_keys;
mod merge_list;
mod names;
mod node;
mod order;
mod patches;
mod problem;
mod reader;
mod references;
mod replacements;
mod resource;
mod selector;
mod target;
mod variables;

use std::sync::Arc;

use seaworthy_facts::manifest::Tree;

use self::reader::Reader;
use self::target::{Builder, NAMES};

pub use self::problem::{Problem, ProblemKind};
pub use self::reader::Files;

/// What building a folder may cost.
pub mod limits {
    pub use super::budget::{BUILD_STEPS_MAX, BUILD_VALUES_MAX};
    pub use super::charts::CHARTS_MAX;
    pub use super::field_spec::FIELD_PATH_STEPS_MAX;
    pub use super::reader::FILES_MAX;
    pub use super::target::{KUSTOMIZATION_LEVELS_MAX, KUSTOMIZATIONS_MAX, OBJECTS_MAX};
    pub use super::variables::VARIABLE_TEXT_BYTES_MAX;
}

/// What a folder builds to.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// One tree of one document for each object, in the order in which kustomize prints them. Its
    /// first source is the file that the object is written in.
    pub objects: Vec<Arc<Tree>>,
    /// What is missing from them, or what kustomize refuses. With any of them the objects are what
    /// could be built of the rest.
    pub problems: Vec<Problem>,
    /// The paths of all files that were read, sorted.
    pub files: Vec<String>,
    /// The folders of all kustomizations that were built, the outermost one first. A folder that
    /// is in the list of another one is judged as a part of that.
    pub folders: Vec<String>,
    /// Whether the folder is a component: it is made to be built into another one.
    pub is_component: bool,
}

/// Whether a file of that name is a kustomization.
#[must_use]
pub fn is_name(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Builds the folder of a kustomization; `folder` is relative to what `files` gives, and empty for
/// its top.
#[must_use]
pub fn build(files: &dyn Files, folder: &str) -> Built {
    let mut builder = Builder::new(Reader::new(files));
    let resources = builder.finished(folder);
    let mut objects = Vec::with_capacity(resources.len());
    for resource in &resources {
        match resource.node.build() {
            Ok(tree) => objects.push(Arc::new(tree)),
            Err(error) => {
                let fault = problem::Fault::new(ProblemKind::Limit, error.to_string());
                builder.tell(fault, &resource.node);
            }
        }
    }
    let reader = builder.reader;
    Built {
        objects,
        folders: builder.folders,
        is_component: builder.is_component,
        files: reader.paths(),
        problems: reader.problems,
    }
}
