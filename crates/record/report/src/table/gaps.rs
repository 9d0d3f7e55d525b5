//! What is not known: what could not be read, and what the advisory data covers.

use std::io;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, ControlId, DataSource, Unknown};

use super::page::{Page, Span, Style};
use crate::text;

/// LIMIT: unknowns that are listed unless everything is asked for.
const UNKNOWN_ROWS_MAX: usize = 10;
/// LIMIT: ecosystems that are listed unless everything is asked for.
const SOURCE_ROWS_MAX: usize = 12;
/// Columns of an ecosystem's name; longer ones are cut.
const ECOSYSTEM_COLUMNS_MAX: usize = 28;

/// Writes both sections, as far as there is something to say.
pub(super) fn write(assessment: &Assessment<Facts>, page: &mut Page<'_>) -> io::Result<()> {
    unknowns(assessment, page)?;
    coverage(assessment, page)
}

fn unknowns(assessment: &Assessment<Facts>, page: &mut Page<'_>) -> io::Result<()> {
    let unknowns = &assessment.unknowns;
    if unknowns.is_empty() {
        return Ok(());
    }
    let several = assessment.facts.images.len() + usize::from(assessment.facts.tree.is_some()) > 1;
    page.heading("Not known", &unknowns.len().to_string())?;
    let shown = page.rows(unknowns.len(), UNKNOWN_ROWS_MAX);
    for unknown in unknowns.iter().take(shown) {
        let lead = vec![Span::plain("  - ")];
        page.sentence(lead, Style::Plain, &unknown_words(unknown, several), 3)?;
    }
    page.left_out(2, unknowns.len() - shown, "")
}

fn unknown_words(unknown: &Unknown, several: bool) -> String {
    let mut words = unknown.what.clone();
    if let Some(location) = &unknown.location {
        let place = location.to_string();
        if place.contains(&words) {
            words = place;
        } else {
            words.push_str(&format!(" at {place}"));
        }
    }
    if let (true, Some(within)) = (several, &unknown.within) {
        words.push_str(&format!(" in {within}"));
    }
    words.push_str(&format!(": {}", unknown.reason));
    if !unknown.controls.is_empty() {
        let ids: Vec<&str> = unknown.controls.iter().map(ControlId::as_str).collect();
        words.push_str(&format!(" (leaves {} open)", ids.join(", ")));
    }
    words
}

fn coverage(assessment: &Assessment<Facts>, page: &mut Page<'_>) -> io::Result<()> {
    // What is not covered comes first: it is the part that others leave out.
    let mut sources: Vec<&DataSource> = assessment.data.sources.iter().collect();
    sources.sort_by_key(|source| source.covered);
    if sources.is_empty() {
        return Ok(());
    }
    let missing = sources.iter().filter(|source| !source.covered).count();
    let numbers = match missing {
        0 => String::new(),
        _ => format!("{missing} of {} not covered", sources.len()),
    };
    page.heading("Advisory data", &numbers)?;
    let shown = page.rows(sources.len(), SOURCE_ROWS_MAX);
    let columns = sources
        .iter()
        .take(shown)
        .map(|source| text::columns(&text::clean(&source.ecosystem)))
        .max()
        .unwrap_or(0)
        .min(ECOSYSTEM_COLUMNS_MAX);
    for source in sources.iter().take(shown) {
        let name = text::pad(&text::clean(&source.ecosystem), columns);
        let mut words = match (source.covered, source.last_advisory) {
            (false, _) => "no data: packages of this kind were not matched".to_owned(),
            (true, Some(day)) => format!("newest advisory {day}"),
            (true, None) => "covered, not dated".to_owned(),
        };
        if let Some(note) = &source.note {
            words.push_str(&format!("; {note}"));
        }
        let style = if source.covered {
            Style::Plain
        } else {
            Style::Medium
        };
        let lead = vec![Span::plain(format!("  {name}  "))];
        page.sentence(lead, style, &words, 2)?;
    }
    page.left_out(2, sources.len() - shown, "")
}

/// How old the advisory data was when the scan ran.
pub(super) fn data_age(assessment: &Assessment<Facts>) -> String {
    let data = &assessment.data;
    let newest = data.sources.iter().filter_map(|s| s.last_advisory).max();
    let Some(newest) = newest else {
        return format!(
            "advisories: {} pack, no dated data for this target",
            data.pack
        );
    };
    format!(
        "advisories: {} pack, newest {newest}, {} this scan",
        data.pack,
        age(newest, assessment)
    )
}

fn age(newest: Date, assessment: &Assessment<Facts>) -> String {
    let scanned = assessment.timing.started.to_zoned(TimeZone::UTC).date();
    // A span between two civil dates in days always exists.
    let days = newest.until(scanned).map_or(0, |span| span.get_days());
    match days {
        ..=0 => "of the day of".to_owned(),
        1 => "1 day before".to_owned(),
        _ => format!("{days} days before"),
    }
}
