//! The advisory pack: one file with the facts of many advisories, read in place.
//!
//! # Format
//! All numbers are little-endian. The file is
//!
//! | bytes | what |
//! |---|---|
//! | 8 | magic, [`MAGIC`] |
//! | 4 | format version, [`FORMAT`] |
//! | 4 | number of sections |
//! | 4 | bytes of names |
//! | 4 | zero |
//! | 16 | checksum of all that follows up to the end of the names |
//! | 56 each | directory, one entry a section, see below |
//! | | names of the sections, UTF-8, one behind the other |
//! | | the sections, each starting at a multiple of 8 |
//!
//! An entry is kind `u16`, form `u16`, name offset `u32`, name bytes `u32`, zero `u32`, offset
//! `u64`, stored bytes `u64`, inflated bytes `u64`, and the checksum of the stored bytes.
//!
//! Checksums are the first 16 bytes of SHA-256; a section's is verified when the section is first
//! asked for. Form 0 is stored as it is read (for a mapped file), form 1 is one zstd frame.
//!
//! Every section but the manifest (JSON) is a table of columns: number of columns `u32`, then
//! offset and bytes of each as `u32`, then the columns. What the columns are stands in the module
//! of each section: `section`, `scores` and `cycles`.
//!
//! A pack holds facts only: names, versions, ids, dates, severities, vectors. No prose.

mod build;
mod columns;
mod cycles;
mod manifest;
mod merge;
mod scores;
mod section;
mod section_build;

use std::borrow::Cow;

use sha2::{Digest, Sha256};

pub use build::{
    BuildError, BuildReport, Form, Options, PackBuilder, RECORDS_MAX, REJECTED_NAMED_MAX, Rejected,
    Releases,
};
pub use cycles::Cycles;
pub use manifest::{EcosystemEntry, FeedEntry, Manifest, Source};
pub use merge::{MergeError, merge};
pub use scores::{EpssLookup, EpssTable, IdTable, KevTable, VectorTable};
pub use section::{Advisory, AdvisoryId, End, Informational, Link, Place, Row, Section};

use columns::Columns;

/// The first bytes of every pack.
pub const MAGIC: [u8; 8] = *b"SWPACK\x1a\n";
/// The version of the format that is written and read.
pub const FORMAT: u32 = 1;
/// LIMIT: sections of a pack. All releases of all OSV ecosystems are some hundreds.
pub const SECTIONS_MAX: usize = 4_096;
/// LIMIT: bytes of all section names.
pub const NAMES_BYTES_MAX: usize = 256 * 1024;
/// LIMIT: bytes of one section once inflated. The largest one of the public data has 5 MB.
pub const SECTION_BYTES_MAX: u64 = 512 * 1024 * 1024;

const HEADER_BYTES: usize = 40;
const ENTRY_BYTES: usize = 56;
const CHECKSUM_BYTES: usize = 16;

/// Why a pack cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// Not a pack at all.
    #[error("not an advisory pack")]
    Magic,
    /// A pack of another format version.
    #[error("the advisory pack has format {found}, this program reads {FORMAT}")]
    Format {
        /// The version found.
        found: u32,
    },
    /// Shorter than it says.
    #[error("the advisory pack is cut off in its {part}")]
    Truncated {
        /// The part that is missing.
        part: &'static str,
    },
    /// A checksum does not match.
    #[error("the checksum of {part} in the advisory pack is wrong")]
    Checksum {
        /// Name of the part.
        part: String,
    },
    /// A number is over its limit.
    #[error("the advisory pack has more {what} than {limit}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// A section does not hold what its kind promises.
    #[error("section {part} of the advisory pack is malformed: {what}")]
    Malformed {
        /// Name of the section.
        part: String,
        /// What is wrong.
        what: &'static str,
    },
}

/// What a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u16)]
pub(crate) enum Kind {
    Manifest = 1,
    Ecosystem = 2,
    Ids = 3,
    Vectors = 4,
    Epss = 5,
    Kev = 6,
    Cycles = 7,
}

