//! The three policies that need no file. They are data files in the format that users write.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A policy that is compiled in.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Builtin {
    /// Stops what is exploited, critical and mendable, or a proven secret.
    #[default]
    Baseline,
    /// `baseline`, and root users, high weaknesses with a fix and unsupported distributions.
    Restricted,
    /// `restricted`, and whatever is not known: moving tags, missing data, unread parts.
    Production,
}

impl Builtin {
    /// All of them, the mildest first.
    pub const ALL: [Builtin; 3] = [Builtin::Baseline, Builtin::Restricted, Builtin::Production];

    /// The word of the policy file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Builtin::Baseline => "baseline",
            Builtin::Restricted => "restricted",
            Builtin::Production => "production",
        }
    }

    /// The text of the policy.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Builtin::Baseline => include_str!("../builtin/baseline.yaml"),
            Builtin::Restricted => include_str!("../builtin/restricted.yaml"),
            Builtin::Production => include_str!("../builtin/production.yaml"),
        }
    }
}

impl fmt::Display for Builtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A word that is no built-in policy.
#[derive(Debug, thiserror::Error)]
#[error("there is no built-in policy `{0}`; use baseline, restricted or production")]
pub struct BuiltinError(String);

impl FromStr for Builtin {
    type Err = BuiltinError;

    fn from_str(text: &str) -> Result<Self, BuiltinError> {
        Builtin::ALL
            .into_iter()
            .find(|builtin| builtin.as_str() == text)
            .ok_or_else(|| BuiltinError(text.chars().take(40).collect()))
    }
}
