//! The risk of a control or a finding, from 0 to 10.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A risk from 0 (none) to 10 (the worst), as the source checklists score it, in tenths.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Risk(#[schemars(range(min = 0.0, max = 10.0))] f32);

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
        assert_eq!(Risk::new(7.25).to_string(), "7.3");
    }
}
