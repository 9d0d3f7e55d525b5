//! The facts of a whole target: the images in it, and the files of a folder.

use std::collections::BTreeMap;

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
    /// What the configuration files of the folder are, in numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration: Option<ConfigurationFacts>,
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

/// The files that decide how containers run: how many were read, and what was passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ConfigurationFacts {
    /// Files with objects of Kubernetes, those that charts render among them.
    pub manifests: u64,
    /// Objects of Kubernetes.
    pub objects: u64,
    /// Objects among them that make pods.
    pub workloads: u64,
    /// Charts that were rendered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub charts: Vec<ChartFact>,
    /// Kustomizations that were built.
    pub kustomizations: u64,
    /// Dockerfiles.
    pub dockerfiles: u64,
    /// Compose projects.
    pub compose_projects: u64,
    /// Services in them.
    pub services: u64,
    /// Objects of kinds that no check knows, by `apiVersion/kind`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub passed_over: BTreeMap<String, u64>,
}

/// A chart of Helm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChartFact {
    /// Its folder, relative to the target; empty for the target itself.
    pub path: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
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
