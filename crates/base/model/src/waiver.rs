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
    /// Why the weakness does no harm here, where that is so rather than accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<Justification>,
    /// The person or team that answers for it.
    pub owner: String,
    /// The last day on which it holds.
    pub expires: Date,
}

/// Why a product is not affected by a weakness that a part of it has (OpenVEX 0.2.0, after CISA,
/// "Vulnerability Exploitability eXchange (VEX) - Status Justifications").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Justification {
    /// The component is not part of the product.
    ComponentNotPresent,
    /// The component is there, without the vulnerable code.
    VulnerableCodeNotPresent,
    /// The vulnerable code is never run.
    VulnerableCodeNotInExecutePath,
    /// No attacker can reach or steer the vulnerable code.
    VulnerableCodeCannotBeControlledByAdversary,
    /// Protections are built in that cannot be switched off.
    InlineMitigationsAlreadyExist,
}

impl Justification {
    /// The word of OpenVEX.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Justification::ComponentNotPresent => "component_not_present",
            Justification::VulnerableCodeNotPresent => "vulnerable_code_not_present",
            Justification::VulnerableCodeNotInExecutePath => "vulnerable_code_not_in_execute_path",
            Justification::VulnerableCodeCannotBeControlledByAdversary => {
                "vulnerable_code_cannot_be_controlled_by_adversary"
            }
            Justification::InlineMitigationsAlreadyExist => "inline_mitigations_already_exist",
        }
    }
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
    /// Why the weakness does no harm here, where the waiver says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<Justification>,
    /// By whom.
    pub owner: String,
    /// Until when.
    pub expires: Date,
}
