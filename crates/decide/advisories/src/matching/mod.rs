//! From installed packages to known weaknesses, and to what the data does not know.
//!
//! One [`Match`] per package and weakness: advisories that share an id are one. What has no data,
//! or a version without a place in its order, is said, never passed over.

mod distribution;
mod ecosystem;
mod memo;
mod merge;
mod packages;
mod streams;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use seaworthy_model::{Confidence, FixState, Vulnerability};

pub use distribution::{Distribution, distribution};
pub use ecosystem::{LanguageQuery, language_query};
pub use memo::Memo;
pub use merge::MATCHES_PER_PACKAGE_MAX;
pub(crate) use streams::cves as cves_of;

pub use packages::{MATCHES_MAX, MatchReport, match_packages};

use crate::names;
use crate::osv::Import;
use crate::pack::{Informational, Pack, PackError, Section};
use crate::weakness::Cve;

/// What is asked about one package.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query<'q> {
    /// OSV ecosystems to ask, with release; the first speaks first.
    pub ecosystems: &'q [String],
    /// Name of the package as the ecosystem tracks it: the source package for Debian and Alpine.
    pub name: &'q str,
    /// Installed version of what the name names.
    pub version: &'q str,
    /// The source package, where the ecosystem tracks binary packages (rpm). Some updates list only
    /// a few of the packages that a source yields.
    pub source: Option<&'q str>,
    /// Whether it belongs to the stream of a module (rpm modularity).
    pub modular: bool,
}

/// One weakness of one package.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Number of the package among those that were given.
    pub package: usize,
    /// What is known of it; findings of many images share it.
    pub vulnerability: Arc<Vulnerability>,
    /// How sure the match is.
    pub confidence: Confidence,
    /// Why it is a notice rather than a weakness of this package, if it is.
    pub notice: Option<Notice>,
    /// The advisory names the functions that are affected.
    pub symbols: bool,
    /// The affected packages and functions of a Go module, where the pack knows them.
    pub imports: Vec<Import>,
    /// What a person should know about the match.
    pub notes: Vec<&'static str>,
}

/// The weaknesses of one package.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// One for each weakness.
    pub matches: Vec<Match>,
    /// Some were left out because there are more than [`MATCHES_PER_PACKAGE_MAX`].
    pub cut_off: bool,
}

/// Why a match is for information only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// Headers of the kernel: the weakness is in the kernel, which is not installed by them.
    KernelHeaders,
    /// Nobody maintains the package.
    Unmaintained,
    /// The package breaks its own promise of safety.
    Unsound,
    /// Another notice of the publisher.
    Other,
}

impl From<Informational> for Notice {
    fn from(informational: Informational) -> Self {
        match informational {
            Informational::Unmaintained => Self::Unmaintained,
            Informational::Unsound => Self::Unsound,
            Informational::Notice => Self::Other,
        }
    }
}

/// A package of which the data cannot say whether it is affected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// Number of the package among those that were given.
    pub package: usize,
    /// The ecosystem that was asked.
    pub ecosystem: String,
    /// Why.
    pub reason: String,
}

/// What the pack holds for an ecosystem that packages belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// OSV ecosystem with release, or the words of the distribution where OSV has none.
    pub ecosystem: String,
    /// What the data stands in for, where it is another distribution's.
    pub proxy_for: Option<String>,
    /// Packages that belong to it.
    pub packages: usize,
    /// What is there.
    pub state: CoverageState,
}

/// State of the data of one ecosystem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoverageState {
    /// The pack holds nothing: no finding means nothing.
    NoData,
    /// Nobody publishes advisories for packages of this kind or vendor, or none of this program.
    NoSet,
    /// The vendor's support has ended.
    EndOfLife {
        /// When, where it is told.
        since: Option<Date>,
        /// The last day that the data knows of; none if there is no data at all.
        last_advisory: Option<Date>,
    },
    /// There is data.
    Covered {
        /// The last day that it knows of.
        last_advisory: Option<Date>,
        /// Whether it states weaknesses that have no fix.
        unfixed: bool,
    },
}

/// A pack with the sections that were asked for opened.
#[derive(Debug)]
pub struct Matcher<'a> {
    pack: Pack<'a>,
    sections: BTreeMap<String, Option<Section<'a>>>,
}

impl<'a> Matcher<'a> {
    /// Takes a pack; nothing is opened yet.
    #[must_use]
    pub fn new(pack: Pack<'a>) -> Self {
        Self {
            pack,
            sections: BTreeMap::new(),
        }
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &Pack<'a> {
        &self.pack
    }

