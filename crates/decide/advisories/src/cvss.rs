//! CVSS vectors of versions 2.0, 3.0, 3.1 and 4.0 (FIRST): read, scored and ranked.

use std::str::FromStr;

use seaworthy_model::Severity;

/// LIMIT: longest vector, in bytes. A complete CVSS v4.0 vector with all metrics has about 250.
pub const VECTOR_BYTES_MAX: usize = 300;

/// Why a vector has no score.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VectorError {
    /// Longer than [`VECTOR_BYTES_MAX`].
    #[error("the CVSS vector has {bytes} bytes, more than {VECTOR_BYTES_MAX}")]
    TooLong {
        /// Length of the text in bytes.
        bytes: usize,
    },
    /// Not a vector of a known version.
    #[error("not a CVSS vector: {0}")]
    Malformed(String),
}

/// A scored vector.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// Version times ten: 20, 30, 31 or 40.
    pub version: u8,
    /// Base score from 0.0 to 10.0.
    pub score: f32,
    /// The qualitative rating of the score.
    pub severity: Severity,
}

/// Reads and scores a vector. Version 2.0 may stand in brackets or behind `CVSS:2.0/`.
///
/// # Errors
/// When the text is too long or no vector.
pub fn score(vector: &str) -> Result<Scored, VectorError> {
    let vector = vector.trim();
    if vector.len() > VECTOR_BYTES_MAX {
        return Err(VectorError::TooLong {
            bytes: vector.len(),
        });
    }
    // The library takes a vector with base metrics missing and scores it too low.
    if let Some(metric) = missing_metric(vector) {
        return Err(VectorError::Malformed(format!(
            "the base metric {metric} is missing"
        )));
    }
    let (version, score) = if vector.starts_with("CVSS:4") {
        let parsed = cvss::v4::Vector::from_str(vector).map_err(|e| malformed(&e))?;
        (40, parsed.score().value())
    } else if vector.starts_with("CVSS:3") {
        let parsed = cvss::v3::Vector::from_str(vector).map_err(|e| malformed(&e))?;
        let version = if vector.starts_with("CVSS:3.0") {
            30
        } else {
            31
        };
        (version, parsed.base_score().value())
    } else {
        let bare = vector.trim_start_matches('(').trim_end_matches(')');
        let bare = bare.strip_prefix("CVSS:2.0/").unwrap_or(bare);
        let parsed = cvss::v2::Vector::from_str(bare).map_err(|e| malformed(&e))?;
        (20, parsed.score().value())
    };
    let score = (score as f32).clamp(0.0, 10.0);
    Ok(Scored {
        version,
        score,
        severity: rating(version, score),
    })
}

fn malformed(error: &cvss::Error) -> VectorError {
    VectorError::Malformed(error.to_string())
}

/// The first base metric of the vector's version that it does not state.
fn missing_metric(vector: &str) -> Option<&'static str> {
    let metrics: &[&str] = match vector.get(..6) {
        Some("CVSS:4") => &[
            "AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA",
        ],
        Some("CVSS:3") => &["AV", "AC", "PR", "UI", "S", "C", "I", "A"],
        _ => &["AV", "AC", "Au", "C", "I", "A"],
    };
    let states = |metric: &str| {
        let parts = vector.trim_start_matches('(').split('/');
        parts
            .filter_map(|part| part.split_once(':'))
            .any(|(name, _)| name == metric)
    };
    metrics.iter().find(|metric| !states(metric)).copied()
}

/// NVD's bands for version 2.0 have no critical; versions 3 and 4 share theirs.
fn rating(version: u8, score: f32) -> Severity {
    match Severity::of_cvss(score) {
        Severity::Critical if version == 20 => Severity::High,
        rating => rating,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores from the examples of FIRST and from NVD's entries for well-known weaknesses.
    const PUBLISHED: [(&str, u8, f32, Severity); 13] = [
        ("AV:N/AC:L/Au:N/C:N/I:N/A:C", 20, 7.8, Severity::High),
        ("AV:N/AC:L/Au:N/C:C/I:C/A:C", 20, 10.0, Severity::High),
        ("(AV:L/AC:H/Au:N/C:C/I:C/A:C)", 20, 6.2, Severity::Medium),
        (
            "CVSS:2.0/AV:N/AC:L/Au:N/C:P/I:N/A:N",
            20,
            5.0,
            Severity::Medium,
        ),
        (
            "CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N",
            30,
            5.9,
            Severity::Medium,
        ),
        (
            "CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N",
            30,
            6.4,
            Severity::Medium,
        ),
        (
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H",
            31,
            10.0,
            Severity::Critical,
        ),
        (
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
            31,
            7.5,
            Severity::High,
        ),
        (
            "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H",
            31,
            7.8,
            Severity::High,
        ),
        (
            "CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N",
            31,
            0.0,
            Severity::Negligible,
        ),
        (
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
            40,
            9.3,
            Severity::Critical,
        ),
        (
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H",
            40,
            10.0,
            Severity::Critical,
        ),
        (
            "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
            40,
            7.3,
            Severity::High,
        ),
    ];

    #[test]
    fn vectors_score_as_published() {
        for (vector, version, expected, severity) in PUBLISHED {
            let scored = score(vector).unwrap();
            assert_eq!(scored.version, version, "{vector}");
            assert!(
                (scored.score - expected).abs() < 0.01,
                "{vector}: {}",
                scored.score
            );
            assert_eq!(scored.severity, severity, "{vector}");
        }
    }

    #[test]
    fn what_is_no_vector_is_an_error() {
        for text in [
            "",
            "high",
            "CVSS:3.1/AV:N",
            "CVSS:9.0/AV:N",
            "AV:N/AC:Q/Au:N/C:N/I:N/A:C",
        ] {
            assert!(
                matches!(score(text), Err(VectorError::Malformed(_))),
                "{text}"
            );
        }
        let long = format!("CVSS:3.1/{}", "A".repeat(VECTOR_BYTES_MAX));
        assert!(matches!(score(&long), Err(VectorError::TooLong { .. })));
    }
}
