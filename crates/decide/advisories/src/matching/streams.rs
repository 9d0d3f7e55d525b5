//! Which ranges of a package speak for the installed one: module streams of rpm and packages of the
//! same source, and the two streams of Ubuntu, standard and Pro.

use std::collections::{BTreeMap, BTreeSet};

use super::ecosystem::is_go_pseudo_version;
use super::{Query, distribution};
use crate::pack::{End, Link, Place, Row, Section};
use crate::version::Scheme;
use crate::weakness::Cve;

/// Leading numbers that two versions share when they come from one source: `1.8.0` of a JDK, `0.7`
/// of a library; major versions alone are shared by chance.
const ALIKE_PARTS_MIN: usize = 2;

/// A range that holds the installed version.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) row: Row,
    /// It is the range of another package of the same source.
    pub(super) sibling: bool,
    /// How many leading numbers of the version in which it ends are those of the installed version.
    pub(super) alike: usize,
}

/// One section's answer about one package.
pub(super) struct Asked<'s, 'a> {
    pub(super) section: &'s Section<'a>,
    pub(super) hits: Vec<Hit>,
    /// Ranges of the package that do not hold the version.
    misses: Vec<Row>,
    /// For a package of a module: how alike the most alike fix of each weakness is. The fixes that
    /// are less alike are for other streams of the module.
    best: BTreeMap<Cve, usize>,
}

impl<'s, 'a> Asked<'s, 'a> {
    pub(super) fn new(
        section: &'s Section<'a>,
        name: &str,
        place: Place,
        query: &Query<'_>,
    ) -> Self {
        let mut asked = Self {
            section,
            hits: Vec::new(),
            misses: Vec::new(),
            best: BTreeMap::new(),
        };
        let mut rows: Vec<Row> = section.rows(name).collect();
        if section.scheme() == Scheme::Rpm {
            asked.best = keep_stream(section, &mut rows, query);
        }
        for row in rows {
            let alike = alike(section, row, query);
            if is_comparable(section, row, query) && row.affects(place) {
                asked.hits.push(Hit {
                    row,
                    sibling: false,
                    alike,
                });
            } else {
                asked.misses.push(row);
            }
        }
        asked.ask_siblings(name, place, query);
        asked
    }

    /// Takes what an update says about another package of the same source, if the update does not
    /// name this one. That both come from one source is believed if the versions are much alike.
    fn ask_siblings(&mut self, name: &str, place: Place, query: &Query<'_>) {
        let installed = upstream(query.version);
        let section = self.section;
        let mut known: Option<BTreeSet<Cve>> = None;
        for sibling in siblings(section, name, query) {
            for row in section.rows(sibling) {
                let End::Fixed(text) = section.end(row) else {
                    continue;
                };
                let speaks = row.modular() == query.modular
                    && (upstream(text) == installed
                        || common_parts(text, query.version) >= ALIKE_PARTS_MIN)
                    && is_comparable(section, row, query)
                    && row.affects(place);
                if !speaks {
                    continue;
                }
                let known = known.get_or_insert_with(|| self.known());
                if cves(section, row).any(|cve| !known.contains(&cve)) {
                    self.hits.push(Hit {
                        row,
                        sibling: true,
                        alike: usize::MAX,
                    });
                }
            }
        }
    }

    /// Whether the fix of a weakness is for the stream of the installed package, as far as that
    /// shows.
    pub(super) fn speaks_of(&self, hit: Hit, cve: Cve) -> bool {
        self.best.get(&cve).is_none_or(|best| *best <= hit.alike)
    }

    fn own_hits(&self) -> BTreeSet<Cve> {
        let own = self.hits.iter().filter(|hit| !hit.sibling);
        own.flat_map(|hit| cves(self.section, hit.row)).collect()
    }

    /// Weaknesses that the package's own ranges answer; a sibling does not speak of them.
    pub(super) fn known(&self) -> BTreeSet<Cve> {
        let misses = self.misses.iter().flat_map(|row| cves(self.section, *row));
        self.own_hits().into_iter().chain(misses).collect()
    }

    /// Weaknesses that the section knows for this package but that do not affect this version: with
    /// several ranges, only if none of them holds it.
    fn cleared(&self) -> BTreeSet<Cve> {
        let hits = self.own_hits();
        let misses = self.misses.iter().flat_map(|row| cves(self.section, *row));
        misses.filter(|cve| !hits.contains(cve)).collect()
    }
}

/// Whether the version can be compared with the ends of the range.
fn is_comparable(section: &Section<'_>, row: Row, query: &Query<'_>) -> bool {
    let text = match section.end(row) {
        End::Open => return true,
        End::Fixed(text) | End::LastAffected(text) => text,
    };
    // A pseudo-version of Go says when, not after which release: only another one can be compared.
    if is_go_pseudo_version(section.name(), query.version) {
        return text.starts_with("0.0.0-");
    }
    // Behind the mark of the module stands the number of the build, which each distribution counts
    // on its own: what is equal up to there is the same package.
    !(query.modular && row.modular() && without_build(text) == without_build(query.version))
}

fn without_build(version: &str) -> &str {
    version
        .split_once(".module")
        .map_or(version, |(base, _)| base)
}

/// Epoch and version, without the release.
fn upstream(version: &str) -> &str {
    version
        .split_once('-')
        .map_or(version, |(upstream, _)| upstream)
}

/// How an rpm was built beside the usual way, which its version tells: fixes of one flavour are no
/// measure for another, since Oracle counts them with an epoch of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    Usual,
    Ksplice,
    Fips,
}

impl Flavour {
    pub(super) fn of(version: &str) -> Self {
        if version.contains(".ksplice") {
            Flavour::Ksplice
        } else if version.contains("_fips") || version.contains(".fips") {
            Flavour::Fips
        } else {
            Flavour::Usual
        }
    }