/// A pack over bytes that somebody else holds: a mapped file or the program itself.
#[derive(Debug, Clone)]
pub struct Pack<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry<'a>>,
}

#[derive(Debug, Clone)]
struct Entry<'a> {
    kind: u16,
    form: u16,
    name: &'a str,
    offset: u64,
    stored: u64,
    inflated: u64,
    checksum: &'a [u8],
}

impl<'a> Pack<'a> {
    /// Reads the header and the directory. Sections are neither read nor verified yet.
    ///
    /// # Errors
    /// When the bytes are no pack of this format, cut off, or the directory is damaged.
    pub fn open(bytes: &'a [u8]) -> Result<Self, PackError> {
        if bytes.get(..8) != Some(MAGIC.as_slice()) {
            return Err(PackError::Magic);
        }
        let header = |at| read_u32(bytes, at).ok_or(PackError::Truncated { part: "header" });
        let found = header(8)?;
        if found != FORMAT {
            return Err(PackError::Format { found });
        }
        let (count, names_bytes) = (header(12)? as usize, header(16)? as usize);
        if count > SECTIONS_MAX {
            return Err(PackError::Limit {
                what: "sections",
                limit: SECTIONS_MAX as u64,
            });
        }
        if names_bytes > NAMES_BYTES_MAX {
            return Err(PackError::Limit {
                what: "bytes of names",
                limit: NAMES_BYTES_MAX as u64,
            });
        }
        let names_at = HEADER_BYTES + count * ENTRY_BYTES;
        let part = "directory";
        let directory = bytes.get(HEADER_BYTES..names_at + names_bytes);
        let directory = directory.ok_or(PackError::Truncated { part })?;
        if bytes.get(24..HEADER_BYTES) != Some(checksum(directory).as_slice()) {
            return Err(PackError::Checksum {
                part: part.to_owned(),
            });
        }
        let names = bytes
            .get(names_at..names_at + names_bytes)
            .unwrap_or_default();
        let entries = (0..count)
            .map(|index| read_entry(bytes, HEADER_BYTES + index * ENTRY_BYTES, names))
            .collect::<Option<Vec<_>>>()
            .ok_or(PackError::Truncated { part })?;
        Ok(Self { bytes, entries })
    }

    /// The digest that names this pack in reports: SHA-256 of header and directory. The directory
    /// holds the checksum of every section, so that two packs that differ have different digests,
    /// without reading them whole.
    #[must_use]
    pub fn digest(&self) -> seaworthy_model::Digest {
        let names: usize = self.entries.iter().map(|entry| entry.name.len()).sum();
        let end = HEADER_BYTES + self.entries.len() * ENTRY_BYTES + names;
        seaworthy_model::Digest::sha256(self.bytes.get(..end).unwrap_or(self.bytes))
    }

    /// What the pack is made from.
    ///
    /// # Errors
    /// When the manifest is missing or damaged.
    pub fn manifest(&self) -> Result<Manifest, PackError> {
        let part = "manifest";
        let bytes = self.section(Kind::Manifest, "")?;
        let bytes = bytes.ok_or(PackError::Malformed {
            part: part.into(),
            what: "it is missing",
        })?;
        serde_json::from_slice(&bytes).map_err(|_| PackError::Malformed {
            part: part.into(),
            what: "it is not the JSON of a manifest",
        })
    }

