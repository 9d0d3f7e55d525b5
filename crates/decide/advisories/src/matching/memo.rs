//! Answers that were given before: a package that many targets have is matched once.

use std::collections::HashMap;

use super::{Found, Match, Matcher, Query, Undecided};
use crate::pack::{Cycles, Pack, PackError, Section};

/// LIMIT: questions whose answers are kept. Fleets of a thousand images have some ten thousand
/// distinct packages; an answer without a match takes a hundred bytes.
const ANSWERS_MAX: usize = 200_000;

/// LIMIT: matches that are kept in all answers together, about 500 bytes each. A badly aged image
/// has some 20,000.
const MATCHES_KEPT_MAX: usize = 100_000;

/// One pack and what was asked of it. Sections are opened once, and questions answered once.
pub struct Memo<'a> {
    matcher: Matcher<'a>,
    pub(super) cycles: Option<Option<Cycles<'a>>>,
    answers: HashMap<Asked, Result<Found, Undecided>>,
    matches: usize,
}

/// A question, owned.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Asked {
    ecosystems: Vec<String>,
    name: String,
    version: String,
    source: Option<String>,
    modular: bool,
}

impl Asked {
    fn of(query: &Query<'_>) -> Self {
        Asked {
            ecosystems: query.ecosystems.to_vec(),
            name: query.name.to_owned(),
            version: query.version.to_owned(),
            source: query.source.map(str::to_owned),
            modular: query.modular,
        }
    }
}

impl<'a> Memo<'a> {
    /// Takes a pack; nothing was asked yet.
    #[must_use]
    pub fn new(pack: Pack<'a>) -> Self {
        Memo {
            matcher: Matcher::new(pack),
            cycles: None,
            answers: HashMap::new(),
            matches: 0,
        }
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &Pack<'a> {
        self.matcher.pack()
    }

    /// A section that a question opened.
    pub(super) fn section(&self, ecosystem: &str) -> Option<&Section<'a>> {
        self.matcher.section(ecosystem)
    }

    /// Finds the answers to those questions that were not asked before.
    pub(super) fn answer(&mut self, queries: &[Query<'_>]) -> Result<(), PackError> {
        let answered = self.try_answer(queries);
        if answered.is_err() {
            // Some answers lack their matches, and must not be given to anybody.
            self.answers.clear();
            self.matches = 0;
        }
        answered
    }

    fn try_answer(&mut self, queries: &[Query<'_>]) -> Result<(), PackError> {
        if self.answers.len() + queries.len() > ANSWERS_MAX || self.matches > MATCHES_KEPT_MAX {
            // What is asked next is likely what was asked last, but which that was is not known.
            self.answers.clear();
            self.matches = 0;
        }
        let mut new: Vec<(Asked, bool)> = Vec::new();
        let mut matches: Vec<Match> = Vec::new();
        for query in queries {
            let asked = Asked::of(query);
            if self.answers.contains_key(&asked) {
                continue;
            }
            for ecosystem in query.ecosystems {
                self.matcher.open(ecosystem)?;
            }
            let found = self.matcher.matches(new.len(), query);
            let answer = found.map(|mut found| {
                matches.append(&mut found.matches);
                found
            });
            new.push((asked.clone(), answer.is_ok()));
            self.answers.insert(asked, answer);
        }
        // All at once, so that each block of scores is inflated at most once.
        self.matcher.enrich(&mut matches)?;
        self.matches += matches.len();
        for found in matches {
            let Some((asked, true)) = new.get(found.package) else {
                continue;
            };
            if let Some(Ok(answer)) = self.answers.get_mut(asked) {
                answer.matches.push(found);
            }
        }
        Ok(())
    }

    /// An answer, told of this package.
    pub(super) fn found(
        &self,
        package: usize,
        query: &Query<'_>,
    ) -> Option<Result<Found, Undecided>> {
        let mut answer = self.answers.get(&Asked::of(query))?.clone();
        match &mut answer {
            Ok(found) => {
                for found in &mut found.matches {
                    found.package = package;
                }
            }
            Err(undecided) => undecided.package = package,
        }
        Some(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_that_differ_in_anything_are_two() {
        let (one, two) = (["Debian:12".to_owned()], ["Debian:13".to_owned()]);
        let query = Query {
            ecosystems: &one,
            name: "a",
            version: "1",
            source: None,
            modular: false,
        };
        let asked = |query: Query<'_>| Asked::of(&query);
        let first = asked(query.clone());
        assert!(first == asked(query.clone()));
        let others = [
            Query {
                ecosystems: &two,
                ..query.clone()
            },
            Query {
                name: "b",
                ..query.clone()
            },
            Query {
                version: "2",
                ..query.clone()
            },
            Query {
                source: Some("a"),
                ..query.clone()
            },
            Query {
                modular: true,
                ..query
            },
        ];
        for other in others {
            assert!(first != asked(other));
        }
    }
}
