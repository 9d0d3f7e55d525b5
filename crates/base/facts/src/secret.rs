//! A secret that was found: everything but the secret.

use schemars::JsonSchema;
use seaworthy_model::{Confidence, Digest, Severity};
use serde::{Deserialize, Serialize};

/// A secret in a file, the environment, a label or the history. It never holds the value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SecretFact {
    /// Id of the rule that found it.
    pub rule: String,
    /// What it is, in a few words: `GitHub personal access token`.
    pub title: String,
    /// How bad it is that it lies here.
    pub severity: Severity,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// What to do with it, in the imperative.
    pub remedy: String,
    /// Where it lies.
    pub origin: SecretOrigin,
    /// One-way fingerprint of the value: equal values have equal fingerprints.
    pub fingerprint: String,
    /// Length of the value in bytes.
    pub length: u32,
}

/// Where a secret lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum SecretOrigin {
    /// In a file.
    File {
        /// Path, cleaned.
        path: String,
        /// Line, from 1.
        line: u32,
        /// Column in characters, from 1.
        column: u32,
        /// Number of the layer, from 0; set when layers are merged.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        layer: Option<u32>,
        /// Digest of that layer, uncompressed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        diff_id: Option<Digest>,
        /// The later layer that deletes or replaces the file, which does not remove the secret.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deleted_by: Option<u32>,
    },
    /// In an environment variable of the image configuration.
    Environment {
        /// Its name.
        name: String,
    },
    /// In a label.
    Label {
        /// Its key.
        name: String,
    },
    /// In the entry point, the command or the health check of the image configuration.
    Argument,
    /// In the command of a history entry.
    History {
        /// Number of the entry, from 0.
        index: u32,
    },
}
