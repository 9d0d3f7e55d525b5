//! Builds a pack from records and feeds that the caller reads.
//!
//! The same input and options give the same bytes, in whatever order records arrive.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::manifest::{EcosystemEntry, FeedEntry, Manifest, Source};
use super::section_build::SectionBuilder;
use super::{FORMAT, Kind, NewSection, cycles, scores};
use crate::date::Day;
use crate::feeds::{self, Cycle, Epss, Kev, ReadFeedError};
use crate::osv::{self, ReadRecordError};
use crate::version::Scheme;
use crate::weakness::{Cve, split_vendor_cve};

/// LIMIT: records of a pack. All of OSV has some 700,000 without malicious packages.
pub const RECORDS_MAX: usize = 4_000_000;
/// LIMIT: rejected records that are named in the report; the rest are only counted.
pub const REJECTED_NAMED_MAX: usize = 100;

/// Whether sections are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As they are read: for a file that is mapped into memory.
    Raw,
    /// As zstd frames: for a pack inside a program.
    Compressed {
        /// Level of zstd, 1 to 22.
        level: i32,
    },
}

/// Which releases are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Releases {
    /// All.
    All,
    /// Of Ubuntu only the long-term ones, with their Pro streams.
    LongTerm,
}

/// How a pack is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Whether sections are compressed.
    pub form: Form,
    /// Which releases are taken.
    pub releases: Releases,
    /// Goes into the manifest: who builds it.
    pub built_by: String,
    /// Goes into the manifest: when it is built.
    pub built_on: Option<Date>,
}

/// Why no pack could be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// There are records, and none could be used.
    #[error("none of {records} records could be used; the first: {first}")]
    NothingUsable {
        /// Records that were given.
        records: usize,
        /// What was wrong with the first of them.
        first: String,
    },
    /// Nothing was given at all.
    #[error("there is nothing to build a pack from")]
    Empty,
    /// More records than [`RECORDS_MAX`].
    #[error("more records than {RECORDS_MAX}")]
    TooManyRecords,
    /// A section could not be compressed.
    #[error("a section could not be compressed")]
    Compress {
        /// What zstd says.
        #[source]
        source: std::io::Error,
    },
}

/// A record that was not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The name that the caller gave it.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// What became of the input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildReport {
    /// Records that were given.
    pub records: usize,
    /// Records that were used.
    pub used: usize,
    /// Records that are withdrawn.
    pub withdrawn: usize,
    /// Records that affect nothing that a pack can hold (other releases, no ranges, no weakness).
    pub irrelevant: usize,
    /// Versions that have no place in their order; their ranges were left out.
    pub versions_left_out: usize,
    /// Ecosystems whose version order is unknown, and how many records named them.
    pub unknown_ecosystems: BTreeMap<String, usize>,
    /// Records that could not be read.
    pub rejected: usize,
    /// The first of those, up to [`REJECTED_NAMED_MAX`].
    pub rejected_named: Vec<Rejected>,
    /// Entries of feeds that could not be used.
    pub feed_entries_rejected: usize,
}

/// Collects records and feeds.
#[derive(Debug)]
pub struct PackBuilder {
    options: Options,
    sections: BTreeMap<String, SectionBuilder>,
    sources: BTreeMap<String, Source>,
    ids: BTreeSet<(String, Cve)>,
    vectors: BTreeSet<(Cve, String)>,
    kev: Option<(Kev, Source)>,
    epss: Option<(Epss, Source)>,
    products: BTreeMap<String, Vec<Cycle>>,
    products_source: Source,
    only: Option<String>,
    report: BuildReport,
}