    /// The ecosystems that have a section, sorted.
    pub fn ecosystems(&self) -> impl Iterator<Item = &'a str> {
        self.entries
            .iter()
            .filter(|e| e.kind == Kind::Ecosystem as u16)
            .map(|e| e.name)
    }

    /// Whether an ecosystem has a section.
    #[must_use]
    pub fn has_ecosystem(&self, name: &str) -> bool {
        self.find(Kind::Ecosystem, name).is_some()
    }

    /// Opens the section of an ecosystem.
    ///
    /// # Errors
    /// When the section is damaged.
    pub fn ecosystem(&self, name: &str) -> Result<Option<Section<'a>>, PackError> {
        self.columns(Kind::Ecosystem, name)?
            .map(|columns| Section::new(name, columns))
            .transpose()
    }

    /// Opens the scores of EPSS.
    ///
    /// # Errors
    /// When the section is damaged.
    pub fn epss(&self) -> Result<Option<EpssTable<'a>>, PackError> {
        Ok(self.columns(Kind::Epss, "")?.map(EpssTable::new))
    }

    /// Opens the known exploited weaknesses.
    ///
    /// # Errors
    /// When the section is damaged.
    pub fn kev(&self) -> Result<Option<KevTable<'a>>, PackError> {
        Ok(self.columns(Kind::Kev, "")?.map(KevTable::new))
    }

    /// Opens the CVSS vectors by CVE.
    ///
    /// # Errors
    /// When the section is damaged.
    pub fn vectors(&self) -> Result<Option<VectorTable<'a>>, PackError> {
        Ok(self.columns(Kind::Vectors, "")?.map(VectorTable::new))
    }

    /// Opens the release cycles.
    ///
    /// # Errors
    /// When the section is damaged.
    pub fn cycles(&self) -> Result<Option<Cycles<'a>>, PackError> {
        Ok(self.columns(Kind::Cycles, "")?.map(Cycles::new))
    }

    /// Opens the CVEs of other ids.
    ///
    /// # Errors
    /// When the section is damaged.
    pub fn ids(&self) -> Result<Option<IdTable<'a>>, PackError> {
        Ok(self.columns(Kind::Ids, "")?.map(IdTable::new))
    }

    /// Reads every section once, so that a damaged pack shows itself.
    ///
    /// # Errors
    /// The first damage found.
    pub fn verify(&self) -> Result<(), PackError> {
        self.manifest()?;
        for entry in &self.entries {
            self.read(entry)?;
        }
        self.ecosystems()
            .try_for_each(|name| self.ecosystem(name).map(|_| ()))
    }

    fn find(&self, kind: Kind, name: &str) -> Option<&Entry<'a>> {
        let wanted = (kind as u16, name);
        let at = self
            .entries
            .binary_search_by(|e| (e.kind, e.name).cmp(&wanted))
            .ok()?;
        self.entries.get(at)
    }

    fn columns(&self, kind: Kind, name: &str) -> Result<Option<Columns<'a>>, PackError> {
        self.section(kind, name)?
            .map(|data| {
                Columns::new(data).ok_or(PackError::Malformed {
                    part: format!("{kind:?} {name}"),
                    what: "its columns do not fit in it",
                })
            })
            .transpose()
    }

    fn section(&self, kind: Kind, name: &str) -> Result<Option<Cow<'a, [u8]>>, PackError> {
        self.find(kind, name)
            .map(|entry| self.read(entry))
            .transpose()
    }

    fn read(&self, entry: &Entry<'a>) -> Result<Cow<'a, [u8]>, PackError> {
        let part = || format!("{}/{}", entry.kind, entry.name);
        let end = entry.offset.checked_add(entry.stored);
        let span = end
            .and_then(|end| Some(usize::try_from(entry.offset).ok()?..usize::try_from(end).ok()?));
        let stored = span.and_then(|span| self.bytes.get(span));
        let stored = stored.ok_or(PackError::Truncated { part: "sections" })?;
        if entry.inflated > SECTION_BYTES_MAX {
            let limit = SECTION_BYTES_MAX;
            return Err(PackError::Limit {
                what: "bytes in a section",
                limit,
            });
        }
        if checksum(stored).as_slice() != entry.checksum {
            return Err(PackError::Checksum { part: part() });
        }
        match entry.form {
            0 => Ok(Cow::Borrowed(stored)),
            1 => inflate(stored, entry.inflated)
                .map(Cow::Owned)
                .ok_or_else(|| PackError::Malformed {
                    part: part(),
                    what: "it does not inflate to its size",
                }),
            _ => Err(PackError::Malformed {
                part: part(),
                what: "its form is unknown",
            }),
        }
    }
}

