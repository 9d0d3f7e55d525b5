//! A comparison as a comment on a pull request.

use std::io;

use super::{Diff, changes_line, line, package_line, table};
use crate::markdown::{Page, cell};

pub(super) fn write(diff: &Diff<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = Page::new();
    page.line(&format!(
        "### {} → {}\n",
        cell(&diff.before.target.name),
        cell(&diff.after.target.name)
    ));
    page.line(&format!(
        "Verdict: {} → **{}**. {}.",
        diff.before.verdict.decision,
        diff.after.verdict.decision,
        table::summary(diff)
    ));
    for (title, findings) in [("New", &diff.new), ("Gone", &diff.gone)] {
        if !findings.is_empty() {
            let head = ["| | finding |", "|---|---|"];
            let rows = findings
                .iter()
                .map(|finding| format!("| {} | {} |", finding.severity, cell(&line(finding))));
            page.folded(&format!("{title} ({})", findings.len()), &head, rows);
        }
    }
    if !diff.changed.is_empty() {
        let head = ["| | finding | change |", "|---|---|---|"];
        let rows = diff.changed.iter().map(|changed| {
            format!(
                "| {} | {} | {} |",
                changed.after.severity,
                cell(&line(changed.after)),
                cell(&changes_line(changed))
            )
        });
        page.folded(&format!("Changed ({})", diff.changed.len()), &head, rows);
    }
    if !diff.packages.is_empty() {
        let rows = diff.packages.iter();
        let rows = rows.map(|change| format!("- {}", cell(&package_line(change))));
        let title = format!("Packages: {}", table::package_numbers(diff));
        page.folded(&title, &[], rows);
    }
    out.write_all(page.as_bytes())
}
