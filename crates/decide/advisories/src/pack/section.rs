//! The section of one ecosystem and release: packages, ranges, versions and advisories.
//!
//! The columns, in their order:
//! - [`WIDTHS`]: two bytes, the width (2 or 4) of advisory numbers and of version numbers.
//! - [`NAME_OFFSETS`], [`NAME_BYTES`]: package names, normalised, sorted.
//! - [`ROW_STARTS`]: first row of each package, and the number of rows.
//! - [`ROW_ADVISORY`], [`ROW_INTRODUCED`], [`ROW_END`], [`ROW_FLAGS`]: one range a row. Version
//!   numbers count from 1; 0 is "from the first" or "open".
//! - [`KEY_OFFSETS`], [`KEY_BYTES`], [`TEXT_OFFSETS`], [`TEXT_BYTES`]: the versions, sorted by key,
//!   and their text.
//! - [`ID_VALUE`], [`ID_FORM`], [`PREFIXES`], [`ID_OFFSETS`], [`ID_BYTES`]: advisory ids. Form 0 is
//!   a text, form n the n-th prefix (lines) before a CVE.
//! - [`SEVERITY`], [`PUBLISHED`]: the publisher's word and day, by advisory.
//! - [`LINK_ADVISORY`], [`LINK_KIND`], [`LINK_VALUE`]: further ids of an advisory, sorted by it.
//! - [`VECTOR_ADVISORY`], [`VECTOR_INDEX`], [`VECTOR_OFFSETS`], [`VECTOR_BYTES`]: CVSS vectors of
//!   an advisory, sorted by it.
//! - [`IMPORT_ADVISORY`], [`IMPORT_OFFSETS`], [`IMPORT_BYTES`]: the packages of Go that an advisory
//!   names, sorted by it: import path and functions, one a line. Packs of before lack these
//!   columns, which says that no functions are known.
//!
//! Since versions are sorted by key, an installed version is looked up once; after that, whether it
//! lies in a range is a comparison of two small numbers.

use jiff::civil::Date;
use seaworthy_model::Severity;

use super::PackError;
use super::columns::{Columns, partition};
use crate::date::Day;
use crate::osv::Intent;
use crate::version::{Scheme, VersionKey};
use crate::weakness::Cve;

pub(super) const WIDTHS: usize = 0;
pub(super) const NAME_OFFSETS: usize = 1;
pub(super) const NAME_BYTES: usize = 2;
pub(super) const ROW_STARTS: usize = 3;
pub(super) const ROW_ADVISORY: usize = 4;
pub(super) const ROW_INTRODUCED: usize = 5;
pub(super) const ROW_END: usize = 6;
pub(super) const ROW_FLAGS: usize = 7;
pub(super) const KEY_OFFSETS: usize = 8;
pub(super) const KEY_BYTES: usize = 9;
pub(super) const TEXT_OFFSETS: usize = 10;
pub(super) const TEXT_BYTES: usize = 11;
pub(super) const ID_VALUE: usize = 12;
pub(super) const ID_FORM: usize = 13;
pub(super) const PREFIXES: usize = 14;
pub(super) const ID_OFFSETS: usize = 15;
pub(super) const ID_BYTES: usize = 16;
pub(super) const SEVERITY: usize = 17;
pub(super) const PUBLISHED: usize = 18;
pub(super) const LINK_ADVISORY: usize = 19;
pub(super) const LINK_KIND: usize = 20;
pub(super) const LINK_VALUE: usize = 21;
pub(super) const VECTOR_ADVISORY: usize = 22;
pub(super) const VECTOR_INDEX: usize = 23;
pub(super) const VECTOR_OFFSETS: usize = 24;
pub(super) const VECTOR_BYTES: usize = 25;
pub(super) const IMPORT_ADVISORY: usize = 26;
pub(super) const IMPORT_OFFSETS: usize = 27;
pub(super) const IMPORT_BYTES: usize = 28;
pub(super) const COLUMN_COUNT: usize = 29;

