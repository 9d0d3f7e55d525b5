//! Findings that somebody answers for until a day.

use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::{AppliedWaiver, Assessment, Finding};

use super::page::{Page, Span, Style};
use crate::counts::Counts;

/// LIMIT: waived findings that are listed unless everything is asked for.
const WAIVED_ROWS_MAX: usize = 5;

/// Writes the section, if a waiver covers anything.
pub(super) fn write(assessment: &Assessment<Facts>, page: &mut Page<'_>) -> io::Result<()> {
    let waived: Vec<(&Finding, &AppliedWaiver)> = assessment
        .findings
        .iter()
        .filter_map(|finding| finding.waived.as_ref().map(|waiver| (finding, waiver)))
        .collect();
    if waived.is_empty() {
        return Ok(());
    }
    let counts = Counts::of(waived.iter().map(|(finding, _)| *finding));
    page.heading("Waived", &counts.headed())?;
    let shown = page.rows(waived.len(), WAIVED_ROWS_MAX);
    for (finding, waiver) in waived.iter().take(shown) {
        let severity = finding.severity;
        let lead = Span::new(Style::of(severity), format!("  {severity:<10}  "));
        let what = match &finding.vulnerability {
            Some(weakness) => format!("{} in {}", weakness.id, weakness.package),
            None => format!("{} at {}", finding.id(), finding.location),
        };
        page.sentence(vec![lead], Style::Plain, &what, 1)?;
        let until = format!(
            "until {}, {}: {}",
            waiver.expires, waiver.owner, waiver.reason
        );
        let indent = vec![Span::plain(" ".repeat(14))];
        page.sentence(indent, Style::Faint, &until, 2)?;
    }
    page.left_out(2, waived.len() - shown, "")
}
