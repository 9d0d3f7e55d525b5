//! What to do about a finding.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a person should do, and where possible the change itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Remedy {
    /// One sentence in the imperative.
    pub action: String,
    /// The version that removes the finding, where an upgrade does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upgrade_to: Option<String>,
    /// The change as text, where one can be made safely.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patch: Option<Patch>,
}

impl Remedy {
    /// A remedy in words.
    #[must_use]
    pub fn action(text: impl Into<String>) -> Self {
        Remedy {
            action: text.into(),
            upgrade_to: None,
            patch: None,
        }
    }
}

/// A replacement of whole lines of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Patch {
    /// Path of the file relative to the target.
    pub path: String,
    /// First line that is replaced, from 1.
    pub line: u32,
    /// The lines that go.
    pub remove: Vec<String>,
    /// The lines that come.
    pub insert: Vec<String>,
}