pub(super) const FLAG_FIXED: u8 = 0x01;
pub(super) const FLAG_LAST_AFFECTED: u8 = 0x02;
pub(super) const FLAG_END_OF_LIFE: u8 = 0x04;
pub(super) const FLAG_SYMBOLS: u8 = 0x08;
pub(super) const FLAG_MODULAR: u8 = 0x10;
/// Alone: the vendor will not fix it. With [`FLAG_END_OF_LIFE`]: the vendor put the fix off.
pub(super) const FLAG_INTENT: u8 = 0x20;
pub(super) const INFORMATIONAL_SHIFT: u8 = 6;

pub(super) const LINK_COVERS: u8 = 0;
pub(super) const LINK_ALIAS_CVE: u8 = 1;
pub(super) const LINK_ALIAS_TEXT: u8 = 2;

/// The opened section of one ecosystem and release.
#[derive(Debug, Clone)]
pub struct Section<'a> {
    name: String,
    scheme: Scheme,
    columns: Columns<'a>,
    wide_advisories: bool,
    wide_versions: bool,
}

/// Where an installed version lies among the versions of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Versions below it.
    below: u32,
    /// Versions below or equal to it.
    not_above: u32,
}

/// One range of one package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Number of the advisory.
    pub advisory: u32,
    introduced: u32,
    end: u32,
    flags: u8,
}

/// How a range ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End<'s> {
    /// No fixed version is known.
    Open,
    /// Fixed in this version.
    Fixed(&'s str),
    /// This is the last affected version.
    LastAffected(&'s str),
}

/// A notice that is no weakness in the usual sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Informational {
    /// Nobody maintains it.
    Unmaintained,
    /// It breaks its own promise of safety.
    Unsound,
    /// Any other notice.
    Notice,
}

/// The id of an advisory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdvisoryId<'s> {
    /// A vendor's number made from a CVE: the prefix (may be empty) and the CVE.
    Cve(&'s str, Cve),
    /// Any other.
    Text(&'s str),
}

/// A further id of an advisory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link<'s> {
    /// The advisory answers this weakness, possibly among others.
    Covers(Cve),
    /// The same weakness.
    Cve(Cve),
    /// The same weakness, not a CVE.
    Text(&'s str),
}

/// What a section says about an advisory, apart from its links and vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advisory<'s> {
    /// Its id.
    pub id: AdvisoryId<'s>,
    /// The publisher's word.
    pub severity: Severity,
    /// When it was published.
    pub published: Option<Date>,
}

impl Row {
    /// Whether the version lies in the range.
    #[must_use]
    pub fn affects(self, place: Place) -> bool {
        let from = self.introduced == 0 || self.introduced <= place.not_above;
        let until = if self.end == 0 {
            true
        } else if self.flags & FLAG_LAST_AFFECTED != 0 {
            self.end > place.below
        } else {
            self.end > place.not_above
        };
        from && until
    }

    /// The vendor ended support and ignores it.
    #[must_use]
    pub fn end_of_life(self) -> bool {
        self.flags & (FLAG_END_OF_LIFE | FLAG_INTENT) == FLAG_END_OF_LIFE
    }

    /// What the vendor says it will do about it.
    #[must_use]
    pub fn intent(self) -> Option<Intent> {
        match (
            self.flags & FLAG_INTENT != 0,
            self.flags & FLAG_END_OF_LIFE != 0,
        ) {
            (false, _) => None,
            (true, false) => Some(Intent::WillNotFix),
            (true, true) => Some(Intent::Deferred),
        }
    }

    /// The advisory names the affected functions.
    #[must_use]
    pub fn symbols(self) -> bool {
        self.flags & FLAG_SYMBOLS != 0
    }

    /// The fix is for the stream of a module (rpm modularity).
    #[must_use]
    pub fn modular(self) -> bool {
        self.flags & FLAG_MODULAR != 0
    }

    /// The notice that it is, if it is one.
    #[must_use]
    pub fn informational(self) -> Option<Informational> {
        match self.flags >> INFORMATIONAL_SHIFT {
            0 => None,
            1 => Some(Informational::Unmaintained),
            2 => Some(Informational::Unsound),
            _ => Some(Informational::Notice),
        }
    }
}

