//! Collects the records of one ecosystem and release, and writes its section.

use std::collections::{BTreeMap, BTreeSet};

use seaworthy_model::Severity;

use super::columns::ColumnsWriter;
use super::section::{
    COLUMN_COUNT, FLAG_END_OF_LIFE, FLAG_FIXED, FLAG_INTENT, FLAG_LAST_AFFECTED, FLAG_MODULAR,
    FLAG_SYMBOLS, INFORMATIONAL_SHIFT, LINK_ALIAS_CVE, LINK_ALIAS_TEXT, LINK_COVERS, severity_bits,
};
use crate::date::Day;
use crate::names;
use crate::osv::{Affected, Import, Intent, RangeEnd, Record};
use crate::version::{Scheme, VersionKey};
use crate::weakness::{Cve, split_vendor_cve};

/// Forms of an id need a byte, so there are at most this many prefixes before the rest become text.
const PREFIXES_MAX: usize = 250;

/// A version; sorts by key, then text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    key: VersionKey,
    text: String,
}

/// An advisory; sorts by CVE where it has one in its id, then by id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct AdvisoryKey {
    cve: Option<Cve>,
    id: String,
    severity: u8,
}

#[derive(Debug, Default)]
struct AdvisoryFacts {
    published: Option<Day>,
    covers: BTreeSet<Cve>,
    alias_cves: BTreeSet<Cve>,
    alias_texts: BTreeSet<String>,
    vectors: Vec<String>,
    imports: BTreeSet<Import>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct NewRow {
    package: String,
    advisory: AdvisoryKey,
    introduced: Option<Version>,
    end: Option<Version>,
    flags: u8,
}

/// What was left out of a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct LeftOut {
    /// Versions that have no place in the version order.
    pub(super) versions: u32,
}

/// The section of one ecosystem and release, in the making.
#[derive(Debug)]
pub(super) struct SectionBuilder {
    ecosystem: String,
    scheme: Scheme,
    advisories: BTreeMap<AdvisoryKey, AdvisoryFacts>,
    rows: BTreeSet<NewRow>,
    pub(super) newest_published: Option<Day>,
    pub(super) newest_modified: Option<Day>,
    pub(super) unfixed: bool,
}

impl SectionBuilder {
    pub(super) fn new(ecosystem: &str, scheme: Scheme) -> Self {
        Self {
            ecosystem: ecosystem.to_owned(),
            scheme,
            advisories: BTreeMap::new(),
            rows: BTreeSet::new(),
            newest_published: None,
            newest_modified: None,
            unfixed: false,
        }
    }