    /// The word for reports.
    pub(super) fn word(self) -> &'static str {
        match self {
            Flavour::Usual => "usual",
            Flavour::Ksplice => "ksplice",
            Flavour::Fips => "FIPS",
        }
    }
}

/// The flavour of an installed rpm, if the section knows the package and no fix in that flavour.
pub(super) fn unknown_flavour(section: &Section<'_>, name: &str, version: &str) -> Option<Flavour> {
    let flavour = Flavour::of(version);
    if section.scheme() != Scheme::Rpm || flavour == Flavour::Usual {
        return None;
    }
    let mut ends = section.rows(name).map(|row| section.end(row)).peekable();
    ends.peek()?;
    ends.all(|end| !is_flavour(end, flavour)).then_some(flavour)
}

fn is_flavour(end: End<'_>, flavour: Flavour) -> bool {
    match end {
        End::Open => flavour == Flavour::Usual,
        End::Fixed(text) | End::LastAffected(text) => Flavour::of(text) == flavour,
    }
}

/// Other packages of the source: those named after it or after the package itself.
fn siblings<'s>(
    section: &'s Section<'_>,
    name: &'s str,
    query: &Query<'_>,
) -> impl Iterator<Item = &'s str> {
    let stems = query
        .source
        .filter(|_| section.scheme() == Scheme::Rpm)
        .map(|source| {
            if source == name {
                vec![name.to_owned()]
            } else {
                vec![name.to_owned(), source.to_owned()]
            }
        });
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for stem in stems.into_iter().flatten() {
        let dashed = format!("{stem}-");
        let found = section.packages_with_prefix(&stem);
        names.extend(found.filter(|other| *other == stem || other.starts_with(&dashed)));
    }
    names.into_iter().filter(move |other| *other != name)
}

/// Whether another package of the source is known.
pub(super) fn has_siblings(section: &Section<'_>, name: &str, query: &Query<'_>) -> bool {
    siblings(section, name, query).next().is_some()
}

/// The CVEs that an advisory is about.
pub(crate) fn cves(section: &Section<'_>, row: Row) -> impl Iterator<Item = Cve> {
    let linked = section.links(row.advisory).filter_map(|link| match link {
        Link::Covers(cve) | Link::Cve(cve) => Some(cve),
        Link::Text(_) => None,
    });
    section.own_cve(row.advisory).into_iter().chain(linked)
}

/// Drops what is fixed for other streams than the installed package's: module fixes for a plain
/// package and the reverse; and of several fixes of one weakness for streams of the module, all but
/// those whose version is the most like the installed one. Returns how alike that is.
fn keep_stream(
    section: &Section<'_>,
    rows: &mut Vec<Row>,
    query: &Query<'_>,
) -> BTreeMap<Cve, usize> {
    let flavour = Flavour::of(query.version);
    rows.retain(|row| {
        let end = section.end(*row);
        end == End::Open || (row.modular() == query.modular && is_flavour(end, flavour))
    });
    let mut best: BTreeMap<Cve, usize> = BTreeMap::new();
    if !query.modular {
        return best;
    }
    for row in rows.iter() {
        for cve in cves(section, *row) {
            let entry = best.entry(cve).or_default();
            *entry = alike(section, *row, query).max(*entry);
        }
    }
    rows.retain(|row| {
        let alike = alike(section, *row, query);
        let mut cves = cves(section, *row).peekable();
        cves.peek().is_none() || cves.any(|cve| best.get(&cve).is_none_or(|b| *b <= alike))
    });
    best
}

/// How alike the installed version and the end of a range of a module's package are.
fn alike(section: &Section<'_>, row: Row, query: &Query<'_>) -> usize {
    match section.end(row) {
        End::Fixed(text) | End::LastAffected(text) if query.modular => {
            common_parts(text, query.version)
        }
        _ => usize::MAX,
    }
}

/// How many of the leading numbers of two upstream versions are the same. The epoch is left out:
/// streams of one module share it or not as they like.
fn common_parts(left: &str, right: &str) -> usize {
    let parts = |version| {
        let upstream = upstream(version);
        upstream
            .split_once(':')
            .map_or(upstream, |(_, rest)| rest)
            .split('.')
    };
    parts(left)
        .zip(parts(right))
        .take_while(|(l, r)| l == r)
        .count()
}

/// Lets the streams of one distribution correct each other, the usual one and that of extended
/// support (Ubuntu Pro, Red Hat's EUS and its kin, SUSE's LTSS): each counts where the other does
/// not know the weakness, or knows it as unfixed; and a fix of either that is installed clears the
/// weakness in both.
pub(super) fn reconcile(asked: &mut [Asked<'_, '_>]) {
    let is_extended = |asked: &Asked<'_, '_>| distribution::is_extended(asked.section.name());
    if asked.iter().all(is_extended) || !asked.iter().any(is_extended) {
        return;
    }
    for turn in [true, false] {
        // Sets of one stream stand side by side, for repositories, and say nothing of each other.
        let (mut cleared, mut hits) = (BTreeSet::new(), BTreeSet::new());
        for speaker in asked.iter().filter(|one| is_extended(one) != turn) {
            cleared.extend(speaker.cleared());
            hits.extend(speaker.own_hits());
        }
        for listener in asked.iter_mut().filter(|one| is_extended(one) == turn) {
            let section = listener.section;
            listener.hits.retain(|hit| {
                let mut cves = cves(section, hit.row).peekable();
                cves.peek().is_none()
                    || cves.any(|cve| !cleared.contains(&cve) || hits.contains(&cve))
            });
        }
    }
}
