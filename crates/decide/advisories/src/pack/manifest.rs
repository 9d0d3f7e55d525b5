//! The manifest: what a pack is made from, for people and for every report.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a pack is made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Manifest {
    /// Format of the pack.
    pub format: u32,
    /// What the caller says about the making of it, such as the version of the program.
    pub built_by: String,
    /// The day it was made, if the caller says.
    pub built_on: Option<Date>,
    /// One entry for each ecosystem and release.
    pub ecosystems: Vec<EcosystemEntry>,
    /// The feeds beside OSV.
    pub feeds: Vec<FeedEntry>,
}

/// Where data comes from, as the caller states it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    /// Who publishes it.
    pub name: String,
    /// Its licence, in the words of SPDX where there is one.
    pub licence: String,
    /// The day that the data reaches, where it is earlier than the dates in it say.
    pub as_of: Option<Date>,
}

/// One ecosystem and release.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EcosystemEntry {
    /// OSV ecosystem with release, such as `Debian:12`.
    pub name: String,
    /// Where it comes from.
    pub source: Source,
    /// Advisories that affect something in it.
    pub records: u32,
    /// Packages.
    pub packages: u32,
    /// Version ranges.
    pub rows: u32,
    /// Whether it states weaknesses that have no fix; if not, silence says nothing about them.
    pub unfixed: bool,
    /// The newest day of publication.
    pub newest_published: Option<Date>,
    /// The newest day of change.
    pub newest_modified: Option<Date>,
}

impl EcosystemEntry {
    /// The last day that the data knows of, as far as that can be told: what the caller stated,
    /// else the newest publication or change.
    #[must_use]
    pub fn last_advisory(&self) -> Option<Date> {
        self.source
            .as_of
            .or(self.newest_published)
            .or(self.newest_modified)
    }
}

/// A feed beside OSV.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FeedEntry {
    /// `kev`, `epss` or `endoflife`.
    pub name: String,
    /// Where it comes from.
    pub source: Source,
    /// Entries.
    pub records: u32,
    /// The day of the feed.
    pub as_of: Option<Date>,
}

impl Manifest {
    /// The entry of an ecosystem.
    #[must_use]
    pub fn ecosystem(&self, name: &str) -> Option<&EcosystemEntry> {
        self.ecosystems.iter().find(|entry| entry.name == name)
    }
}
