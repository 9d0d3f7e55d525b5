//! How bad a finding is, and how sure we are of it: two different things.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How bad it is if the finding is true. Ordered: `Unknown` is the least.
///
/// The words are those of the CVSS qualitative scale (CVSS v3.1 section 5), with `Negligible` for
/// what distributions call unimportant and `Unknown` where no source rated it.
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
pub enum Severity {
    /// Nobody rated it. It is not a synonym of harmless.
    #[default]
    Unknown,
    /// Of no practical consequence.
    Negligible,
    /// CVSS 0.1 to 3.9.
    Low,
    /// CVSS 4.0 to 6.9.
    Medium,
    /// CVSS 7.0 to 8.9.
    High,
    /// CVSS 9.0 to 10.0.
    Critical,
}

impl Severity {
    /// All severities, the worst first.
    pub const ALL: [Severity; 6] = [
        Severity::Critical,
        Severity::High,
        Severity::Medium,
        Severity::Low,
        Severity::Negligible,
        Severity::Unknown,
    ];

    /// The qualitative rating of a CVSS v3 or v4 base score from 0.0 to 10.0.
    #[must_use]
    pub fn of_cvss(score: f32) -> Self {
        match score {
            s if s >= 9.0 => Severity::Critical,
            s if s >= 7.0 => Severity::High,
            s if s >= 4.0 => Severity::Medium,
            s if s > 0.0 => Severity::Low,
            _ => Severity::Negligible,
        }
    }

    /// The word of the native format, lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Unknown => "unknown",
            Severity::Negligible => "negligible",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A word that is no severity.
#[derive(Debug, thiserror::Error)]
#[error("unknown severity `{0}`; use critical, high, medium, low, negligible or unknown")]
pub struct SeverityError(String);

impl FromStr for Severity {
    type Err = SeverityError;

    /// Reads our words and the synonyms that vendors use (`important`, `moderate`, `untriaged`).
    fn from_str(text: &str) -> Result<Self, SeverityError> {
        Ok(match text.to_ascii_lowercase().as_str() {
            "critical" => Severity::Critical,
            "high" | "important" => Severity::High,
            "medium" | "moderate" => Severity::Medium,
            "low" => Severity::Low,
            "negligible" | "unimportant" | "none" => Severity::Negligible,
            "unknown" | "untriaged" | "" => Severity::Unknown,
            _ => return Err(SeverityError(text.chars().take(40).collect())),
        })
    }
}

/// How sure we are that the finding is true.
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
pub enum Confidence {
    /// A hint; a person should look.
    Low,
    /// Probably true; the evidence allows another reading.
    Medium,
    /// The evidence proves it.
    #[default]
    High,
}

impl Confidence {
    /// The word of the native format, lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cvss_bands_have_their_published_borders() {
        let bands = [
            (0.0, Severity::Negligible),
            (0.1, Severity::Low),
            (3.9, Severity::Low),
            (4.0, Severity::Medium),
            (6.9, Severity::Medium),
            (7.0, Severity::High),
            (8.9, Severity::High),
            (9.0, Severity::Critical),
            (10.0, Severity::Critical),
        ];
        for (score, severity) in bands {
            assert_eq!(Severity::of_cvss(score), severity, "score {score}");
        }
    }

    #[test]
    fn every_word_reads_back() {
        for severity in Severity::ALL {
            assert_eq!(severity.as_str().parse::<Severity>().unwrap(), severity);
        }
        assert!("dreadful".parse::<Severity>().is_err());
    }
}
