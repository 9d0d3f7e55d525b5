//! The scales of other tools on ours: what each word means, and where it came from.

use seaworthy_model::{Confidence, Severity};

/// A severity with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rating {
    pub(crate) severity: Severity,
    /// In the words of the tool.
    pub(crate) rated: String,
}

impl Rating {
    pub(crate) fn new(severity: Severity, rated: impl Into<String>) -> Self {
        Rating {
            severity,
            rated: rated.into(),
        }
    }

    /// Nobody rated it, which does not make it harmless.
    pub(crate) fn none(rated: impl Into<String>) -> Self {
        Rating::new(Severity::Unknown, rated)
    }

    /// A score on the scale of CVSS, from 0 to 10.
    pub(crate) fn of_score(name: &str, score: f64) -> Option<Self> {
        if !(0.0..=10.0).contains(&score) {
            return None;
        }
        // One digit after the point, as scores are published.
        let score = (score * 10.0).round() / 10.0;
        Some(Rating::new(
            Severity::of_cvss(score as f32),
            format!("{name} {score:.1}"),
        ))
    }

    /// A word for a severity, as most tools use them.
    pub(crate) fn of_word(name: &str, word: &str) -> Option<Self> {
        let severity = match word.trim().to_ascii_lowercase().as_str() {
            "critical" | "blocker" => Severity::Critical,
            "high" | "important" | "error" | "major" => Severity::High,
            "medium" | "moderate" | "warning" => Severity::Medium,
            "low" | "minor" | "note" => Severity::Low,
            "info" | "informational" | "information" | "negligible" | "recommendation" => {
                Severity::Negligible
            }
            "unknown" => Severity::Unknown,
            _ => return None,
        };
        Some(Rating::new(
            severity,
            format!("{name} {}", word.trim().to_ascii_lowercase()),
        ))
    }
}

/// A word for a confidence, as most tools use them; medium where it says nothing.
pub(crate) fn confidence(word: &str) -> Confidence {
    match word.trim().to_ascii_lowercase().as_str() {
        "very-high" | "high" | "certain" | "confirmed" => Confidence::High,
        "low" | "tentative" => Confidence::Low,
        _ => Confidence::Medium,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_falls_into_the_bands_of_cvss() {
        for (score, severity) in [
            (10.0, Severity::Critical),
            (9.0, Severity::Critical),
            (8.9, Severity::High),
            (4.0, Severity::Medium),
            (3.9, Severity::Low),
            (0.0, Severity::Negligible),
        ] {
            assert_eq!(Rating::of_score("s", score).unwrap().severity, severity);
        }
        for odd in [-1.0, 10.1, f64::NAN, f64::INFINITY] {
            assert_eq!(Rating::of_score("s", odd), None);
        }
    }

    #[test]
    fn an_unheard_word_is_no_rating() {
        assert_eq!(Rating::of_word("severity", "dreadful"), None);
        let high = Rating::of_word("severity", " HIGH ").unwrap();
        assert_eq!(high, Rating::new(Severity::High, "severity high"));
    }
}
