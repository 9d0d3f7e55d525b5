//! What came of asking a question: pass, fail, unknown, not applicable.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ControlId, Location};

/// The answer of a check for one target. Silence is never a pass.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[must_use]
pub enum Outcome {
    /// Looked at, and nothing is wrong.
    Pass,
    /// At least one finding.
    Fail,
    /// It could not be decided; an [`Unknown`] says why.
    Unknown,
    /// The question does not arise here.
    NotApplicable,
}

/// Something that could not be read or decided, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unknown {
    /// What was not read or decided, as a person would name it.
    pub what: String,
    /// Why not, with the next step where there is one.
    pub reason: String,
    /// Where, if it has a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The image or folder that it belongs to, if the target holds several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// The controls whose answer is incomplete because of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controls: Vec<ControlId>,
}

impl Unknown {
    /// An unknown without a place.
    #[must_use]
    pub fn new(what: impl Into<String>, reason: impl Into<String>) -> Self {
        Unknown {
            what: what.into(),
            reason: reason.into(),
            location: None,
            within: None,
            controls: Vec::new(),
        }
    }

    /// The same, with its place.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    /// The same, with the controls that it leaves unanswered.
    #[must_use]
    pub fn leaving(mut self, controls: &[ControlId]) -> Self {
        self.controls.extend_from_slice(controls);
        self
    }
}
