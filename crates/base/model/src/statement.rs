//! What somebody states of a weakness in a product: VEX, and proof that an image carries itself.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A sourced statement about one finding: from a VEX document (OpenVEX, CSAF, CycloneDX), from a
/// changelog in the image, or from the imported report that holds the finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// What is stated.
    pub status: StatementStatus,
    /// Why it is not affected, in the words of OpenVEX, such as `vulnerable_code_not_present`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
    /// What the author says beside it: impact or action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Who says so.
    pub author: String,
    /// Where it stands: a file, a document id, the digest of an attestation.
    pub source: String,
    /// When it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Timestamp>,
}

/// The statuses of VEX (CISA, "Minimum Requirements for VEX"), and that of a suppression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatementStatus {
    /// The product is not affected.
    NotAffected,
    /// The product is affected.
    Affected,
    /// The product holds the fix.
    Fixed,
    /// Nobody knows yet.
    UnderInvestigation,
    /// Whoever reported the finding accepts it. Not a status of VEX: it is what a suppression says
    /// in the report of another tool (SARIF 2.1.0, section 3.35), and only said of such findings.
    Accepted,
}

impl StatementStatus {
    /// The word of the native format; that of OpenVEX where it has one.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            StatementStatus::NotAffected => "not_affected",
            StatementStatus::Affected => "affected",
            StatementStatus::Fixed => "fixed",
            StatementStatus::UnderInvestigation => "under_investigation",
            StatementStatus::Accepted => "accepted",
        }
    }

    /// Whether a finding of which this is stated decides nothing any more.
    #[must_use]
    pub fn settles(self) -> bool {
        matches!(
            self,
            StatementStatus::NotAffected | StatementStatus::Fixed | StatementStatus::Accepted
        )
    }
}

impl fmt::Display for StatementStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Who brought what a finding is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The base image.
    Base,
    /// The layers that were put on top of it.
    Own,
}

impl Origin {
    /// The word of reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::Base => "base",
            Origin::Own => "own",
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
