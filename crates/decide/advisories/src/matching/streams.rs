//! Which ranges of a package speak for the installed one: module streams of rpm and packages of the
//! same source, and the two streams of Ubuntu, standard and Pro.

use std::collections::{BTreeMap, BTreeSet};

use super::Query;
use super::ecosystem::is_go_pseudo_version;
use crate::pack::{AdvisoryId, End, Link, Place, Row, Section};
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
}

/// One section's answer about one package.
pub(super) struct Asked<'s, 'a> {
    pub(super) section: &'s Section<'a>,
    pub(super) hits: Vec<Hit>,
    /// Weaknesses that the section knows for this package but that do not affect this version.
    cleared: BTreeSet<Cve>,
    /// Weaknesses that it knows at all.
    known: BTreeSet<Cve>,
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
            cleared: BTreeSet::new(),
            known: BTreeSet::new(),
        };
        let mut rows: Vec<Row> = section.rows(name).collect();
        if section.scheme() == Scheme::Rpm {
            keep_stream(section, &mut rows, query);
        }
        // Only where another source may speak of the same weakness.
        let compared = query.ecosystems.len() > 1 || query.source.is_some();
        for row in rows {
            let hit = is_comparable(section, row, query) && row.affects(place);
            if hit {
                asked.hits.push(Hit {
                    row,
                    sibling: false,
                });
            }
            for cve in cves(section, row).filter(|_| compared) {
                asked.known.insert(cve);
                if !hit {
                    asked.cleared.insert(cve);
                }
            }
        }
        // A weakness with several ranges is clear only if none of them holds the version.
        for hit in asked.hits.iter().filter(|_| compared) {
            for cve in cves(section, hit.row) {
                asked.cleared.remove(&cve);
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
                if speaks && cves(section, row).any(|cve| !self.known.contains(&cve)) {
                    self.hits.push(Hit { row, sibling: true });
                }
            }
        }
    }

    /// Weaknesses that the package's own ranges answer; a sibling does not speak of them.
    pub(super) fn knows(&self, cve: Cve) -> bool {
        self.known.contains(&cve)
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
    let own = match section.advisory(row.advisory).map(|advisory| advisory.id) {
        Some(AdvisoryId::Cve(_, cve)) => Some(cve),
        _ => None,
    };
    let linked = section.links(row.advisory).filter_map(|link| match link {
        Link::Covers(cve) | Link::Cve(cve) => Some(cve),
        Link::Text(_) => None,
    });
    own.into_iter().chain(linked)
}

/// Drops what is fixed for other streams than the installed package's: module fixes for a plain
/// package and the reverse; and of several fixes of one weakness for streams of the module, all but
/// those whose version is the most like the installed one.
fn keep_stream(section: &Section<'_>, rows: &mut Vec<Row>, query: &Query<'_>) {
    rows.retain(|row| section.end(*row) == End::Open || row.modular() == query.modular);
    if !query.modular {
        return;
    }
    let alike = |row: Row| match section.end(row) {
        End::Fixed(text) | End::LastAffected(text) => common_parts(text, query.version),
        End::Open => usize::MAX,
    };
    let mut best: BTreeMap<Cve, usize> = BTreeMap::new();
    for row in rows.iter() {
        for cve in cves(section, *row) {
            let entry = best.entry(cve).or_default();
            *entry = alike(*row).max(*entry);
        }
    }
    rows.retain(|row| {
        let mut cves = cves(section, *row).peekable();
        cves.peek().is_none() || cves.any(|cve| best.get(&cve).is_none_or(|b| *b <= alike(*row)))
    });
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

/// Lets the streams of one distribution correct each other. The second stream (Ubuntu Pro) counts
/// where the first does not know the weakness, or knows it as unfixed; and a fix of it that is
/// installed clears the first.
pub(super) fn reconcile(asked: &mut [Asked<'_, '_>]) {
    let [first, second] = asked else { return };
    let section = second.section;
    second
        .hits
        .retain(|hit| cves(section, hit.row).any(|cve| !first.cleared.contains(&cve)));
    let section = first.section;
    first.hits.retain(|hit| {
        let mut cves = cves(section, hit.row).peekable();
        let fixed_by_second = cves.peek().is_some()
            && cves.all(|cve| second.known.contains(&cve) && second.cleared.contains(&cve));
        !fixed_by_second
    });
}
