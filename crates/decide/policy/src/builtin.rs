//! The policies that need no file. They are data files in the format that users write.

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
#[serde(rename_all = "kebab-case")]
pub enum Builtin {
    /// Stops what is exploited, critical and mendable, or a proven secret.
    #[default]
    Baseline,
    /// `baseline`, and root users, high weaknesses with a fix and unsupported distributions.
    Restricted,
    /// `restricted`, and whatever is not known: moving tags, missing data, unread parts.
    Production,
    /// What the level `baseline` of the Pod Security Standards forbids, and nothing else.
    PssBaseline,
    /// What the level `restricted` of the Pod Security Standards forbids, and nothing else.
    PssRestricted,
}

impl Builtin {
    /// All of them.
    pub const ALL: [Builtin; 5] = [
        Builtin::Baseline,
        Builtin::Restricted,
        Builtin::Production,
        Builtin::PssBaseline,
        Builtin::PssRestricted,
    ];

    /// Those that build on each other, the mildest first.
    pub const GRADED: [Builtin; 3] = [Builtin::Baseline, Builtin::Restricted, Builtin::Production];

    /// The word of the policy file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Builtin::Baseline => "baseline",
            Builtin::Restricted => "restricted",
            Builtin::Production => "production",
            Builtin::PssBaseline => "pss-baseline",
            Builtin::PssRestricted => "pss-restricted",
        }
    }

    /// The text of the policy.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Builtin::Baseline => include_str!("../builtin/baseline.yaml"),
            Builtin::Restricted => include_str!("../builtin/restricted.yaml"),
            Builtin::Production => include_str!("../builtin/production.yaml"),
            Builtin::PssBaseline => include_str!("../builtin/pss-baseline.yaml"),
            Builtin::PssRestricted => include_str!("../builtin/pss-restricted.yaml"),
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
#[error(
    "there is no built-in policy `{0}`; use baseline, restricted, production, pss-baseline or \
     pss-restricted"
)]
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
