//! Lists of globs in which `*` and `?` stop at a slash and `**` does not.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::limits::PATTERN_BYTES_MAX;
use crate::problem::Problem;
use crate::typed::quoted;

/// What means something else than itself in a pattern.
const SIGNS: [char; 9] = ['*', '?', '[', ']', '{', '}', ',', '!', '\\'];

/// Patterns of which one must match.
#[derive(Clone, Debug)]
pub(crate) struct Patterns {
    texts: Vec<String>,
    matcher: Matcher,
}

/// How texts are compared with the patterns.
#[derive(Clone, Debug)]
enum Matcher {
    /// None of them has a sign: names of checks mostly are, and every rule asks for them of every
    /// finding.
    Plain(Vec<String>),
    /// At least one has.
    Globs(GlobSet),
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
        let mut plain = Vec::with_capacity(texts.len());
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
            if comparison != Comparison::AnyCase && !pattern.contains(SIGNS) {
                plain.push(pattern.to_owned());
            }
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
        let matcher = if plain.len() == texts.len() {
            Matcher::Plain(plain)
        } else {
            Matcher::Globs(set.build().map_err(problem)?)
        };
        Ok(Patterns {
            texts: texts.to_vec(),
            matcher,
        })
    }

    /// Whether one pattern matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let text = text.strip_prefix('/').unwrap_or(text);
        match &self.matcher {
            Matcher::Plain(all) => all.iter().any(|one| one == text),
            Matcher::Globs(set) => set.is_match(text),
        }
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
    fn a_list_without_signs_matches_as_a_list_with_one_does() {
        let texts = ["root-user", "usr/bin/env", "a.b", "/etc/x"].map(str::to_owned);
        let with_sign = [&texts[..], &["never*never".to_owned()]].concat();
        for comparison in [Comparison::Exact, Comparison::Path] {
            let plain = Patterns::new(&texts, comparison).unwrap();
            let globs = Patterns::new(&with_sign, comparison).unwrap();
            assert!(matches!(plain.matcher, Matcher::Plain(_)));
            assert!(matches!(globs.matcher, Matcher::Globs(_)));
            let others = ["", "env", "root-users", "A.B", "axb", "etc/x", "//etc/x"];
            for text in texts.iter().map(String::as_str).chain(others) {
                assert_eq!(plain.matches(text), globs.matches(text), "{text}");
                let rooted = format!("/{text}");
                assert_eq!(plain.matches(&rooted), globs.matches(&rooted), "{rooted}");
            }
        }
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