impl<'a> Section<'a> {
    pub(super) fn new(name: &str, columns: Columns<'a>) -> Result<Self, PackError> {
        let malformed = |what| PackError::Malformed {
            part: name.to_owned(),
            what,
        };
        let scheme = Scheme::for_ecosystem(name)
            .ok_or_else(|| malformed("its ecosystem has no known version order"))?;
        let wide = |at| match columns.u8(WIDTHS, at) {
            Some(2) => Ok(false),
            Some(4) => Ok(true),
            _ => Err(malformed("a column has an unknown width")),
        };
        let (wide_advisories, wide_versions) = (wide(0)?, wide(1)?);
        if columns.bytes(VECTOR_BYTES).is_empty() && columns.bytes(NAME_BYTES).is_empty() {
            return Err(malformed("it has no packages"));
        }
        Ok(Self {
            name: name.to_owned(),
            scheme,
            columns,
            wide_advisories,
            wide_versions,
        })
    }

    /// OSV ecosystem with release.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its version order.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Number of packages.
    #[must_use]
    pub fn package_count(&self) -> usize {
        self.columns.len_u32(NAME_OFFSETS).saturating_sub(1)
    }

    /// Names of all packages, sorted.
    pub fn packages(&self) -> impl Iterator<Item = &str> {
        (0..self.package_count()).filter_map(|at| self.columns.text(NAME_OFFSETS, NAME_BYTES, at))
    }

    /// Names of the packages that start with `prefix`, sorted.
    pub fn packages_with_prefix(&self, prefix: &str) -> impl Iterator<Item = &str> {
        let first = self
            .columns
            .lower_bound(NAME_OFFSETS, NAME_BYTES, prefix.as_bytes());
        (first..self.package_count())
            .filter_map(|at| self.columns.text(NAME_OFFSETS, NAME_BYTES, at))
            .take_while(move |name| name.starts_with(prefix))
    }

    /// Whether the section knows the package. The name is in the normal form of the ecosystem.
    #[must_use]
    pub fn has_package(&self, name: &str) -> bool {
        self.columns
            .find(NAME_OFFSETS, NAME_BYTES, name.as_bytes())
            .is_some()
    }

    /// All ranges of a package, sorted by advisory.
    pub fn rows(&self, name: &str) -> impl Iterator<Item = Row> {
        let package = self.columns.find(NAME_OFFSETS, NAME_BYTES, name.as_bytes());
        let start = package
            .and_then(|at| self.columns.u32(ROW_STARTS, at))
            .unwrap_or(0) as usize;
        let end = package
            .and_then(|at| self.columns.u32(ROW_STARTS, at + 1))
            .unwrap_or(0) as usize;
        (start..end.min(self.columns.bytes(ROW_FLAGS).len())).filter_map(|at| self.row(at))
    }

    fn row(&self, at: usize) -> Option<Row> {
        let narrow = |column| self.columns.u16(column, at).map(u32::from);
        let wide = |column| self.columns.u32(column, at);
        let version = |column| {
            if self.wide_versions {
                wide(column)
            } else {
                narrow(column)
            }
        };
        Some(Row {
            advisory: if self.wide_advisories {
                wide(ROW_ADVISORY)
            } else {
                narrow(ROW_ADVISORY)
            }?,
            introduced: version(ROW_INTRODUCED)?,
            end: version(ROW_END)?,
            flags: self.columns.u8(ROW_FLAGS, at)?,
        })
    }

    /// Looks a version up.
    #[must_use]
    pub fn place(&self, key: &VersionKey) -> Place {
        let below = self
            .columns
            .lower_bound(KEY_OFFSETS, KEY_BYTES, key.as_bytes());
        let count = self.columns.len_u32(KEY_OFFSETS).saturating_sub(1);
        let equal = partition(count - below.min(count), |index| {
            self.columns
                .slice(KEY_OFFSETS, KEY_BYTES, below + index)
                .is_some_and(|piece| piece <= key.as_bytes())
        });
        Place {
            below: below as u32,
            not_above: (below + equal) as u32,
        }
    }

