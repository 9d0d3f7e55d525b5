//! A risk that a named person accepts until a day.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A statement that a finding is accepted: what, where, why, by whom, until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Id of a check, such as `root-user`. Give this, `cve`, or both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// Id of a weakness under any of its aliases, or of a secret rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cve: Option<String>,
    /// Where it holds. Empty: everywhere.
    #[serde(default, skip_serializing_if = "WaiverScope::is_empty")]
    pub scope: WaiverScope,
    /// Why the risk is acceptable.
    pub reason: String,
    /// The person or team that answers for it.
    pub owner: String,
    /// The last day on which it holds.
    pub expires: Date,
}

/// Where a waiver holds: every list that is given must match. Patterns are globs (`*`, `**`, `?`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiverScope {
    /// Image references or target names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<String>,
    /// Package names or package URLs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<String>,
    /// Paths of files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// Fingerprints of single findings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fingerprints: Vec<String>,
}

impl WaiverScope {
    /// Whether it restricts nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.images.is_empty()
            && self.packages.is_empty()
            && self.paths.is_empty()
            && self.fingerprints.is_empty()
    }
}

/// The waiver that covers a finding, as the report shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppliedWaiver {
    /// Why.
    pub reason: String,
    /// By whom.
    pub owner: String,
    /// Until when.
    pub expires: Date,
}