/// Inflates one zstd frame whose content is exactly `bytes` long.
pub(crate) fn inflate(frame: &[u8], bytes: u64) -> Option<Vec<u8>> {
    let capacity = usize::try_from(bytes).ok()?;
    // A frame cannot shrink more than this, so a lie about the size costs no memory.
    const RATIO_MAX: usize = 40_000;
    if capacity > frame.len().saturating_mul(RATIO_MAX) {
        return None;
    }
    let inflated = zstd::bulk::decompress(frame, capacity).ok()?;
    (inflated.len() == capacity).then_some(inflated)
}

fn read_entry<'a>(bytes: &'a [u8], at: usize, names: &'a [u8]) -> Option<Entry<'a>> {
    let u64_at = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
    let u16_at = |at: usize| Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let name_at = read_u32(bytes, at + 4)? as usize;
    let name_end = name_at.checked_add(read_u32(bytes, at + 8)? as usize)?;
    Some(Entry {
        kind: u16_at(at)?,
        form: u16_at(at + 2)?,
        name: std::str::from_utf8(names.get(name_at..name_end)?).ok()?,
        offset: u64_at(at + 16)?,
        stored: u64_at(at + 24)?,
        inflated: u64_at(at + 32)?,
        checksum: bytes.get(at + 40..at + ENTRY_BYTES)?,
    })
}

fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn checksum(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes)
        .iter()
        .take(CHECKSUM_BYTES)
        .copied()
        .collect()
}

/// A section that is about to be written.
pub(crate) struct NewSection {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    pub(crate) data: Vec<u8>,
    /// Whether it is worth compressing as a whole.
    pub(crate) compress: bool,
}

/// Writes a pack. The result depends on nothing but the sections and the form.
pub(crate) fn write(mut sections: Vec<NewSection>, form: Form) -> Result<Vec<u8>, BuildError> {
    sections.sort_by(|a, b| (a.kind as u16, &a.name).cmp(&(b.kind as u16, &b.name)));
    let names: String = sections
        .iter()
        .map(|section| section.name.as_str())
        .collect();
    let mut at = HEADER_BYTES + sections.len() * ENTRY_BYTES + names.len();
    let mut directory = Vec::new();
    let mut bodies = Vec::new();
    let mut name_at = 0_u32;
    for section in &mut sections {
        let inflated = section.data.len() as u64;
        let (stored, form) = match form {
            Form::Compressed { level } if section.compress => {
                let frame = zstd::bulk::compress(&section.data, level)
                    .map_err(|source| BuildError::Compress { source })?;
                (frame, 1_u16)
            }
            _ => (std::mem::take(&mut section.data), 0),
        };
        let gap = at.next_multiple_of(8) - at;
        at += gap;
        let name_bytes = section.name.len() as u32;
        directory.extend((section.kind as u16).to_le_bytes());
        directory.extend(form.to_le_bytes());
        directory.extend(name_at.to_le_bytes());
        directory.extend(name_bytes.to_le_bytes());
        directory.extend([0; 4]);
        directory.extend((at as u64).to_le_bytes());
        directory.extend((stored.len() as u64).to_le_bytes());
        directory.extend(inflated.to_le_bytes());
        directory.extend(checksum(&stored));
        name_at += name_bytes;
        at += stored.len();
        bodies.extend(std::iter::repeat_n(0, gap));
        bodies.extend(stored);
    }
    directory.extend(names.as_bytes());
    let mut pack = Vec::with_capacity(at);
    pack.extend(MAGIC);
    pack.extend(FORMAT.to_le_bytes());
    pack.extend((sections.len() as u32).to_le_bytes());
    pack.extend((names.len() as u32).to_le_bytes());
    pack.extend([0; 4]);
    pack.extend(checksum(&directory));
    pack.extend(directory);
    pack.extend(bodies);
    Ok(pack)
}
