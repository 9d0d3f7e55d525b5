//! The facts of a whole target: the images in it, and the files of a folder.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ImageFacts, ImportedReport, Package, SecretFact, Unread};

/// What one target yields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Facts {
    /// The image that is the target, or every image in the folder that is.
    pub images: Vec<ImageFacts>,
    /// The folder or file, where the target is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tree: Option<TreeFacts>,
    /// What other tools reported of the target.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub imports: Vec<ImportedReport>,
}

impl Facts {
    /// Every package of the target, those of images first.
    pub fn packages(&self) -> impl Iterator<Item = &Package> {
        let tree = self.tree.iter().flat_map(|tree| tree.packages.iter());
        self.images
            .iter()
            .flat_map(|image| image.packages.iter())
            .chain(tree)
    }
}

/// What lies in a folder of sources.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TreeFacts {
    /// The folder as the user named it.
    pub name: String,
    /// Packages that lock files name.
    pub packages: Vec<Package>,
    /// Secrets in files.
    pub secrets: Vec<SecretFact>,
    /// What could not be read.
    pub unread: Vec<Unread>,
    /// Number of files that were looked at.
    pub files: u64,
}