    /// How the range of a row ends.
    #[must_use]
    pub fn end(&self, row: Row) -> End<'_> {
        let text = row.end.checked_sub(1).and_then(|at| self.version_text(at));
        match text {
            Some(text) if row.flags & FLAG_LAST_AFFECTED != 0 => End::LastAffected(text),
            Some(text) if row.flags & FLAG_FIXED != 0 => End::Fixed(text),
            _ => End::Open,
        }
    }

    /// A number that sorts as the version that ends the row does; for sorting fixed versions.
    #[must_use]
    pub fn end_rank(&self, row: Row) -> u32 {
        row.end
    }

    fn version_text(&self, at: u32) -> Option<&str> {
        self.columns.text(TEXT_OFFSETS, TEXT_BYTES, at as usize)
    }

    /// The facts of an advisory; none if a damaged pack names one that is not there.
    #[must_use]
    pub fn advisory(&self, number: u32) -> Option<Advisory<'_>> {
        let at = number as usize;
        let value = self.columns.u32(ID_VALUE, at)?;
        let id = match self.columns.u8(ID_FORM, at)? {
            0 => AdvisoryId::Text(self.id_text(value)?),
            form => {
                let prefixes = std::str::from_utf8(self.columns.bytes(PREFIXES)).ok()?;
                let prefix = prefixes.split('\n').nth(usize::from(form) - 1)?;
                AdvisoryId::Cve(prefix, Cve::from_bits(value))
            }
        };
        Some(Advisory {
            id,
            severity: severity_of(self.columns.u8(SEVERITY, at)?),
            published: Day::from_bits(self.columns.u16(PUBLISHED, at)?).map(Day::date),
        })
    }

    /// The CVE that the id of an advisory is made from, if it is.
    #[must_use]
    pub fn own_cve(&self, number: u32) -> Option<Cve> {
        let at = number as usize;
        match self.columns.u8(ID_FORM, at)? {
            0 => None,
            _ => self.columns.u32(ID_VALUE, at).map(Cve::from_bits),
        }
    }

    fn id_text(&self, at: u32) -> Option<&str> {
        self.columns.text(ID_OFFSETS, ID_BYTES, at as usize)
    }

    /// Further ids of an advisory.
    pub fn links(&self, number: u32) -> impl Iterator<Item = Link<'_>> {
        self.attached(LINK_ADVISORY, number).filter_map(|at| {
            let value = self.columns.u32(LINK_VALUE, at)?;
            match self.columns.u8(LINK_KIND, at)? {
                LINK_COVERS => Some(Link::Covers(Cve::from_bits(value))),
                LINK_ALIAS_CVE => Some(Link::Cve(Cve::from_bits(value))),
                LINK_ALIAS_TEXT => Some(Link::Text(self.id_text(value)?)),
                _ => None,
            }
        })
    }

    /// CVSS vectors of an advisory.
    pub fn vectors(&self, number: u32) -> impl Iterator<Item = &str> {
        self.attached(VECTOR_ADVISORY, number).filter_map(|at| {
            let index = self.columns.u32(VECTOR_INDEX, at)? as usize;
            self.columns.text(VECTOR_OFFSETS, VECTOR_BYTES, index)
        })
    }

    /// The packages of Go that an advisory names: import path, and the affected functions, none
    /// where the whole package is meant.
    pub fn imports(&self, number: u32) -> impl Iterator<Item = (&str, impl Iterator<Item = &str>)> {
        self.attached(IMPORT_ADVISORY, number).filter_map(|at| {
            let mut lines = self
                .columns
                .text(IMPORT_OFFSETS, IMPORT_BYTES, at)?
                .split('\n');
            Some((lines.next()?, lines))
        })
    }

    /// Places in a sorted column of advisory numbers that hold `number`.
    fn attached(&self, column: usize, number: u32) -> impl Iterator<Item = usize> {
        let first = self.columns.lower_bound_u32(column, number);
        (first..self.columns.len_u32(column))
            .take_while(move |at| self.columns.u32(column, *at) == Some(number))
    }
}

pub(super) fn severity_bits(severity: Severity) -> u8 {
    match severity {
        Severity::Unknown => 0,
        Severity::Negligible => 1,
        Severity::Low => 2,
        Severity::Medium => 3,
        Severity::High => 4,
        Severity::Critical => 5,
    }
}

fn severity_of(bits: u8) -> Severity {
    match bits {
        1 => Severity::Negligible,
        2 => Severity::Low,
        3 => Severity::Medium,
        4 => Severity::High,
        5 => Severity::Critical,
        _ => Severity::Unknown,
    }
}