    pub(super) fn row_count(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn record_count(&self) -> usize {
        let ids: BTreeSet<&str> = self.advisories.keys().map(|key| key.id.as_str()).collect();
        ids.len()
    }

    pub(super) fn package_count(&self) -> usize {
        let names: BTreeSet<&str> = self.rows.iter().map(|row| row.package.as_str()).collect();
        names.len()
    }

    /// Takes what a record says about one package of this ecosystem.
    pub(super) fn add(&mut self, record: &Record, affected: &Affected) -> LeftOut {
        let mut left_out = LeftOut::default();
        let rows = self.ranges(affected, &mut left_out);
        if rows.is_empty() {
            return left_out;
        }
        let advisory = self.advisory(record, affected);
        let flags = flags(affected);
        for (introduced, end) in rows {
            let (end, kind) = match end {
                NewEnd::Open => (None, 0),
                NewEnd::Fixed(version) => (Some(version), FLAG_FIXED),
                NewEnd::LastAffected(version) => (Some(version), FLAG_LAST_AFFECTED),
            };
            let modular = self.scheme == Scheme::Rpm
                && end
                    .as_ref()
                    .is_some_and(|version| names::is_modular(&version.text));
            self.unfixed |= end.is_none();
            self.rows.insert(NewRow {
                package: names::normal(&self.ecosystem, &affected.name).into_owned(),
                advisory: advisory.clone(),
                introduced,
                end,
                flags: flags | kind | if modular { FLAG_MODULAR } else { 0 },
            });
        }
        self.newest_published = self.newest_published.max(record.published);
        self.newest_modified = self.newest_modified.max(record.modified);
        left_out
    }

    fn advisory(&mut self, record: &Record, affected: &Affected) -> AdvisoryKey {
        let severity = match affected.severity {
            Severity::Unknown => record.severity,
            severity => severity,
        };
        let own_cve = split_vendor_cve(&record.id).map(|(_, cve)| cve);
        let key = AdvisoryKey {
            cve: own_cve,
            id: record.id.clone(),
            severity: severity_bits(severity),
        };
        let facts = self.advisories.entry(key.clone()).or_default();
        facts.published = facts.published.max(record.published);
        for vector in record.vectors.iter().chain(&affected.vectors) {
            if !facts.vectors.contains(vector) {
                facts.vectors.push(vector.clone());
            }
        }
        facts.imports.extend(affected.imports.iter().cloned());
        let vendor_update = names::is_distribution(&self.ecosystem) && own_cve.is_none();
        for alias in &record.aliases {
            match Cve::parse(alias) {
                Some(cve) if Some(cve) != own_cve => facts.alias_cves.insert(cve),
                Some(_) => continue,
                None => facts.alias_texts.insert(alias.clone()),
            };
        }
        let upstream = record.upstream.iter();
        let related = record.related.iter().filter(|_| vendor_update);
        for cve in upstream.chain(related).filter_map(|id| Cve::parse(id)) {
            if vendor_update {
                facts.covers.insert(cve);
            } else if Some(cve) != own_cve {
                facts.alias_cves.insert(cve);
            }
        }
        key
    }

    /// The ranges that can be keyed, then the explicit versions that no range holds.
    fn ranges(
        &self,
        affected: &Affected,
        left_out: &mut LeftOut,
    ) -> Vec<(Option<Version>, NewEnd)> {
        let mut rows = Vec::new();
        let mut version = |text: &str| {
            let key = self.scheme.key(text).ok();
            left_out.versions += u32::from(key.is_none());
            key.map(|key| Version {
                key,
                text: text.trim().to_owned(),
            })
        };
        for range in &affected.ranges {
            let introduced = match range.introduced.as_str() {
                "0" => None,
                text => match version(text) {
                    Some(version) => Some(version),
                    None => continue,
                },
            };
            let end = match &range.end {
                RangeEnd::Open => Some(NewEnd::Open),
                // `0` as fixed version says that no version was ever affected.
                RangeEnd::Fixed(text) if text == "0" => None,
                RangeEnd::Fixed(text) => version(text).map(NewEnd::Fixed),
                RangeEnd::LastAffected(text) => version(text).map(NewEnd::LastAffected),
            };
            rows.extend(end.map(|end| (introduced, end)));
        }
        for text in &affected.versions {
            if let Some(version) = version(text)
                && !rows
                    .iter()
                    .any(|(introduced, end)| holds(introduced.as_ref(), end, &version))
            {
                rows.push((Some(version.clone()), NewEnd::LastAffected(version)));
            }
        }
        rows
    }

    /// Writes the columns, in the order that [`super::section`] names them.
    pub(super) fn finish(self) -> Vec<u8> {
        let advisories: Vec<(AdvisoryKey, AdvisoryFacts)> = self.advisories.into_iter().collect();
        let versions: BTreeSet<&Version> = self
            .rows
            .iter()
            .flat_map(|row| row.introduced.iter().chain(&row.end))
            .collect();
        let versions: Vec<&Version> = versions.into_iter().collect();
        let number =
            |version: &Option<Version>| version.as_ref().map_or(0, |v| position(&versions, &v) + 1);
        let widths = [width(advisories.len()), width(versions.len() + 1)];
        let mut columns = ColumnsWriter::default();
        columns.bytes(widths.to_vec());
        let rows: Vec<&NewRow> = self.rows.iter().collect();
        write_names(&mut columns, &rows);
        let advisory_numbers = rows
            .iter()
            .map(|row| advisories.partition_point(|(key, _)| *key < row.advisory) as u32);
        columns.numbers(widths[0], advisory_numbers);
        columns.numbers(widths[1], rows.iter().map(|row| number(&row.introduced)));
        columns.numbers(widths[1], rows.iter().map(|row| number(&row.end)));
        columns.bytes(rows.iter().map(|row| row.flags).collect());
        columns.pieces(versions.iter().map(|version| version.key.as_bytes()));
        columns.pieces(versions.iter().map(|version| version.text.as_bytes()));
        write_advisories(&mut columns, &advisories);
        write_vectors(&mut columns, &advisories);
        write_imports(&mut columns, &advisories);
        debug_assert_eq!(columns.count(), COLUMN_COUNT);
        columns.finish()
    }
}

#[derive(Debug, Clone)]
enum NewEnd {
    Open,
    Fixed(Version),
    LastAffected(Version),
}

fn holds(introduced: Option<&Version>, end: &NewEnd, version: &Version) -> bool {
    introduced.is_none_or(|first| first.key <= version.key)
        && match end {
            NewEnd::Open => true,
            NewEnd::Fixed(end) => version.key < end.key,
            NewEnd::LastAffected(end) => version.key <= end.key,
        }
}

fn flags(affected: &Affected) -> u8 {
    let mut flags = 0;
    if affected.end_of_life {
        flags |= FLAG_END_OF_LIFE;
    }
    match affected.intent {
        Some(Intent::WillNotFix) => flags = FLAG_INTENT,
        Some(Intent::Deferred) => flags = FLAG_INTENT | FLAG_END_OF_LIFE,
        None => {}
    }
    if affected.symbols {
        flags |= FLAG_SYMBOLS;
    }
    let informational = match affected.informational.as_deref() {
        None => 0,
        Some("unmaintained") => 1,
        Some("unsound") => 2,
        Some(_) => 3,
    };
    flags | informational << INFORMATIONAL_SHIFT
}

fn width(count: usize) -> u8 {
    if count <= usize::from(u16::MAX) { 2 } else { 4 }
}

fn position<T: Ord>(sorted: &[T], item: &T) -> u32 {
    sorted.partition_point(|other| other < item) as u32
}

impl ColumnsWriter {
    fn numbers(&mut self, width: u8, numbers: impl Iterator<Item = u32>) {
        if width == 2 {
            // The width was chosen so that all numbers fit.
            self.u16(numbers.map(|number| number as u16));
        } else {
            self.u32(numbers);
        }
    }
}

fn write_names(columns: &mut ColumnsWriter, rows: &[&NewRow]) {
    let mut names: Vec<&str> = Vec::new();
    let mut starts = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        if names.last() != Some(&row.package.as_str()) {
            names.push(&row.package);
            starts.push(at as u32);
        }
    }
    starts.push(rows.len() as u32);
    columns.pieces(names);
    columns.u32(starts);
}

