//! A comparison for a person at a terminal.

use std::io;

use seaworthy_model::Finding;

use super::{Diff, changes_line, line, package_line};
use crate::counts::Counts;
use crate::table::page::{Page, Span, Style};
use crate::text::count;
use crate::{RenderOptions, place};

/// LIMIT: rows of one section unless everything is asked for.
const ROWS_MAX: usize = 20;

pub(super) fn write(
    diff: &Diff<'_>,
    options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let page = &mut Page::new(out, options);
    for (sign, assessment) in [("-", diff.before), ("+", diff.after)] {
        let decision = assessment.verdict.decision;
        page.line(&[
            Span::plain(format!("{sign} ")),
            Span::new(Style::of_decision(decision), format!("{decision:<5} ")),
            Span::new(Style::Strong, &*assessment.target.name),
        ])?;
    }
    findings("New", &diff.new, page)?;
    findings("Gone", &diff.gone, page)?;
    if !diff.changed.is_empty() {
        page.heading("Changed", &diff.changed.len().to_string())?;
        let shown = page.rows(diff.changed.len(), ROWS_MAX);
        for changed in diff.changed.iter().take(shown) {
            row(changed.after, &changes_line(changed), page)?;
        }
        page.left_out(2, diff.changed.len() - shown, "")?;
    }
    if !diff.packages.is_empty() {
        page.heading("Packages", &package_numbers(diff))?;
        let shown = page.rows(diff.packages.len(), ROWS_MAX);
        for change in diff.packages.iter().take(shown) {
            let lead = vec![Span::plain("  ")];
            page.sentence(lead, Style::Plain, &package_line(change), 1)?;
        }
        page.left_out(2, diff.packages.len() - shown, " packages")?;
    }
    let layers = diff.layers;
    if layers.shared + layers.added + layers.removed > 0 {
        page.heading("Layers", "")?;
        page.line(&[Span::plain(format!(
            "  {} shared, {} removed, {} added; {} → {} bytes",
            layers.shared, layers.removed, layers.added, layers.bytes_before, layers.bytes_after
        ))])?;
    }
    page.gap()?;
    let words = if diff.is_empty() {
        "nothing is different".to_owned()
    } else {
        summary(diff)
    };
    page.line(&[Span::plain(words)])
}

/// Everything in one line.
pub(super) fn summary(diff: &Diff<'_>) -> String {
    format!(
        "{} new, {} gone, {} changed, {}",
        count(diff.new.len(), "finding", "findings"),
        diff.gone.len(),
        diff.changed.len(),
        count(diff.packages.len(), "package changed", "packages changed"),
    )
}

/// Came, went, other versions.
pub(super) fn package_numbers(diff: &Diff<'_>) -> String {
    let came = diff.packages.iter().filter(|p| p.before.is_empty()).count();
    let went = diff.packages.iter().filter(|p| p.after.is_empty()).count();
    let moved = diff.packages.len() - came - went;
    format!("{came} added, {went} removed, {moved} with another version")
}

fn findings(title: &str, findings: &[&Finding], page: &mut Page<'_>) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    page.heading(title, &Counts::of(findings.iter().copied()).headed())?;
    let shown = page.rows(findings.len(), ROWS_MAX);
    for finding in findings.iter().take(shown) {
        row(finding, &place::describe(&finding.location), page)?;
    }
    page.left_out(2, findings.len() - shown, "")
}

fn row(finding: &Finding, below: &str, page: &mut Page<'_>) -> io::Result<()> {
    let severity = finding.severity;
    let lead = Span::new(Style::of(severity), format!("  {severity:<10}  "));
    page.sentence(vec![lead], Style::Plain, &line(finding), 2)?;
    let indent = vec![Span::plain(" ".repeat(14))];
    page.sentence(indent, Style::Faint, below, 1)
}
