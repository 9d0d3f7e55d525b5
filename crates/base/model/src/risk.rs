//! The risk of a control or a finding, from 0 to 10.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Confidence, Severity};

/// A risk from 0 (none) to 10 (the worst), as the source checklists score it, in tenths.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Risk(#[schemars(range(min = 0.0, max = 10.0))] f32);

/// What is known of how likely a weakness is to be used.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Exploitation {
    /// Highest CVSS base score, 0.0 to 10.0.
    pub cvss: Option<f32>,
    /// EPSS probability, 0.0 to 1.0.
    pub epss: Option<f32>,
    /// Whether it is known to be exploited.
    pub known: bool,
}

impl Risk {
    /// A risk, brought into the range from 0 to 10 and rounded to tenths; not-a-number is 10.
    #[must_use]
    pub fn new(value: f32) -> Self {
        if value.is_nan() {
            return Risk(10.0);
        }
        Risk((value.clamp(0.0, 10.0) * 10.0).round() / 10.0)
    }

    /// The number, from 0.0 to 10.0.
    #[must_use]
    pub fn value(self) -> f32 {
        self.0
    }

    /// The risk of a finding: its severity, weighed by the risk of the control that it breaks and
    /// by how sure we are.
    ///
    /// The control moves the result by at most three tenths of it and the confidence by at most
    /// two, so that severity stays what decides.
    #[must_use]
    pub fn of_finding(severity: Severity, confidence: Confidence, control: Risk) -> Self {
        let sure = match confidence {
            Confidence::High => 1.0,
            Confidence::Medium => 0.9,
            Confidence::Low => 0.8,
        };
        Risk::new(severity_points(severity) * (0.7 + 0.03 * control.0) * sure)
    }

    /// The risk of a known weakness: what it can do (the vendor's severity and CVSS, in equal
    /// parts), weighed by how likely it is to be used.
    ///
    /// Known exploitation makes it at least 9.0 whatever its score. Without it, an EPSS
    /// probability of 0 takes four tenths away and one of 0.5 or more takes nothing; where there is
    /// no EPSS, two tenths go.
    #[must_use]
    pub fn of_weakness(severity: Severity, exploitation: Exploitation) -> Self {
        let words = severity_points(severity);
        let harm = exploitation
            .cvss
            .map_or(words, |cvss| f32::midpoint(words, cvss));
        if exploitation.known {
            return Risk::new(harm.max(9.0));
        }
        let likely = exploitation
            .epss
            .map_or(0.8, |epss| 0.6 + 0.4 * (epss * 2.0).min(1.0));
        Risk::new(harm * likely)
    }
}

/// The middle of each CVSS band; what nobody rated counts as medium, since it may be anything.
fn severity_points(severity: Severity) -> f32 {
    match severity {
        Severity::Critical => 10.0,
        Severity::High => 8.0,
        Severity::Medium | Severity::Unknown => 5.5,
        Severity::Low => 3.0,
        Severity::Negligible => 1.0,
    }
}

impl fmt::Display for Risk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:.1}", self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_risk_stays_in_its_range() {
        assert_eq!(Risk::new(-1.0).value(), 0.0);
        assert_eq!(Risk::new(11.0).value(), 10.0);
        assert_eq!(Risk::new(f32::NAN).value(), 10.0);
        assert_eq!(Risk::new(7.26).to_string(), "7.3");
    }

    #[test]
    fn the_control_and_the_confidence_move_the_risk_but_do_not_decide_it() {
        let risk = |severity, confidence, control| {
            Risk::of_finding(severity, confidence, Risk::new(control)).value()
        };
        assert_eq!(risk(Severity::Critical, Confidence::High, 10.0), 10.0);
        assert!(risk(Severity::High, Confidence::High, 5.0) < 8.0);
        let least_critical = risk(Severity::Critical, Confidence::High, 0.0);
        assert!(least_critical > risk(Severity::Medium, Confidence::High, 10.0));
    }

    #[test]
    fn known_exploitation_comes_first_and_epss_orders_the_rest() {
        let with = |epss, known| {
            Risk::of_weakness(
                Severity::High,
                Exploitation {
                    cvss: Some(7.5),
                    epss,
                    known,
                },
            )
        };
        assert!(with(None, true).value() >= 9.0);
        assert!(with(Some(0.9), false) > with(Some(0.1), false));
        assert!(with(Some(0.1), false) > with(Some(0.0), false));
    }
}
