//! How many cases of each set must pass: the committed figures that may only rise.

use anyhow::{Context as _, Result};
use toml::Table;

use crate::Outcome;

/// Set name to the least number of passed cases.
#[derive(Debug)]
pub struct Floors(Table);

impl Floors {
    /// The floors of this tree.
    ///
    /// # Errors
    /// When the committed file is not TOML.
    pub fn committed() -> Result<Self> {
        Self::parse(include_str!("../../../../xtask/truth-floors.toml"))
    }

    fn parse(text: &str) -> Result<Self> {
        Ok(Self(
            text.parse().context("parsing xtask/truth-floors.toml")?,
        ))
    }

    /// Why an outcome is under its floor, if it is. A set without a floor, or without a case, is.
    #[must_use]
    pub fn fault(&self, set: &str, outcome: &Outcome) -> Option<String> {
        let Some(floor) = self.0.get(set).and_then(toml::Value::as_integer) else {
            return Some(format!("{set} has no floor in xtask/truth-floors.toml"));
        };
        let passed = i64::try_from(outcome.passed).unwrap_or(i64::MAX);
        if outcome.total == 0 {
            return Some(format!("{set} has no case"));
        }
        (passed < floor).then(|| format!("{set}: {passed} passed, its floor is {floor}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(passed: usize, total: usize) -> Outcome {
        Outcome {
            passed,
            total,
            ..Outcome::default()
        }
    }

    #[test]
    fn a_set_under_its_floor_without_one_or_without_cases_is_a_fault() {
        let floors = Floors::parse("a = 2\n").unwrap();
        assert_eq!(floors.fault("a", &outcome(2, 3)), None);
        assert!(floors.fault("a", &outcome(1, 3)).is_some());
        assert!(floors.fault("b", &outcome(3, 3)).is_some());
        assert!(
            Floors::parse("a = 0\n")
                .unwrap()
                .fault("a", &outcome(0, 0))
                .is_some()
        );
    }
}
