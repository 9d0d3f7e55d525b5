//! Findings that somebody answers for: waived until a day, or stated not to matter.

use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Finding};

use super::page::{Page, Span, Style};
use crate::counts::Counts;
use crate::status;

/// LIMIT: settled findings that are listed unless everything is asked for.
const SETTLED_ROWS_MAX: usize = 5;

/// Writes both sections, as far as they hold anything.
pub(super) fn write(assessment: &Assessment<Facts>, page: &mut Page<'_>) -> io::Result<()> {
    let settled = || assessment.findings.iter().filter(|f| f.is_settled());
    let waived: Vec<&Finding> = settled().filter(|f| f.waived.is_some()).collect();
    section("Waived", &waived, page)?;
    let stated: Vec<&Finding> = settled().filter(|f| f.waived.is_none()).collect();
    section("Stated not to matter", &stated, page)
}

fn section(title: &str, findings: &[&Finding], page: &mut Page<'_>) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    let counts = Counts::of(findings.iter().copied());
    page.heading(title, &counts.headed())?;
    let shown = page.rows(findings.len(), SETTLED_ROWS_MAX);
    for finding in findings.iter().take(shown) {
        let severity = finding.severity;
        let lead = Span::new(Style::of(severity), format!("  {severity:<10}  "));
        let what = match &finding.vulnerability {
            Some(weakness) => format!("{} in {}", weakness.id, weakness.package),
            None => format!("{} at {}", finding.id(), finding.location),
        };
        page.sentence(vec![lead], Style::Plain, &what, 1)?;
        let indent = vec![Span::plain(" ".repeat(14))];
        let why = match &finding.waived {
            Some(waiver) => format!(
                "until {}, {}: {}",
                waiver.expires, waiver.owner, waiver.reason
            ),
            None => status::settled(finding).unwrap_or_default(),
        };
        page.sentence(indent, Style::Faint, &why, 2)?;
    }
    page.left_out(2, findings.len() - shown, "")
}
