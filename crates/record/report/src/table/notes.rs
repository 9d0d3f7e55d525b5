//! Secrets, configuration and the policy's own findings: what is wrong, where, and what to do.

use std::collections::HashMap;
use std::io;

use seaworthy_model::{Finding, SubjectKind};

use super::page::{Page, Span, Style};
use crate::counts::Counts;
use crate::place;
use crate::scope::Scope;

/// LIMIT: groups of one section that are listed unless everything is asked for.
const GROUP_ROWS_MAX: usize = 10;
/// LIMIT: findings of one check with one remedy that are named.
const FINDING_ROWS_MAX: usize = 3;

/// A section, by what its findings are about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Secrets,
    Configuration,
    Policy,
}

impl Section {
    const ALL: [Section; 3] = [Section::Secrets, Section::Configuration, Section::Policy];

    fn title(self) -> &'static str {
        match self {
            Section::Secrets => "Secrets",
            Section::Configuration => "Configuration",
            Section::Policy => "Policy",
        }
    }

    /// The section of a finding; a package's weakness has another.
    ///
    /// INVARIANT: a finding by a rule that is no weakness is one of a secret (see `Finding::rule`).
    fn of(finding: &Finding) -> Option<Self> {
        match (finding.subject.kind, &finding.vulnerability, &finding.rule) {
            (SubjectKind::Policy, ..) => Some(Section::Policy),
            (_, Some(_), _) => None,
            (_, None, Some(_)) => Some(Section::Secrets),
            (_, None, None) => Some(Section::Configuration),
        }
    }
}

/// Writes the sections of one scope that have findings.
pub(super) fn write(scope: &Scope<'_>, page: &mut Page<'_>) -> io::Result<()> {
    for section in Section::ALL {
        let all = scope.findings.iter().copied();
        let findings: Vec<&Finding> = all.filter(|f| Section::of(f) == Some(section)).collect();
        if findings.is_empty() {
            continue;
        }
        let counts = Counts::of(findings.iter().copied());
        page.heading(section.title(), &counts.headed())?;
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
        let place = place::describe(&finding.location);
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
