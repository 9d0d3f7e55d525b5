//! What a gate decides, and because of which findings.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Fingerprint;

/// A place in a container's life at which a decision is made.
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
pub enum Gate {
    /// A pipeline that builds.
    #[default]
    Ci,
    /// An image that lies in a registry.
    Registry,
    /// An object that enters a cluster.
    Admission,
    /// A workload that runs.
    Runtime,
    /// An image that moves to the next registry.
    Promotion,
}

impl Gate {
    /// All gates in the order of a container's life.
    pub const ALL: [Gate; 5] = [
        Gate::Ci,
        Gate::Registry,
        Gate::Promotion,
        Gate::Admission,
        Gate::Runtime,
    ];

    /// The word of the policy file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Gate::Ci => "ci",
            Gate::Registry => "registry",
            Gate::Admission => "admission",
            Gate::Runtime => "runtime",
            Gate::Promotion => "promotion",
        }
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A word that is no gate.
#[derive(Debug, thiserror::Error)]
#[error("unknown gate `{0}`; use ci, registry, admission, runtime or promotion")]
pub struct GateError(String);

impl FromStr for Gate {
    type Err = GateError;

    fn from_str(text: &str) -> Result<Self, GateError> {
        Gate::ALL
            .into_iter()
            .find(|gate| gate.as_str() == text)
            .ok_or_else(|| GateError(text.chars().take(40).collect()))
    }
}

/// What happens to the container. Ordered: `Deny` is the greatest.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[must_use]
pub enum Decision {
    /// It may sail.
    Allow,
    /// It may sail, and somebody should look.
    Warn,
    /// It stays.
    Deny,
}

impl Decision {
    /// The word of the native format.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Decision::Allow => "allow",
            Decision::Warn => "warn",
            Decision::Deny => "deny",
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The decision of one gate, and what decided it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[must_use]
pub struct Verdict {
    /// The gate.
    pub gate: Gate,
    /// What it decides.
    pub decision: Decision,
    /// Name of the policy: that of a built-in one, or the path of the file.
    pub policy: String,
    /// SHA-256 of the policy's text, so that a verdict can be tied to it.
    pub policy_digest: crate::Digest,
    /// Every finding or unknown that made the decision worse than `allow`, the worst first.
    pub reasons: Vec<Reason>,
}

/// Why a verdict is not `allow`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// What this reason alone would decide.
    pub decision: Decision,
    /// The rule of the policy that decided, as a path such as `gates.ci.deny[1]`.
    pub rule: String,
    /// That rule in words.
    pub message: String,
    /// The finding, unless it is an unknown or the policy itself that decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Fingerprint>,
}