impl PackBuilder {
    /// An empty builder.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            options,
            sections: BTreeMap::new(),
            sources: BTreeMap::new(),
            ids: BTreeSet::new(),
            vectors: BTreeSet::new(),
            kev: None,
            epss: None,
            products: BTreeMap::new(),
            products_source: Source::default(),
            only: None,
            report: BuildReport::default(),
        }
    }

    /// States where the records of an ecosystem come from, for it and all of its releases.
    pub fn source(&mut self, ecosystem: &str, source: Source) {
        self.sources.insert(ecosystem.to_owned(), source);
    }

    /// Takes of every record only what is about one ecosystem, with its releases. Sets of OSV hold
    /// records that name others as well; a few of those must not look like data about them.
    pub fn only(&mut self, ecosystem: &str) {
        self.only = Some(ecosystem.to_owned());
    }

    /// How many records were given so far, and how many of them could not be read.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.report.records, self.report.rejected)
    }

    /// The first record that could not be read, and why.
    #[must_use]
    pub fn first_rejected(&self) -> Option<String> {
        let first = self.report.rejected_named.first()?;
        Some(format!("{}: {}", first.name, first.reason))
    }

    /// Takes one OSV record. `name` is how the report calls it, such as the name of its file.
    ///
    /// A record that cannot be used is counted and named in the report.
    ///
    /// # Errors
    /// Only when there are more records than [`RECORDS_MAX`].
    pub fn record(&mut self, name: &str, bytes: &[u8]) -> Result<(), BuildError> {
        self.report.records += 1;
        if self.report.records > RECORDS_MAX {
            return Err(BuildError::TooManyRecords);
        }
        match osv::read(bytes) {
            Ok(record) if record.withdrawn => self.report.withdrawn += 1,
            Ok(record) => self.add(&record),
            Err(error) => self.reject(name, &error),
        }
        Ok(())
    }

    fn reject(&mut self, name: &str, error: &ReadRecordError) {
        self.report.rejected += 1;
        if self.report.rejected_named.len() < REJECTED_NAMED_MAX {
            let cause = std::error::Error::source(error);
            let reason = match cause {
                Some(cause) => format!("{error}: {cause}"),
                None => error.to_string(),
            };
            self.report.rejected_named.push(Rejected {
                name: name.to_owned(),
                reason,
            });
        }
    }

    fn add(&mut self, record: &osv::Record) {
        let mut used = false;
        for affected in record.affected.iter().filter(|_| names_weakness(record)) {
            if self.options.releases == Releases::LongTerm && is_short_term(&affected.ecosystem) {
                continue;
            }
            let base = affected.ecosystem.split(':').next();
            if self.only.is_some() && self.only.as_deref() != base {
                continue;
            }
            let Some(scheme) = Scheme::for_ecosystem(&affected.ecosystem) else {
                *self
                    .report
                    .unknown_ecosystems
                    .entry(affected.ecosystem.clone())
                    .or_default() += 1;
                continue;
            };
            let section = self
                .sections
                .entry(affected.ecosystem.clone())
                .or_insert_with(|| SectionBuilder::new(&affected.ecosystem, scheme));
            let before = section.row_count();
            let left_out = section.add(record, affected);
            self.report.versions_left_out += left_out.versions as usize;
            if section.row_count() > before {
                used = true;
                self.add_vectors(record, affected);
            }
        }
        if used {
            self.report.used += 1;
            self.add_ids(record);
        } else {
            self.report.irrelevant += 1;
        }
    }

    /// Other ids of a CVE, where a record names exactly one.
    fn add_ids(&mut self, record: &osv::Record) {
        let mut cves = record.aliases.iter().filter_map(|alias| Cve::parse(alias));
        if let (Some(cve), None) = (cves.next(), cves.next()) {
            let others = record.aliases.iter().chain([&record.id]);
            for id in others.filter(|id| split_vendor_cve(id).is_none()) {
                self.ids.insert((id.clone(), cve));
            }
        }
    }

    /// A vector belongs to a CVE if the record is about that one weakness.
    fn add_vectors(&mut self, record: &osv::Record, affected: &osv::Affected) {
        let ids = record
            .aliases
            .iter()
            .chain(&record.upstream)
            .chain([&record.id]);
        let cves: BTreeSet<Cve> = ids
            .filter_map(|id| Cve::parse(id).or_else(|| split_vendor_cve(id).map(|(_, cve)| cve)))
            .collect();
        if let (Some(cve), 1) = (cves.first(), cves.len()) {
            for vector in record.vectors.iter().chain(&affected.vectors) {
                self.vectors.insert((*cve, vector.clone()));
            }
        }
    }

    /// Takes CISA's catalogue.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn kev(&mut self, bytes: &[u8], source: Source) -> Result<(), ReadFeedError> {
        let kev = feeds::read_kev(bytes)?;
        self.report.feed_entries_rejected += kev.rejected;
        self.kev = Some((kev, source));
        Ok(())
    }

    /// Takes the scores of EPSS (CSV, inflated).
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn epss(&mut self, bytes: &[u8], source: Source) -> Result<(), ReadFeedError> {
        let epss = feeds::read_epss(bytes)?;
        self.report.feed_entries_rejected += epss.rejected;
        self.epss = Some((epss, source));
        Ok(())
    }

    /// States where the release cycles come from.
    pub fn cycles_source(&mut self, source: Source) {
        self.products_source = source;
    }

    /// Takes the cycles of a product of endoflife.date; `product` is its name there,
    /// `alpine-linux`.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn cycles(&mut self, product: &str, bytes: &[u8]) -> Result<(), ReadFeedError> {
        self.products
            .insert(product.to_owned(), feeds::read_cycles(bytes)?);
        Ok(())
    }

    /// Writes the pack.
    ///
    /// # Errors
    /// When nothing was given, or none of the records could be used.
    pub fn finish(self) -> Result<(Vec<u8>, BuildReport), BuildError> {
        if self.report.records > 0 && self.report.rejected == self.report.records {
            let first = self.report.rejected_named.first();
            return Err(BuildError::NothingUsable {
                records: self.report.records,
                first: first.map_or_else(String::new, |r| format!("{}: {}", r.name, r.reason)),
            });
        }
        let nothing = self.sections.is_empty() && self.products.is_empty();
        if nothing && self.kev.is_none() && self.epss.is_none() {
            return Err(BuildError::Empty);
        }
        let level = match self.options.form {
            Form::Compressed { level } => level,
            Form::Raw => 3,
        };
        let manifest = self.manifest();
        let new = |kind, name: &str, data, compress| NewSection {
            kind,
            name: name.into(),
            data,
            compress,
        };
        // Writing a manifest of strings and numbers cannot fail; an empty one would not read back.
        let manifest = serde_json::to_vec(&manifest).unwrap_or_default();
        let mut sections = vec![new(Kind::Manifest, "", manifest, true)];
        if let Some((kev, _)) = &self.kev {
            sections.push(new(Kind::Kev, "", scores::write_kev(kev), true));
        }
        if let Some((epss, _)) = &self.epss {
            let data = scores::write_epss(epss, level)
                .map_err(|source| BuildError::Compress { source })?;
            // Its blocks are compressed one by one.
            sections.push(new(Kind::Epss, "", data, false));
        }
        if !self.products.is_empty() {
            let data = cycles::write_cycles(self.products.iter());
            sections.push(new(Kind::Cycles, "", data, true));
        }
        let ids: Vec<(&str, Cve)> = self
            .ids
            .iter()
            .map(|(id, cve)| (id.as_str(), *cve))
            .collect();
        sections.push(new(Kind::Ids, "", scores::write_ids(&ids), true));
        let vectors: Vec<(Cve, &str)> = self
            .vectors
            .iter()
            .map(|(cve, vector)| (*cve, vector.as_str()))
            .collect();
        sections.push(new(
            Kind::Vectors,
            "",
            scores::write_vectors(&vectors),
            true,
        ));
        for (name, section) in self.sections {
            if section.row_count() > 0 {
                sections.push(new(Kind::Ecosystem, &name, section.finish(), true));
            }
        }
        Ok((super::write(sections, self.options.form)?, self.report))
    }

    fn manifest(&self) -> Manifest {
        let feed = |name: &str, source: &Source, records: usize, as_of: Option<Day>| FeedEntry {
            name: name.to_owned(),
            source: source.clone(),
            records: records as u32,
            as_of: as_of.map(Day::date),
        };
        let mut feeds = Vec::new();
        feeds.extend(
            self.kev
                .as_ref()
                .map(|(k, s)| feed("kev", s, k.entries.len(), k.as_of)),
        );
        feeds.extend(
            self.epss
                .as_ref()
                .map(|(e, s)| feed("epss", s, e.entries.len(), e.as_of)),
        );
        if !self.products.is_empty() {
            feeds.push(feed(
                "endoflife",
                &self.products_source,
                self.products.len(),
                None,
            ));
        }
        let ecosystems = self
            .sections
            .iter()
            .filter(|(_, section)| section.row_count() > 0);
        Manifest {
            format: FORMAT,
            built_by: self.options.built_by.clone(),
            built_on: self.options.built_on,
            ecosystems: ecosystems
                .map(|(name, section)| EcosystemEntry {
                    name: name.clone(),
                    source: self.source_of(name),
                    records: section.record_count() as u32,
                    packages: section.package_count() as u32,
                    rows: section.row_count() as u32,
                    unfixed: section.unfixed,
                    newest_published: section.newest_published.map(Day::date),
                    newest_modified: section.newest_modified.map(Day::date),
                })
                .collect(),
            feeds,
        }
    }

    /// The source stated for the release, else for its ecosystem.
    fn source_of(&self, name: &str) -> Source {
        let base = name.split(':').next().unwrap_or("");
        self.sources
            .get(name)
            .or_else(|| self.sources.get(base))
            .cloned()
            .unwrap_or_default()
    }
}

/// Updates of a distribution that answer no weakness (AlmaLinux: ALBA, ALEA) are left out.
fn names_weakness(record: &osv::Record) -> bool {
    let update = ["ALBA-", "ALEA-", "RHBA-", "RHEA-", "RLBA-", "RLEA-"];
    !update.iter().any(|prefix| record.id.starts_with(prefix))
        || record
            .related
            .iter()
            .chain(&record.upstream)
            .any(|id| Cve::parse(id).is_some())
}

/// `Ubuntu:23.10` and the like.
fn is_short_term(ecosystem: &str) -> bool {
    ecosystem.starts_with("Ubuntu:") && !ecosystem.ends_with(":LTS")
}
