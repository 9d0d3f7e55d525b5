//! One target in, one assessment out: the native document.

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Advice, Finding, Note, Target, Unknown, Verdict};

/// Name and version of the native format. It changes when a reader of the old one would misread.
pub const ASSESSMENT_SCHEMA: &str = "seaworthy.assessment/v1";

/// Everything that one scan yields. `F` is the type of its facts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assessment<F> {
    /// Always [`ASSESSMENT_SCHEMA`].
    pub schema: String,
    /// What was assessed.
    pub target: Target,
    /// The program that did it.
    pub tool: ToolVersion,
    /// The data it used.
    pub data: DataVersion,
    /// When, and how long.
    pub timing: Timing,
    /// What was found in the target.
    pub facts: F,
    /// What is wrong with it, the worst first.
    pub findings: Vec<Finding>,
    /// What could not be read or decided.
    pub unknowns: Vec<Unknown>,
    /// What a reader should know and what decides nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// What to do about the target as a whole.
    #[serde(default, skip_serializing_if = "Advice::is_empty")]
    pub advice: Advice,
    /// What the gate decides.
    pub verdict: Verdict,
}

/// The program that made a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ToolVersion {
    /// `seaworthy`.
    pub name: String,
    /// Semantic version.
    pub version: String,
}

/// The advisory data that a scan used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DataVersion {
    /// Where the pack came from: `embedded` or its path.
    pub pack: String,
    /// SHA-256 of the pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<crate::Digest>,
    /// The sets of the pack that this scan asked.
    pub sources: Vec<DataSource>,
}

/// One set of advisories that a scan asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DataSource {
    /// The ecosystem as OSV names it, such as `Debian:12`.
    pub ecosystem: String,
    /// Whether the pack knows anything of it.
    pub covered: bool,
    /// The newest advisory in it, where covered and dated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_advisory: Option<Date>,
    /// What a reader should know about it, such as that it stands in for another vendor's data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// When a scan ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Timing {
    /// Start, UTC.
    pub started: Timestamp,
    /// Wall time in milliseconds.
    pub elapsed_ms: u64,
}
