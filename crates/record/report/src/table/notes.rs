//! Secrets, configuration, imported and the policy's own findings: what, where, and what to do.

use std::collections::HashMap;
use std::io;

use seaworthy_model::{Finding, SubjectKind};

use super::page::{Page, Span, Style};
use crate::counts::Counts;
use crate::kind::Kind;
use crate::place;
use crate::scope::Scope;
use crate::status;

/// LIMIT: groups of one section that are listed unless everything is asked for.
const GROUP_ROWS_MAX: usize = 10;
/// LIMIT: findings of one check with one remedy that are named.
const FINDING_ROWS_MAX: usize = 3;

/// Writes the sections of one scope that have findings.
pub(super) fn write(scope: &Scope<'_>, page: &mut Page<'_>) -> io::Result<()> {
    // Weaknesses of packages have a section of their own.
    let kinds = Kind::ALL.into_iter();
    for kind in kinds.filter(|kind| *kind != Kind::Vulnerability) {
        let all = scope.findings.iter().copied();
        let findings: Vec<&Finding> = all.filter(|f| Kind::of(f) == kind).collect();
        if findings.is_empty() {
            continue;
        }
        let counts = Counts::of(findings.iter().copied());
        page.heading(kind.title(), &counts.headed())?;
        let groups = by_remedy(&findings);
        let shown = page.rows(groups.len(), GROUP_ROWS_MAX);
        for group in groups.iter().take(shown) {
            write_group(group, page)?;
        }
        let hidden = groups.iter().skip(shown).map(Vec::len).sum();
        page.left_out(2, hidden, "")?;
    }
    Ok(())
}

/// Findings of one check and rule with one remedy are one group: the remedy is said once.
fn by_remedy<'a>(findings: &[&'a Finding]) -> Vec<Vec<&'a Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    let mut known = HashMap::new();
    for finding in findings {
        let action = finding.remedy.as_ref().map(|remedy| &remedy.action);
        let key = (&finding.check, &finding.rule, action);
        let n = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(n) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

fn write_group(group: &[&Finding], page: &mut Page<'_>) -> io::Result<()> {
    let shown = page.rows(group.len(), FINDING_ROWS_MAX);
    for finding in group.iter().take(shown) {
        let severity = finding.severity;
        let lead = Span::new(Style::of(severity), format!("  {severity:<10}  "));
        page.sentence(vec![lead], Style::Plain, &finding.message, 3)?;
        let mut place = place::describe(&finding.location);
        if finding.subject.kind == SubjectKind::Resource {
            place = format!("{} at {place}", finding.subject.name);
        }
        if let Some(origin) = finding.origin {
            place.push_str(&format!(" · {}", status::origin(origin)));
        }
        page.sentence(indent(), Style::Faint, &place, 2)?;
    }
    let hidden = group.len() - shown;
    if hidden > 0 {
        let more = format!("… and {hidden} more of the same kind");
        page.sentence(indent(), Style::Faint, &more, 1)?;
    }
    if let Some(remedy) = group.first().and_then(|finding| finding.remedy.as_ref()) {
        let mut lead = indent();
        lead.push(Span::new(Style::Strong, "fix: "));
        page.sentence(lead, Style::Plain, &remedy.action, 3)?;
    }
    if let Some(id) = group.first().map(|finding| finding.id()) {
        page.sentence(indent(), Style::Faint, &format!("[{id}]"), 1)?;
    }
    Ok(())
}

fn indent() -> Vec<Span> {
    vec![Span::plain(" ".repeat(14))]
}
