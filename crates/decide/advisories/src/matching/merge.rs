//! One match per weakness: advisories that share an id are put together.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use seaworthy_model::{Confidence, Cvss, FixState, Score, Severity, Vulnerability};

use super::streams::{Asked, Hit};
use super::{Found, Match, Query};
use crate::osv::{Import, Intent};
use crate::pack::{Advisory, AdvisoryId, End, Link, Row, Section};
use crate::weakness::Cve;

/// LIMIT: matches of one package. The kernel, the worst there is, has some 10,000 CVEs in all.
pub const MATCHES_PER_PACKAGE_MAX: usize = 50_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Id<'s> {
    Cve(Cve),
    Text(&'s str),
}

/// A range that holds the version, seen as one weakness.
struct Piece<'s, 'a> {
    section: &'s Section<'a>,
    row: Row,
    advisory: Advisory<'s>,
    ids: Vec<Id<'s>>,
    sibling: bool,
    other_stream: bool,
}

/// Puts the answers of all sections together.
pub(super) fn merge(package: usize, query: &Query<'_>, asked: &[Asked<'_, '_>]) -> Found {
    let mut pieces = Vec::new();
    for asked in asked {
        let siblings = asked.hits.iter().any(|hit| hit.sibling);
        let known = if siblings {
            asked.known()
        } else {
            BTreeSet::new()
        };
        for hit in &asked.hits {
            split(asked, *hit, &known, &mut pieces);
        }
    }
    let cut_off = pieces.len() >= MATCHES_PER_PACKAGE_MAX;
    let groups = group(&pieces);
    let matches = groups
        .into_iter()
        .map(|group| build(package, query, &group))
        .collect();
    Found { matches, cut_off }
}

/// An update that answers several weaknesses is one piece for each of them.
fn split<'s, 'a>(
    asked: &Asked<'s, 'a>,
    hit: Hit,
    known: &BTreeSet<Cve>,
    pieces: &mut Vec<Piece<'s, 'a>>,
) {
    let Hit {
        row,
        sibling,
        alike,
    } = hit;
    let section = asked.section;
    let other_stream = alike == 0;
    let Some(advisory) = section.advisory(row.advisory) else {
        return;
    };
    let own = match advisory.id {
        AdvisoryId::Cve(_, cve) => Id::Cve(cve),
        AdvisoryId::Text(text) => Id::Text(text),
    };
    let mut ids = vec![own];
    let mut is_update = false;
    for link in section.links(row.advisory) {
        if pieces.len() >= MATCHES_PER_PACKAGE_MAX {
            return;
        }
        match link {
            Link::Covers(cve) => {
                is_update = true;
                if (!sibling || !known.contains(&cve)) && asked.speaks_of(hit, cve) {
                    pieces.push(Piece {
                        section,
                        row,
                        advisory,
                        ids: vec![Id::Cve(cve)],
                        sibling,
                        other_stream,
                    });
                }
            }
            Link::Cve(cve) => ids.push(Id::Cve(cve)),
            Link::Text(text) => ids.push(Id::Text(text)),
        }
    }
    if !is_update && pieces.len() < MATCHES_PER_PACKAGE_MAX {
        pieces.push(Piece {
            section,
            row,
            advisory,
            ids,
            sibling,
            other_stream,
        });
    }
}

