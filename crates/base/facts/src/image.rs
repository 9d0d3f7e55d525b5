//! The facts of one image: its configuration, its layers, and what is in them, merged.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use seaworthy_model::{BaseEvidence, Confidence, Digest, Location, Platform};
use serde::{Deserialize, Serialize};

use crate::{
    Account, CacheFact, ChangelogFact, Distro, FileFact, Package, PasswordFact, ProgramFact,
    SecretFact, Unread,
};

/// Everything known of one image. A root file system is an image without configuration and with
/// one layer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ImageFacts {
    /// The name it was asked for or carries: a reference, or the path of the archive.
    pub name: String,
    /// Other names (`RepoTags`, `org.opencontainers.image.ref.name`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Whether `name` is an image reference by which a registry would find it.
    pub has_reference: bool,
    /// Digest of the manifest, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// Digest of the index that the image was chosen from, where it was chosen from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index_digest: Option<Digest>,
    /// Digest of the configuration (Docker's image id).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_digest: Option<Digest>,
    /// Platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// The image configuration; absent for a root file system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<ImageConfig>,
    /// What a bill of materials states of the base, where it takes the place of the configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_base: Option<StatedBase>,
    /// Layers from the bottom.
    pub layers: Vec<ImageLayer>,
    /// The distribution, if the image says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distro: Option<Distro>,
    /// Packages in the final file system.
    pub packages: Vec<Package>,
    /// What the changelogs of its packages say of weaknesses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changelogs: Vec<ChangelogFact>,
    /// Files that matter in the final file system.
    pub files: Vec<ImageFile>,
    /// Programs of the final file system whose table of functions was read. One that is missing
    /// here says nothing about its functions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub programs: Vec<ProgramFact>,
    /// Accounts of the final file system.
    pub accounts: Vec<Account>,
    /// Groups of the final file system.
    pub groups: Vec<Account>,
    /// Accounts of the final file system that are not locked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passwords: Vec<PasswordFact>,
    /// Package caches in any layer, also those that a later layer deletes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub caches: Vec<ImageCache>,
    /// What layers carry and later layers hide.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<HiddenBytes>,
    /// Secrets in any layer, the environment, labels and history.
    pub secrets: Vec<SecretFact>,
    /// What could not be read, with the layer in the path's place where it is a whole layer.
    pub unread: Vec<Unread>,
}

/// The base image of an image as somebody recognised it who had the image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatedBase {
    /// Its name, where that was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Digest of its manifest, where that was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// How many of the lowest layers are its; 0 where only its name was known.
    pub layers: u32,
    /// By what it was recognised.
    pub found_by: BaseEvidence,
    /// How sure that was.
    pub confidence: Confidence,
}

/// One layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImageLayer {
    /// Digest of the uncompressed layer.
    pub diff_id: Digest,
    /// Digest of the blob as stored, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// Size of the blob as stored, in bytes.
    #[serde(default)]
    pub size_bytes: u64,
    /// The history entry that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
}

/// A file that matters, with its layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImageFile {
    /// The file.
    #[serde(flatten)]
    pub file: FileFact,
    /// Number of the layer that brought it.
    #[serde(default)]
    pub layer: u32,
}

/// A package cache, with its layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImageCache {
    /// The cache.
    #[serde(flatten)]
    pub cache: CacheFact,
    /// Number of the layer that holds it.
    #[serde(default)]
    pub layer: u32,
}

/// Large files of one layer that one later layer deletes or replaces: they are stored and pulled,
/// and nobody sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HiddenBytes {
    /// Number of the layer that holds them.
    pub layer: u32,
    /// Number of the layer that hides them.
    pub by: u32,
    /// How many files.
    pub files: u64,
    /// Their bytes, uncompressed.
    pub bytes: u64,
    /// Path of the largest.
    pub largest: String,
}

/// The image configuration (OCI image specification, config.md), as far as it decides anything.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ImageConfig {
    /// `created`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
    /// `author`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// `config.User`; empty means root.
    pub user: String,
    /// `config.Env`: names with values. A value that holds a secret is replaced by `[secret]`
    /// before it comes here.
    pub env: BTreeMap<String, String>,
    /// `config.Labels`, with secrets replaced likewise.
    pub labels: BTreeMap<String, String>,
    /// `config.ExposedPorts`, such as `80/tcp`.
    pub exposed_ports: Vec<String>,
    /// `config.Volumes`.
    pub volumes: Vec<String>,
    /// `config.Entrypoint`.
    pub entrypoint: Vec<String>,
    /// `config.Cmd`.
    pub cmd: Vec<String>,
    /// `config.WorkingDir`.
    pub working_dir: String,
    /// `config.StopSignal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_signal: Option<String>,
    /// `config.Healthcheck` (Docker's image specification v1.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub healthcheck: Option<Healthcheck>,
    /// `history`, with secrets replaced likewise.
    pub history: Vec<History>,
}

/// A health check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Healthcheck {
    /// The command; `["NONE"]` turns an inherited one off.
    pub test: Vec<String>,
}

/// One history entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct History {
    /// The command that made it.
    pub created_by: String,
    /// Whether it made no layer.
    pub empty_layer: bool,
    /// Free text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
}

impl ImageFacts {
    /// The place of a file in a layer, with the instruction that made the layer.
    #[must_use]
    pub fn location(&self, layer: u32, path: Option<&str>, line: Option<u32>) -> Location {
        match self.layers.get(layer as usize) {
            Some(found) => Location::Layer {
                index: layer,
                diff_id: found.diff_id.clone(),
                created_by: found.created_by.clone(),
                path: path.map(str::to_owned),
                line,
                column: None,
            },
            None => Location::File {
                path: path.unwrap_or_default().to_owned(),
                line,
                column: None,
            },
        }
    }
}
