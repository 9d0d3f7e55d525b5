//! Weaknesses of packages, a row for each thing that one upgrades, with the worst of them by name.

use std::io;

use seaworthy_model::{Finding, FixState, Severity, Vulnerability};

use super::page::{Page, Span, Style};
use crate::counts::Counts;
use crate::packages::{self, PackageGroup, PackageIndex};
use crate::place;
use crate::scope::Scope;
use crate::status;
use crate::text::{self, count};

/// LIMIT: packages of one image that are listed unless everything is asked for.
const PACKAGE_ROWS_MAX: usize = 10;
/// LIMIT: weaknesses of one package that are named, the worst.
const ID_ROWS_MAX: usize = 2;
/// No column of names or versions becomes narrower.
const COLUMN_MIN: usize = 8;

/// Writes the section of one scope, if it has vulnerable packages.
pub(super) fn write(
    index: &PackageIndex<'_>,
    scope: &Scope<'_>,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let groups = packages::groups(index, &scope.findings);
    if groups.is_empty() {
        return Ok(());
    }
    let counts = Counts::of(
        groups
            .iter()
            .flat_map(|g| g.findings.iter().map(|(f, _)| *f)),
    );
    let numbers = format!(
        "{} in {}: {}",
        counts.total(),
        count(groups.len(), "package", "packages"),
        counts.in_words()
    );
    page.heading("Vulnerabilities", &numbers)?;
    let shown = page.rows(groups.len(), PACKAGE_ROWS_MAX);
    let rows = groups.get(..shown).unwrap_or(&groups);
    let columns = Columns::of(rows, page.width);
    page.line(&columns.heads())?;
    for group in rows {
        page.line(&columns.row(group))?;
        weaknesses(group, page)?;
        origin(group, page)?;
    }
    page.left_out(2, groups.len() - shown, " packages")
}

/// A weakness of a group once, though several packages of one source share it.
struct Row<'a> {
    finding: &'a Finding,
    weakness: &'a Vulnerability,
    /// Whether a version of any of these packages removes it.
    fixable: bool,
}

fn distinct<'a>(group: &PackageGroup<'a>) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::new();
    let mut known = std::collections::HashMap::new();
    for (finding, weakness) in &group.findings {
        let fixable = packages::upgrade_of(finding, weakness).is_some();
        let n = *known.entry(weakness.id.as_str()).or_insert(rows.len());
        match rows.get_mut(n) {
            Some(row) => row.fixable |= fixable,
            None => rows.push(Row {
                finding,
                weakness,
                fixable,
            }),
        }
    }
    rows
}

fn weaknesses(group: &PackageGroup<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let rows = distinct(group);
    let shown = page.rows(rows.len(), ID_ROWS_MAX);
    let rows_shown = rows.get(..shown).unwrap_or(&rows);
    let id_columns = rows_shown
        .iter()
        .map(|row| text::columns(&text::clean(&row.weakness.id)))
        .max()
        .unwrap_or(0)
        .min(page.width / 3);
    for row in rows_shown {
        let severity = row.finding.severity;
        page.line(&[
            Span::plain("    "),
            Span::plain(text::pad(&text::clean(&row.weakness.id), id_columns)),
            Span::new(Style::of(severity), format!("  {severity:<10}")),
            Span::plain(particulars(group, row)),
        ])?;
    }
    let hidden = rows.len() - shown;
    if hidden > 0 {
        page.line(&[Span::new(Style::Faint, format!("    … and {hidden} more"))])?;
    }
    Ok(())
}

/// What makes one weakness more or less urgent than its severity says.
fn particulars(group: &PackageGroup<'_>, row: &Row<'_>) -> String {
    let weakness = row.weakness;
    let mut parts = Vec::new();
    if let Some(score) = weakness.cvss_score() {
        parts.push(format!("CVSS {score:.1}"));
    }
    if let Some(day) = weakness.known_exploited {
        parts.push(format!("exploited since {day}"));
    }
    if let Some(epss) = weakness.epss {
        parts.push(format!("EPSS {:.1} %", epss.score * 100.0));
    }
    if weakness.development {
        parts.push("development only".to_owned());
    }
    if group.target.is_some() && !row.fixable {
        parts.push(no_fix(weakness.fix_state).to_owned());
    }
    if let Some(stated) = &row.finding.statement {
        let status = status::status_words(stated.status);
        parts.push(format!("{status} according to {}", stated.author));
    }
    parts.join(" · ")
}