/// Pieces that share an id, directly or through others, in the order of their first piece.
fn group<'p, 's, 'a>(pieces: &'p [Piece<'s, 'a>]) -> Vec<Vec<&'p Piece<'s, 'a>>> {
    let mut parent: Vec<usize> = (0..pieces.len()).collect();
    let mut seen: HashMap<Id<'_>, usize> = HashMap::with_capacity(pieces.len());
    for (at, piece) in pieces.iter().enumerate() {
        for id in &piece.ids {
            let other = *seen.entry(*id).or_insert(at);
            let (a, b) = (root(&mut parent, other), root(&mut parent, at));
            // The smaller one leads, so that the first section speaks first.
            if let Some(slot) = parent.get_mut(a.max(b)) {
                *slot = a.min(b);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<&Piece<'_, '_>>> = BTreeMap::new();
    for (at, piece) in pieces.iter().enumerate() {
        groups.entry(root(&mut parent, at)).or_default().push(piece);
    }
    groups.into_values().collect()
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while let Some(up) = parent.get(at).copied().filter(|up| *up != at) {
        let above = parent.get(up).copied().unwrap_or(up);
        if let Some(slot) = parent.get_mut(at) {
            *slot = above;
        }
        at = above;
    }
    at
}

fn build(package: usize, query: &Query<'_>, pieces: &[&Piece<'_, '_>]) -> Match {
    let (id, aliases) = ids(pieces);
    let mut advisories: Vec<String> = Vec::new();
    for piece in pieces {
        let id = advisory_text(piece.advisory.id);
        if !advisories.contains(&id) {
            advisories.push(id);
        }
    }
    let mut notes = Vec::new();
    let first = pieces.first();
    let only_pro = pieces.iter().all(|p| fixed(p).is_none() || is_pro(p))
        && pieces.iter().any(|p| fixed(p).is_some());
    if only_pro && pieces.iter().any(|piece| is_pro(piece)) {
        notes.push("the fix comes with Ubuntu Pro");
    }
    let by_sibling = pieces.iter().all(|piece| piece.sibling);
    if by_sibling {
        notes.push("the update names another package of the same source");
    }
    let by_stream = pieces.iter().all(|piece| piece.other_stream);
    if by_stream {
        notes.push("the fix is for another stream of the module");
    }
    let vulnerability = Vulnerability {
        id,
        aliases,
        advisories,
        ecosystem: first
            .map(|piece| piece.section.name().to_owned())
            .unwrap_or_default(),
        package: query.name.to_owned(),
        installed: query.version.to_owned(),
        fixed: fixed_versions(pieces),
        fix_state: fix_state(pieces),
        scores: scores(pieces),
        published: pieces
            .iter()
            .filter_map(|piece| piece.advisory.published)
            .min(),
        fix_available_since: pieces
            .iter()
            .filter(|piece| is_update(piece) && fixed(piece).is_some())
            .filter_map(|piece| piece.advisory.published)
            .min(),
        ..Vulnerability::default()
    };
    let informational = pieces
        .iter()
        .map(|piece| piece.row.informational())
        .min()
        .flatten();
    Match {
        package,
        vulnerability: Arc::new(vulnerability),
        confidence: match (by_stream, by_sibling) {
            (true, _) => Confidence::Low,
            (false, true) => Confidence::Medium,
            (false, false) => Confidence::High,
        },
        notice: informational.map(Into::into),
        symbols: pieces.iter().any(|piece| piece.row.symbols()),
        imports: imports(pieces),
        notes,
    }
}

/// What the advisories of Go name. One that names nothing leaves all of the module affected, so
/// that what the others name is no answer.
fn imports(pieces: &[&Piece<'_, '_>]) -> Vec<Import> {
    let mut all: Vec<Import> = Vec::new();
    for piece in pieces {
        let before = all.len();
        let named = piece.section.imports(piece.row.advisory);
        all.extend(named.map(|(path, symbols)| Import {
            path: path.to_owned(),
            symbols: symbols.map(str::to_owned).collect(),
        }));
        if all.len() == before {
            return Vec::new();
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn fixed<'s>(piece: &Piece<'s, '_>) -> Option<&'s str> {
    match piece.section.end(piece.row) {
        End::Fixed(text) => Some(text),
        End::Open | End::LastAffected(_) => None,
    }
}

fn is_pro(piece: &Piece<'_, '_>) -> bool {
    piece.section.name().starts_with("Ubuntu:Pro:")
}

/// A distribution's own update (`ALSA-…`), whose day is the day of the fix.
fn is_update(piece: &Piece<'_, '_>) -> bool {
    crate::names::is_distribution(piece.section.name())
        && matches!(piece.advisory.id, AdvisoryId::Text(_))
}

/// The id to show, the CVE where there is exactly one, and the others, each once.
fn ids(pieces: &[&Piece<'_, '_>]) -> (String, Vec<String>) {
    let mut cves: Vec<Cve> = Vec::new();
    let mut texts: Vec<&str> = Vec::new();
    for id in pieces.iter().flat_map(|piece| &piece.ids) {
        match id {
            Id::Cve(cve) if !cves.contains(cve) => cves.push(*cve),
            Id::Text(text) if !texts.contains(text) => texts.push(text),
            _ => {}
        }
    }
    cves.sort_unstable();
    let texts = texts.into_iter().map(str::to_owned);
    let mut all: Vec<String> = match cves.as_slice() {
        [cve] => std::iter::once(cve.to_string()).chain(texts).collect(),
        _ => texts.chain(cves.iter().map(Cve::to_string)).collect(),
    };
    let id = if all.is_empty() {
        String::new()
    } else {
        all.remove(0)
    };
    (id, all)
}

fn advisory_text(id: AdvisoryId<'_>) -> String {
    match id {
        AdvisoryId::Cve(prefix, cve) => format!("{prefix}{cve}"),
        AdvisoryId::Text(text) => text.to_owned(),
    }
}

/// Fixed versions, the smallest first, the first section's before the second's.
fn fixed_versions(pieces: &[&Piece<'_, '_>]) -> Vec<String> {
    let mut found: Vec<(&str, u32, &str)> = Vec::new();
    let mut section_order: Vec<&str> = Vec::new();
    for piece in pieces {
        let name = piece.section.name();
        if !section_order.contains(&name) {
            section_order.push(name);
        }
        if let Some(text) = fixed(piece) {
            found.push((name, piece.section.end_rank(piece.row), text));
        }
    }
    found.sort_by_key(|(name, rank, _)| {
        (
            section_order.iter().position(|section| section == name),
            *rank,
        )
    });
    let mut versions: Vec<String> = Vec::new();
    for (_, _, text) in found {
        if !versions.iter().any(|version| version == text) {
            versions.push(text.to_owned());
        }
    }
    versions
}

fn fix_state(pieces: &[&Piece<'_, '_>]) -> FixState {
    let ends = || pieces.iter().map(|piece| piece.section.end(piece.row));
    if ends().any(|end| matches!(end, End::Fixed(_))) {
        FixState::Fixed
    } else if pieces.iter().any(|piece| piece.row.end_of_life()) {
        FixState::EndOfLife
    } else if let Some(intent) = pieces.iter().find_map(|piece| piece.row.intent()) {
        match intent {
            Intent::WillNotFix => FixState::WillNotFix,
            Intent::Deferred => FixState::Deferred,
        }
    } else if ends().all(|end| end == End::Open) {
        FixState::NotFixed
    } else {
        FixState::Unknown
    }
}

/// One score for each ecosystem that rates the weakness: its word, and its best vector.
fn scores(pieces: &[&Piece<'_, '_>]) -> Vec<Score> {
    let mut scores: Vec<Score> = Vec::new();
    for piece in pieces {
        let source = piece.section.name().split(':').next().unwrap_or_default();
        if scores.iter().any(|score| score.source == source) {
            continue;
        }
        let vectors = piece.section.vectors(piece.row.advisory);
        let rated = best_score(source, vectors);
        let word = piece.advisory.severity;
        match rated {
            Some(mut score) => {
                if word != Severity::Unknown {
                    score.severity = word;
                }
                scores.push(score);
            }
            None if word != Severity::Unknown => {
                scores.push(Score {
                    source: source.to_owned(),
                    severity: word,
                    cvss: None,
                });
            }
            None => {}
        }
    }
    scores
}

/// The score of the vector of the newest version among those that can be read; the highest of them.
pub(super) fn best_score<'v>(
    source: &str,
    vectors: impl Iterator<Item = &'v str>,
) -> Option<Score> {
    let scored = vectors.filter_map(|vector| Some((crate::cvss::score(vector).ok()?, vector)));
    let (best, vector) = scored
        .max_by(|(a, _), (b, _)| (a.version.cmp(&b.version)).then(a.score.total_cmp(&b.score)))?;
    Some(Score {
        source: source.to_owned(),
        severity: best.severity,
        cvss: Some(Cvss {
            vector: vector.to_owned(),
            score: best.score,
        }),
    })
}

/// The CVE of a weakness: its id, or the only one among its other ids.
pub(super) fn cve(weakness: &Vulnerability) -> Option<Cve> {
    Cve::parse(&weakness.id).or_else(|| weakness.aliases.iter().find_map(|alias| Cve::parse(alias)))
}
