//! Patterns over repositories and tags.

use globset::{Glob, GlobBuilder, GlobMatcher};
use thiserror::Error;

/// LIMIT: longest pattern in bytes. Names have 255.
pub const PATTERN_BYTES_MAX: usize = 1_024;

/// A pattern over names: `*` stands for any run of characters but `/`, `**` for any at all, `?`
/// for one, `[ab]` for one of a set and `{a,b}` for one of some texts.
#[derive(Debug, Clone)]
pub struct Pattern {
    matcher: GlobMatcher,
}

/// Why a text is no pattern.
#[derive(Debug, Error)]
pub enum ParsePatternError {
    /// Longer than [`PATTERN_BYTES_MAX`].
    #[error("the pattern is longer than {PATTERN_BYTES_MAX} bytes")]
    TooLong,
    /// Not of the grammar.
    #[error("the pattern cannot be read")]
    Malformed(#[source] globset::Error),
}

impl Pattern {
    /// Whether the pattern names `name`, as a whole and with its case.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        self.matcher.is_match(name)
    }
}

impl std::str::FromStr for Pattern {
    type Err = ParsePatternError;

    fn from_str(text: &str) -> Result<Self, ParsePatternError> {
        if text.len() > PATTERN_BYTES_MAX {
            return Err(ParsePatternError::TooLong);
        }
        let mut builder = GlobBuilder::new(text);
        let glob: Glob = builder
            .literal_separator(true)
            .build()
            .map_err(ParsePatternError::Malformed)?;
        Ok(Self {
            matcher: glob.compile_matcher(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_within_a_part_and_two_cross_them() {
        let matches = |pattern: &str, name: &str| {
            pattern
                .parse::<Pattern>()
                .is_ok_and(|pattern| pattern.matches(name))
        };
        assert!(matches("team/*", "team/app"));
        assert!(!matches("team/*", "team/app/web"));
        assert!(matches("team/**", "team/app/web"));
        assert!(matches("v*", "v1.2") && !matches("v*", "1.2") && !matches("v*", "V1"));
        assert!(matches("{1,2}.?", "2.0"));
        assert!("[".parse::<Pattern>().is_err());
        let long = "a".repeat(PATTERN_BYTES_MAX + 1);
        assert!(matches!(
            long.parse::<Pattern>(),
            Err(ParsePatternError::TooLong)
        ));
    }
}