/// Where the packages of a group come from, and which they are.
fn origin(group: &PackageGroup<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let lead = || vec![Span::plain("    ")];
    let built = group.built();
    if !built.is_empty() {
        let words = format!("installed as {}", built.join(", "));
        page.sentence(lead(), Style::Faint, &words, 1)?;
    }
    let mut places: Vec<String> = Vec::new();
    for (finding, _) in &group.findings {
        let layer = place::layer(&finding.location);
        let mut words = layer.unwrap_or_else(|| finding.location.to_string());
        if let Some(origin) = finding.origin {
            words.push_str(&format!(" · {}", status::origin(origin)));
        }
        if !places.contains(&words) {
            places.push(words);
        }
    }
    let more = places.len().saturating_sub(1);
    if let Some(first) = places.first() {
        let words = match more {
            0 => first.clone(),
            _ => format!("{} and in {more} more", text::fit(first, page.width / 2)),
        };
        page.sentence(lead(), Style::Faint, &words, 1)?;
    }
    Ok(())
}

/// Why there is no version to go to.
fn no_fix(state: FixState) -> &'static str {
    match state {
        FixState::Fixed | FixState::Unknown => "no fix known",
        FixState::NotFixed => "no fix yet",
        FixState::WillNotFix => "will not fix",
        FixState::Deferred => "fix deferred",
        FixState::EndOfLife => "end of life",
    }
}

/// The widths of the columns of one section.
struct Columns {
    name: usize,
    installed: usize,
    fixed: usize,
    counts: Vec<Column>,
}

/// A column of numbers: its head, and the severities that it adds up.
struct Column(&'static str, &'static [Severity]);

/// Every column of numbers that may appear.
const NUMBERS: [Column; 5] = [
    Column("crit", &[Severity::Critical]),
    Column("high", &[Severity::High]),
    Column("med", &[Severity::Medium]),
    Column("low", &[Severity::Low]),
    Column("other", &[Severity::Negligible, Severity::Unknown]),
];

impl Column {
    fn number(&self, counts: &Counts) -> usize {
        self.1.iter().map(|severity| counts.get(*severity)).sum()
    }
}

impl Columns {
    fn of(groups: &[PackageGroup<'_>], width: usize) -> Self {
        let widest = |head: &str, cell: &dyn Fn(&PackageGroup<'_>) -> String| {
            let cells = groups.iter().map(|g| text::columns(&text::clean(&cell(g))));
            cells.chain([head.len()]).max().unwrap_or(0)
        };
        let counts: Vec<Column> = NUMBERS
            .into_iter()
            .filter(|column| groups.iter().any(|g| column.number(&group_counts(g)) > 0))
            .collect();
        let numbers: usize = counts.iter().map(|column| column.0.len() + 2).sum();
        let room = width.saturating_sub(numbers + 6);
        let mut texts = [
            widest("package", &|g| g.name.to_owned()),
            widest("installed", &|g| g.installed.to_owned()),
            widest("fixed in", &|g| fixed_cell(g).to_owned()),
        ];
        while texts.iter().sum::<usize>() > room {
            match texts.iter_mut().max() {
                Some(widest) if *widest > COLUMN_MIN => *widest -= 1,
                _ => break,
            }
        }
        let [name, installed, fixed] = texts;
        Columns {
            name,
            installed,
            fixed,
            counts,
        }
    }

    fn heads(&self) -> [Span; 1] {
        let mut line = format!(
            "  {}  {}  {}",
            text::pad("package", self.name),
            text::pad("installed", self.installed),
            text::pad("fixed in", self.fixed)
        );
        for column in &self.counts {
            line.push_str(&format!("  {}", column.0));
        }
        [Span::new(Style::Faint, line)]
    }

    fn row(&self, group: &PackageGroup<'_>) -> Vec<Span> {
        let cell = |raw: &str, room| text::pad(&text::clean(raw), room);
        let mut spans = vec![
            Span::new(Style::Strong, format!("  {}", cell(group.name, self.name))),
            Span::plain(format!(
                "  {}  {}",
                cell(group.installed, self.installed),
                cell(fixed_cell(group), self.fixed)
            )),
        ];
        let counts = group_counts(group);
        for column in &self.counts {
            let number = column.number(&counts);
            let room = column.0.len() + 2;
            spans.push(match (number, column.1.first()) {
                (0, _) | (_, None) => Span::new(Style::Faint, format!("{:>room$}", "·")),
                (_, Some(severity)) => Span::new(Style::of(*severity), format!("{number:>room$}")),
            });
        }
        spans
    }
}

fn group_counts(group: &PackageGroup<'_>) -> Counts {
    Counts::of(group.findings.iter().map(|(finding, _)| *finding))
}

fn fixed_cell<'a>(group: &PackageGroup<'a>) -> &'a str {
    let state = || {
        let first = group.findings.first();
        first.map_or("", |(_, weakness)| no_fix(weakness.fix_state))
    };
    group.target.unwrap_or_else(state)
}
