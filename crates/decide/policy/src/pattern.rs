//! Lists of globs in which `*` and `?` stop at a slash and `**` does not.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::limits::PATTERN_BYTES_MAX;
use crate::problem::Problem;
use crate::typed::quoted;

/// Patterns of which one must match.
#[derive(Clone, Debug)]
pub(crate) struct Patterns {
    texts: Vec<String>,
    set: GlobSet,
}

/// How the texts of a list are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// Letter by letter.
    Exact,
    /// Upper and lower case are the same: ids of weaknesses.
    AnyCase,
    /// As paths: a leading slash does not count.
    Path,
}

impl Patterns {
    /// Builds a list. An error comes with the number of its pattern.
    pub(crate) fn new(texts: &[String], comparison: Comparison) -> Result<Self, (usize, Problem)> {
        let mut set = GlobSetBuilder::new();
        for (index, text) in texts.iter().enumerate() {
            let refuse = |reason: String| {
                (
                    index,
                    Problem::Pattern {
                        pattern: quoted(text),
                        reason,
                    },
                )
            };
            if text.is_empty() {
                return Err(refuse("it is empty".to_owned()));
            }
            if text.len() > PATTERN_BYTES_MAX {
                return Err(refuse(format!("it has {} bytes", text.len())));
            }
            let pattern = match comparison {
                Comparison::Path => text.strip_prefix('/').unwrap_or(text),
                Comparison::Exact | Comparison::AnyCase => text,
            };
            let glob = GlobBuilder::new(pattern)
                .literal_separator(true)
                .case_insensitive(comparison == Comparison::AnyCase)
                .backslash_escape(true)
                .build()
                .map_err(|error| refuse(error.kind().to_string()))?;
            set.add(glob);
        }
        let problem = |error: globset::Error| {
            let pattern = error.glob().unwrap_or_default().to_owned();
            (
                0,
                Problem::Pattern {
                    pattern,
                    reason: error.kind().to_string(),
                },
            )
        };
        Ok(Patterns {
            texts: texts.to_vec(),
            set: set.build().map_err(problem)?,
        })
    }

    /// Whether one pattern matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.set.is_match(text.strip_prefix('/').unwrap_or(text))
    }

    /// Whether one pattern matches one of the texts.
    pub(crate) fn match_any<'a>(&self, mut texts: impl Iterator<Item = &'a str>) -> bool {
        texts.any(|text| self.matches(text))
    }

    /// The patterns as written.
    pub(crate) fn texts(&self) -> &[String] {
        &self.texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(text: &str, comparison: Comparison) -> Patterns {
        Patterns::new(&[text.to_owned()], comparison).unwrap()
    }

    #[test]
    fn one_star_stops_at_a_slash_and_two_do_not() {
        let one = patterns("usr/*", Comparison::Path);
        assert!(one.matches("usr/bin"));
        assert!(!one.matches("usr/bin/env"));
        let two = patterns("/usr/**", Comparison::Path);
        assert!(two.matches("usr/bin/env"));
        assert!(two.matches("/usr/bin/env"));
    }

    #[test]
    fn ids_of_weaknesses_have_no_case() {
        assert!(patterns("cve-2021-*", Comparison::AnyCase).matches("CVE-2021-44228"));
        assert!(!patterns("openssl", Comparison::Exact).matches("OpenSSL"));
    }

    #[test]
    fn what_is_no_pattern_is_refused_with_its_number() {
        for bad in ["", "[", "{a", "x[z-a]"] {
            let list = ["fine".to_owned(), bad.to_owned()];
            let (index, problem) = Patterns::new(&list, Comparison::Exact).unwrap_err();
            assert_eq!(index, 1, "{bad}");
            assert!(matches!(problem, Problem::Pattern { .. }), "{bad}");
        }
        let long = "x".repeat(PATTERN_BYTES_MAX + 1);
        assert!(Patterns::new(&[long], Comparison::Exact).is_err());
        let long = "x".repeat(PATTERN_BYTES_MAX);
        assert!(Patterns::new(&[long], Comparison::Exact).is_ok());
    }
}
