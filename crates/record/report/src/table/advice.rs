//! The base image with what it brings, and notes that decide nothing.

use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, BaseImage, NewerLookup};

use super::page::{Page, Span, Style};
use crate::text::count;

/// LIMIT: notes that are listed unless everything is asked for.
const NOTE_ROWS_MAX: usize = 8;

/// Writes both sections, as far as there is something to say.
pub(super) fn write(assessment: &Assessment<Facts>, page: &mut Page<'_>) -> io::Result<()> {
    bases(assessment, page)?;
    notes(assessment, page)
}

fn bases(assessment: &Assessment<Facts>, page: &mut Page<'_>) -> io::Result<()> {
    let bases = &assessment.advice.bases;
    if bases.is_empty() {
        return Ok(());
    }
    page.heading("Base image", "")?;
    let several = assessment.facts.images.len() > 1;
    for base in bases {
        let lead = vec![Span::plain("  - ")];
        page.sentence(lead, Style::Plain, &words(base, several), 3)?;
        let lead = vec![Span::plain("    "), Span::new(Style::Strong, "newer: ")];
        page.sentence(lead, Style::Plain, &newer(base), 2)?;
    }
    Ok(())
}

fn words(base: &BaseImage, several: bool) -> String {
    let mut words = base.name.clone().unwrap_or_else(|| "unnamed".to_owned());
    if several {
        words.push_str(&format!(" of {}", base.within));
    }
    if base.layers > 0 {
        let layers = count(base.layers as usize, "layer", "layers");
        words.push_str(&format!(", the lowest {layers}"));
    }
    words.push_str(&format!(
        ", known by {} (confidence {})",
        base.found_by, base.confidence
    ));
    if base.findings > 0 {
        let findings = count(base.findings as usize, "finding", "findings");
        words.push_str(&format!(": brings {findings}, risk {:.1}", base.risk));
    }
    words
}

/// Whether there is a newer base, and what it changes.
fn newer(base: &BaseImage) -> String {
    let Some(newer) = &base.newer else {
        let answer = match base.lookup {
            NewerLookup::None => "the registry has none",
            NewerLookup::Unanswered => "not known, see the notes",
            NewerLookup::NotAsked | NewerLookup::Found => "not asked for",
        };
        return answer.to_owned();
    };
    let mut words = format!("{} ({})", newer.reference, newer.reason);
    let Some(effect) = &newer.effect else {
        words.push_str("; --read-newer-base tells what it removes");
        return words;
    };
    match (effect.removes, effect.of) {
        (_, 0) => words.push_str("; the base in use brings no open finding"),
        (0, _) => words.push_str("; removes none of the open findings that the base brings"),
        (removes, of) => {
            let of = count(of as usize, "open finding", "open findings");
            words.push_str(&format!("; removes {removes} of {of} that the base brings"));
        }
    }
    match effect.adds {
        0 => {}
        adds => words.push_str(&format!(", adds {adds}")),
    }
    if effect.removes + effect.adds > 0 {
        words.push_str(&format!(": risk {:+.1}", -effect.risk));
    }
    words
}

fn notes(assessment: &Assessment<Facts>, page: &mut Page<'_>) -> io::Result<()> {
    let notes = &assessment.notes;
    if notes.is_empty() {
        return Ok(());
    }
    page.heading("Notes", &notes.len().to_string())?;
    let shown = page.rows(notes.len(), NOTE_ROWS_MAX);
    for note in notes.iter().take(shown) {
        let mut words = format!("{}: {}", note.what, note.text);
        if let Some(source) = &note.source {
            words.push_str(&format!(" ({source})"));
        }
        page.sentence(vec![Span::plain("  - ")], Style::Plain, &words, 3)?;
    }
    page.left_out(2, notes.len() - shown, "")
}
