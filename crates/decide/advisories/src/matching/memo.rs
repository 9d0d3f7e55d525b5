//! Answers that were given before: a package that many targets have is matched once.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hash};
use std::sync::Arc;

use seaworthy_facts::Package;
use seaworthy_model::Digest;

use super::{Found, Match, Matcher, Query, Undecided, end_support};
use crate::pack::{Cycles, Manifest, Pack, PackError, Section};

/// LIMIT: questions whose answers are kept. Fleets of a thousand images have some ten thousand
/// distinct packages; an answer without a match takes a hundred bytes.
const ANSWERS_MAX: usize = 200_000;

/// LIMIT: matches that are kept in all answers together, about 500 bytes each, and once more for
/// each package that they are told of. A badly aged image has some 20,000.
const MATCHES_KEPT_MAX: usize = 100_000;

/// One pack and what was asked of it. Sections are opened once, and questions answered once.
pub struct Memo<'a> {
    matcher: Matcher<'a>,
    pub(super) cycles: Option<Option<Cycles<'a>>>,
    manifest: Option<Manifest>,
    digest: OnceCell<Digest>,
    answers: Answers<Asked, Result<Found, Undecided>>,
    /// The same answers with the name and the package URL of what is installed.
    told: Answers<Installed, Result<Found, Undecided>>,
    matches: usize,
}

/// Answers by what they answer, which is borrowed when it is looked up: owned texts are made for
/// what is new alone. Hashes are keyed, so that nobody makes many of one.
struct Answers<K, A> {
    by_hash: HashMap<u64, Vec<(K, A)>>,
    hasher: RandomState,
    len: usize,
}

impl<K, A> Answers<K, A> {
    fn new() -> Self {
        Answers {
            by_hash: HashMap::new(),
            hasher: RandomState::new(),
            len: 0,
        }
    }

    fn get(&self, asked: impl Hash, is: impl Fn(&K) -> bool) -> Option<&A> {
        let all = self.by_hash.get(&self.hasher.hash_one(asked))?;
        all.iter()
            .find(|(key, _)| is(key))
            .map(|(_, answer)| answer)
    }

    fn get_mut(&mut self, asked: impl Hash, is: impl Fn(&K) -> bool) -> Option<&mut A> {
        let all = self.by_hash.get_mut(&self.hasher.hash_one(asked))?;
        let found = all.iter_mut().find(|(key, _)| is(key));
        found.map(|(_, answer)| answer)
    }

    /// Adds the answer to a question that has none.
    fn put(&mut self, asked: impl Hash, key: K, answer: A) {
        let all = self.by_hash.entry(self.hasher.hash_one(asked)).or_default();
        all.push((key, answer));
        self.len += 1;
    }

    fn clear(&mut self) {
        self.by_hash.clear();
        self.len = 0;
    }
}

/// A question, owned.
#[derive(Clone, Debug, PartialEq, Eq)]
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

    fn is(&self, query: &Query<'_>) -> bool {
        let Query {
            ecosystems,
            name,
            version,
            source,
            modular,
        } = query;
        self.name == *name
            && self.version == *version
            && self.source.as_deref() == *source
            && self.modular == *modular
            && self.ecosystems == *ecosystems
    }
}

/// A question asked for a package, with what its weaknesses say of the package.
struct Installed {
    asked: Asked,
    full_name: String,
    version: String,
    purl: String,
    /// Whether the support of its distribution has ended.
    ended: bool,
}

impl Installed {
    fn is(&self, query: &Query<'_>, full_name: &str, package: &Package, ended: bool) -> bool {
        self.purl == package.purl
            && self.version == package.version
            && self.full_name == full_name
            && self.ended == ended
            && self.asked.is(query)
    }
}

impl<'a> Memo<'a> {
    /// Takes a pack; nothing was asked yet.
    #[must_use]
    pub fn new(pack: Pack<'a>) -> Self {
        Memo {
            matcher: Matcher::new(pack),
            cycles: None,
            manifest: None,
            digest: OnceCell::new(),
            answers: Answers::new(),
            told: Answers::new(),
            matches: 0,
        }
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &Pack<'a> {
        self.matcher.pack()
    }

    /// The digest of the pack, computed once.
    pub fn digest(&self) -> &Digest {
        self.digest.get_or_init(|| self.pack().digest())
    }

    /// What the pack is made from, read once.
    pub(super) fn manifest(&mut self) -> Result<&Manifest, PackError> {
        let read = match self.manifest.take() {
            Some(read) => read,
            None => self.pack().manifest()?,
        };
        Ok(self.manifest.insert(read))
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
            self.forget();
        }
        answered
    }

    fn forget(&mut self) {
        self.answers.clear();
        self.told.clear();
        self.matches = 0;
    }

    fn try_answer(&mut self, queries: &[Query<'_>]) -> Result<(), PackError> {
        let kept = self.answers.len.max(self.told.len);
        if kept + queries.len() > ANSWERS_MAX || self.matches > MATCHES_KEPT_MAX {
            // What is asked next is likely what was asked last, but which that was is not known.
            self.forget();
        }
        let mut new: Vec<(&Query<'_>, bool)> = Vec::new();
        let mut matches: Vec<Match> = Vec::new();
        for query in queries {
            if self.answers.get(query, |asked| asked.is(query)).is_some() {
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
            new.push((query, answer.is_ok()));
            self.answers.put(query, Asked::of(query), answer);
        }
        // All at once, so that each block of scores is inflated at most once.
        self.matcher.enrich(&mut matches)?;
        self.matches += matches.len();
        for found in matches {
            let Some((query, true)) = new.get(found.package) else {
                continue;
            };
            if let Some(Ok(answer)) = self.answers.get_mut(query, |asked| asked.is(query)) {
                answer.matches.push(found);
            }
        }
        Ok(())
    }

    /// An answer, told of this package; what it says of the number of the package, of confidence
    /// and notice is that of the query alone. `ended`: its distribution gets no more fixes.
    pub(super) fn found(
        &mut self,
        query: &Query<'_>,
        package: &Package,
        ended: bool,
    ) -> Option<Result<&Found, &Undecided>> {
        let full_name = package.full_name();
        let of = (query, &full_name, &package.version, &package.purl, ended);
        let is = |key: &Installed| key.is(query, &full_name, package, ended);
        if self.told.get(of, is).is_none() {
            let mut answer = self.answers.get(query, |asked| asked.is(query))?.clone();
            for found in answer.iter_mut().flat_map(|found| &mut found.matches) {
                let weakness = Arc::make_mut(&mut found.vulnerability);
                weakness.package.clone_from(&full_name);
                weakness.purl.clone_from(&package.purl);
                weakness.installed.clone_from(&package.version);
                if ended {
                    end_support(weakness);
                }
                self.matches += 1;
            }
            let key = Installed {
                asked: Asked::of(query),
                full_name: full_name.clone(),
                version: package.version.clone(),
                purl: package.purl.clone(),
                ended,
            };
            self.told.put(of, key, answer);
        }
        self.told.get(of, is).map(Result::as_ref)
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
        let first = Asked::of(&query);
        assert!(first.is(&query));
        assert_eq!(first, Asked::of(&query));
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
            assert!(!first.is(&other), "{other:?}");
            assert_ne!(first, Asked::of(&other));
        }
    }
}
