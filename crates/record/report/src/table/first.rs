//! The short list of changes that remove most risk.

use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::Assessment;

use super::page::{Page, Span, Style};
use crate::plan::{self, Change, Step};
use crate::text;

/// LIMIT: what a person can start today.
const STEP_ROWS_MAX: usize = 5;
/// Columns before the change: indent, number, space.
const LEAD_COLUMNS: usize = 5;
/// Columns between a change and what it removes.
const BETWEEN_COLUMNS: usize = 2;

/// Writes the list, if any remedy is known.
pub(super) fn write(assessment: &Assessment<Facts>, page: &mut Page<'_>) -> io::Result<()> {
    let steps = plan::steps(assessment);
    if steps.is_empty() {
        return Ok(());
    }
    page.heading("Fix this first", "")?;
    let shown = steps.len().min(STEP_ROWS_MAX);
    let several = assessment.facts.images.len() + usize::from(assessment.facts.tree.is_some()) > 1;
    let rows: Vec<(String, String)> = steps
        .iter()
        .take(shown)
        .map(|step| (change(step), removes(step, several)))
        .collect();
    let right = rows
        .iter()
        .map(|(_, r)| text::columns(r))
        .max()
        .unwrap_or(0);
    let room = page
        .width
        .saturating_sub(LEAD_COLUMNS + BETWEEN_COLUMNS + right);
    let fits = |left: &String| text::columns(left) <= room;
    let left = rows
        .iter()
        .map(|(left, _)| left)
        .filter(|left| fits(left))
        .map(|left| text::columns(left))
        .max()
        .unwrap_or(0);
    for (n, (what, removes)) in rows.iter().enumerate() {
        let lead = Span::new(Style::Faint, format!("{:>3}  ", n + 1));
        let removes = Span::new(Style::Faint, removes);
        if fits(what) {
            let what = text::pad(what, left + BETWEEN_COLUMNS);
            page.line(&[lead, Span::plain(what), removes])?;
        } else {
            page.sentence(vec![lead], Style::Plain, what, 3)?;
            page.line(&[Span::plain(" ".repeat(LEAD_COLUMNS)), removes])?;
        }
    }
    Ok(())
}

fn change(step: &Step<'_>) -> String {
    let words = match &step.change {
        Change::Upgrade { package, from, to } => format!("{package} {from} → {to}"),
        Change::Action(action) => action.trim_end_matches('.').to_owned(),
    };
    text::clean(&words).into_owned()
}

fn removes(step: &Step<'_>, several: bool) -> String {
    let counts = &step.removes;
    let mut words = format!("removes {} ({})", counts.total(), counts.worst_in_words());
    match step.scopes.as_slice() {
        [only] if several => words.push_str(&format!(" in {only}")),
        [_] | [] => {}
        many => words.push_str(&format!(" in {} places", many.len())),
    }
    text::clean(&words).into_owned()
}