    /// Opens the section of an ecosystem, once.
    ///
    /// # Errors
    /// When the section is damaged.
    pub fn open(&mut self, ecosystem: &str) -> Result<Option<&Section<'a>>, PackError> {
        if !self.sections.contains_key(ecosystem) {
            let section = self.pack.ecosystem(ecosystem)?;
            self.sections.insert(ecosystem.to_owned(), section);
        }
        Ok(self.section(ecosystem))
    }

    /// A section that was opened.
    #[must_use]
    pub fn section(&self, ecosystem: &str) -> Option<&Section<'a>> {
        self.sections.get(ecosystem).and_then(Option::as_ref)
    }

    /// The weaknesses of one package, without scores by CVE; see [`Self::enrich`]. The ecosystems
    /// must have been opened; those that were not, or that the pack does not have, say nothing.
    ///
    /// # Errors
    /// The reason why the data knows the package, but cannot say whether this version is affected.
    pub fn matches(&self, package: usize, query: &Query<'_>) -> Result<Found, Undecided> {
        let mut asked = Vec::new();
        for ecosystem in query.ecosystems {
            let name = names::normal(ecosystem, query.name);
            let Some(section) = self.section(ecosystem) else {
                continue;
            };
            if !section.has_package(&name) && !streams::has_siblings(section, &name, query) {
                continue;
            }
            let undecided = |reason: String| Undecided {
                package,
                ecosystem: ecosystem.clone(),
                reason: format!("{name} {:?}: {reason}", query.version),
            };
            if let Some(reason) = ecosystem::not_a_version(ecosystem, query.version) {
                return Err(undecided(reason.to_owned()));
            }
            if let Some(flavour) = streams::unknown_flavour(section, &name, query.version) {
                let word = flavour.word();
                return Err(undecided(format!(
                    "it is built in the flavour {word}, for which the data names no fix"
                )));
            }
            let key = section
                .scheme()
                .key(query.version)
                .map_err(|e| undecided(e.to_string()))?;
            asked.push(streams::Asked::new(
                section,
                &name,
                section.place(&key),
                query,
            ));
        }
        streams::reconcile(&mut asked);
        Ok(merge::merge(package, query, &asked))
    }

    /// Adds what is known by CVE: vectors, exploit prediction, known exploitation. One pass over
    /// all matches, so that each block of scores is inflated at most once.
    ///
    /// # Errors
    /// When a section is damaged.
    pub fn enrich(&self, matches: &mut [Match]) -> Result<(), PackError> {
        self.complete_ids(matches)?;
        let cve_of = |found: &Match| merge::cve(&found.vulnerability);
        let mut order: Vec<(Cve, usize)> = matches
            .iter()
            .enumerate()
            .filter_map(|(at, found)| Some((cve_of(found)?, at)))
            .collect();
        if order.is_empty() {
            return Ok(());
        }
        order.sort_unstable();
        let (epss, kev, vectors) = (self.pack.epss()?, self.pack.kev()?, self.pack.vectors()?);
        let mut lookup = epss.as_ref().map(|table| table.lookup());
        for (cve, at) in order {
            let Some(found) = matches.get_mut(at) else {
                continue;
            };
            let weakness = Arc::make_mut(&mut found.vulnerability);
            weakness.epss = lookup.as_mut().and_then(|lookup| lookup.score(cve));
            weakness.known_exploited = kev.as_ref().and_then(|table| table.added(cve));
            if let Some(vectors) = &vectors
                && weakness.scores.iter().all(|score| score.cvss.is_none())
            {
                weakness
                    .scores
                    .extend(merge::best_score("CVSS", vectors.vectors(cve)));
            }
        }
        Ok(())
    }

    /// Finds the CVE of weaknesses that their advisories number otherwise.
    fn complete_ids(&self, matches: &mut [Match]) -> Result<(), PackError> {
        let mut unnumbered = matches
            .iter_mut()
            .filter(|found| merge::cve(&found.vulnerability).is_none())
            .peekable();
        if unnumbered.peek().is_none() {
            return Ok(());
        }
        let Some(ids) = self.pack.ids()? else {
            return Ok(());
        };
        for found in unnumbered {
            let weakness = Arc::make_mut(&mut found.vulnerability);
            if let Some(cve) = ids.cve(&weakness.id) {
                let id = std::mem::replace(&mut weakness.id, cve.to_string());
                weakness.aliases.insert(0, id);
            }
        }
        Ok(())
    }
}

/// Says for a distribution without support that what is not fixed will not be.
fn end_support(weakness: &mut Vulnerability) {
    if weakness.fixed.is_empty() && weakness.fix_state == FixState::NotFixed {
        weakness.fix_state = FixState::EndOfLife;
    }
}