fn write_advisories(columns: &mut ColumnsWriter, advisories: &[(AdvisoryKey, AdvisoryFacts)]) {
    let mut prefixes: Vec<&str> = Vec::new();
    let mut texts: Vec<&str> = Vec::new();
    let mut text_number = |text| {
        texts.push(text);
        texts.len() as u32 - 1
    };
    let (mut values, mut forms, mut links) = (Vec::new(), Vec::new(), Vec::new());
    for (number, (key, facts)) in advisories.iter().enumerate() {
        let number = number as u32;
        let form = split_vendor_cve(&key.id).and_then(|(prefix, cve)| {
            let known = prefixes.iter().position(|p| *p == prefix);
            let at = known.or_else(|| {
                (prefixes.len() < PREFIXES_MAX && !prefix.contains('\n')).then(|| {
                    prefixes.push(prefix);
                    prefixes.len() - 1
                })
            })?;
            Some((cve.to_bits(), at as u8 + 1))
        });
        let (value, form) = form.unwrap_or_else(|| (text_number(&key.id), 0));
        values.push(value);
        forms.push(form);
        links.extend(
            facts
                .covers
                .iter()
                .map(|cve| (number, LINK_COVERS, cve.to_bits())),
        );
        links.extend(
            facts
                .alias_cves
                .iter()
                .map(|cve| (number, LINK_ALIAS_CVE, cve.to_bits())),
        );
        for text in &facts.alias_texts {
            links.push((number, LINK_ALIAS_TEXT, text_number(text)));
        }
    }
    columns.u32(values);
    columns.bytes(forms);
    columns.bytes(prefixes.join("\n").into_bytes());
    columns.pieces(texts);
    columns.bytes(advisories.iter().map(|(key, _)| key.severity).collect());
    columns.u16(
        advisories
            .iter()
            .map(|(_, facts)| facts.published.map_or(0, Day::to_bits)),
    );
    columns.u32(links.iter().map(|(number, ..)| *number));
    columns.bytes(links.iter().map(|(_, kind, _)| *kind).collect());
    columns.u32(links.iter().map(|(.., value)| *value));
}

fn write_vectors(columns: &mut ColumnsWriter, advisories: &[(AdvisoryKey, AdvisoryFacts)]) {
    let all: BTreeSet<&str> = advisories
        .iter()
        .flat_map(|(_, facts)| facts.vectors.iter().map(String::as_str))
        .collect();
    let all: Vec<&str> = all.into_iter().collect();
    let pairs: Vec<(u32, u32)> = advisories
        .iter()
        .enumerate()
        .flat_map(|(number, (_, facts))| {
            facts
                .vectors
                .iter()
                .map(move |vector| (number as u32, vector.as_str()))
        })
        .map(|(number, vector)| (number, position(&all, &vector)))
        .collect();
    columns.u32(pairs.iter().map(|(number, _)| *number));
    columns.u32(pairs.iter().map(|(_, vector)| *vector));
    columns.pieces(all);
}

fn write_imports(columns: &mut ColumnsWriter, advisories: &[(AdvisoryKey, AdvisoryFacts)]) {
    let pairs: Vec<(u32, String)> = advisories
        .iter()
        .enumerate()
        .flat_map(|(number, (_, facts))| {
            let lines = |import: &Import| {
                let path = std::iter::once(import.path.as_str());
                let symbols = import.symbols.iter().map(String::as_str);
                path.chain(symbols).collect::<Vec<&str>>().join("\n")
            };
            facts
                .imports
                .iter()
                .map(move |import| (number as u32, lines(import)))
        })
        .collect();
    columns.u32(pairs.iter().map(|(number, _)| *number));
    columns.pieces(pairs.iter().map(|(_, lines)| lines));
}
