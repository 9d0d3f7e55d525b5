//! `markdown`: a comment on a pull request, short, with the lists folded away.
//!
//! The dialect is GitHub's, whose comments end at 65,536 characters; other forges take more. Rows
//! that do not fit are counted. Every text of an image is escaped, so that no name mentions a
//! person, links or draws.

use std::fmt::Write as _;
use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Decision, Finding, Origin, Severity};

use crate::counts::Counts;
use crate::format::FormatUnit;
use crate::kind::Kind;
use crate::packages::{self, PackageIndex};
use crate::plan::{self, Change};
use crate::text::{self, count};
use crate::{RenderOptions, WriteReportError, markup, place, scope, status};

pub(crate) static FORMAT: FormatUnit = FormatUnit {
    id: "markdown",
    media_type: "text/markdown; charset=utf-8; variant=GFM",
    doc: "A short comment for a pull request, with the details folded.",
    write,
};

/// LIMIT: bytes of a document. GitHub refuses a comment of more than 65,536 characters; bytes are
/// never fewer than characters, and what is left is for what a caller puts around it.
const DOCUMENT_BYTES_MAX: usize = 64_000;
/// LIMIT: bytes that the end of a document needs: counts of what was left out, and the footer.
const RESERVED_BYTES: usize = 4_000;
/// LIMIT: characters of one cell. A comment is no place for longer names.
const CELL_CHARS_MAX: usize = 160;
/// LIMIT: changes that are read.
const STEP_ROWS_MAX: usize = 5;
/// LIMIT: reasons that are read.
const REASON_ROWS_MAX: usize = 5;

fn write(
    assessment: &Assessment<Facts>,
    _options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> Result<(), WriteReportError> {
    let mut page = Page::new();
    head(assessment, &mut page);
    steps(assessment, &mut page);
    for scope in scope::scopes(assessment) {
        for kind in Kind::ALL {
            section(assessment, &scope, kind, &mut page);
        }
    }
    settled(assessment, &mut page);
    unknowns(assessment, &mut page);
    foot(assessment, &mut page);
    out.write_all(page.as_bytes())
        .map_err(|source| WriteReportError::Write {
            format: FORMAT.id,
            source,
        })
}

/// The document as far as it is written.
pub(crate) struct Page {
    text: String,
}

impl Page {
    /// An empty document.
    pub(crate) fn new() -> Self {
        Page {
            text: String::with_capacity(4_096),
        }
    }

    /// What is written so far.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// A line of Markdown; names in it are escaped already.
    pub(crate) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Writes a folded list, as many of its rows as there is room for.
    pub(crate) fn folded(
        &mut self,
        title: &str,
        head: &[&str],
        rows: impl ExactSizeIterator<Item = String>,
    ) {
        let total = rows.len();
        let summary = format!("\n<details><summary>{title}</summary>\n");
        // A list without room for its frame and one row is only counted.
        let room = DOCUMENT_BYTES_MAX - RESERVED_BYTES;
        if self.text.len() + summary.len() + 2_000 > room {
            self.line(&format!("\n{title}: no room in this comment."));
            return;
        }
        self.line(&summary);
        for line in head {
            self.line(line);
        }
        let mut written = 0;
        for row in rows {
            if self.text.len() + row.len() + 1 > room {
                break;
            }
            self.line(&row);
            written += 1;
        }
        if written < total {
            let left = total - written;
            self.line(&format!("\n… and {left} more: see the full report."));
        }
        self.line("\n</details>");
    }
}

fn head(assessment: &Assessment<Facts>, page: &mut Page) {
    let verdict = &assessment.verdict;
    let decision = match verdict.decision {
        Decision::Deny => "Denied",
        Decision::Warn => "Allowed with warnings",
        Decision::Allow => "Allowed",
    };
    page.line(&format!(
        "### {decision}: {}\n",
        cell(&assessment.target.name)
    ));
    let open = || assessment.findings.iter().filter(|f| !f.is_settled());
    let counts = Counts::of(open());
    if counts.total() == 0 {
        page.line("Nothing is open.");
    } else {
        let heads: Vec<&str> = Severity::ALL.iter().map(|s| s.as_str()).collect();
        let numbers = Severity::ALL.map(|severity| counts.get(severity).to_string());
        page.line(&format!("| {} |", heads.join(" | ")));
        page.line(&format!("|{}", "--:|".repeat(heads.len())));
        page.line(&format!("| {} |\n", numbers.join(" | ")));
        let fixable = open().filter(|f| f.is_fixable()).count();
        let mut words = format!("{} can be fixed now", count(fixable, "finding", "findings"));
        if counts.exploited > 0 {
            let _ = write!(words, ", **{} known to be exploited**", counts.exploited);
        }
        let from = |origin| open().filter(|f| f.origin == Some(origin)).count();
        let (base, own) = (from(Origin::Base), from(Origin::Own));
        if base + own > 0 {
            let _ = write!(words, "; {base} from the base image, {own} own");
        }
        page.line(&format!("{words}."));
    }
    let reasons = &verdict.reasons;
    let mut told: Vec<(Decision, &str)> = Vec::new();
    for reason in reasons {
        let line = (reason.decision, reason.message.as_str());
        if told.len() < REASON_ROWS_MAX && !told.contains(&line) {
            told.push(line);
        }
    }
    if !told.is_empty() {
        page.line("");
    }
    for (decision, message) in told {
        page.line(&format!("- **{decision}**: {}", cell(message)));
    }
}

fn steps(assessment: &Assessment<Facts>, page: &mut Page) {
    let steps = plan::steps(assessment);
    if steps.is_empty() {
        return;
    }
    page.line("\n**Fix this first**\n");
    for step in steps.iter().take(STEP_ROWS_MAX) {
        let change = match &step.change {
            Change::Upgrade { package, from, to } => {
                format!("{} {} → {}", cell(package), cell(from), cell(to))
            }
            Change::Action(action) => cell(action.trim_end_matches('.')),
        };
        page.line(&format!(
            "1. {change}: removes {} ({})",
            step.removes.total(),
            step.removes.worst_in_words()
        ));
    }
}

fn section(assessment: &Assessment<Facts>, scope: &scope::Scope<'_>, kind: Kind, page: &mut Page) {
    let all = scope.findings.iter().copied();
    let findings: Vec<&Finding> = all.filter(|f| Kind::of(f) == kind).collect();
    if findings.is_empty() {
        return;
    }
    let several = assessment.facts.images.len() + usize::from(assessment.facts.tree.is_some()) > 1;
    let mut title = format!(
        "{} ({})",
        kind.title(),
        Counts::of(findings.iter().copied()).headed()
    );
    if several {
        let _ = write!(title, " in {}", summary_text(scope.name));
    }
    if kind == Kind::Vulnerability {
        let index = PackageIndex::new(&assessment.facts);
        let groups = packages::groups(&index, &findings);
        let head = [
            "| package | installed | fixed in | | weaknesses |",
            "|---|---|---|---|---|",
        ];
        page.folded(&title, &head, groups.iter().map(package_row));
        return;
    }
    let head = ["| | finding | place | fix |", "|---|---|---|---|"];
    let rows = findings.iter().map(|finding| {
        let action = finding.remedy.as_ref().map(|remedy| cell(&remedy.action));
        format!(
            "| {} | {} | {} | {} |",
            finding.severity,
            cell(&finding.message),
            place_cell(finding),
            action.unwrap_or_default()
        )
    });
    page.folded(&title, &head, rows);
}

fn package_row(group: &packages::PackageGroup<'_>) -> String {
    /// LIMIT: weaknesses of one package that are named.
    const IDS_MAX: usize = 4;
    let mut ids: Vec<String> = Vec::new();
    for (_, weakness) in &group.findings {
        let id = cell(&weakness.id);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let more = ids.len().saturating_sub(IDS_MAX);
    ids.truncate(IDS_MAX);
    let mut ids = ids.join(", ");
    if more > 0 {
        let _ = write!(ids, " and {more} more");
    }
    let worst = Counts::of(group.findings.iter().map(|(finding, _)| *finding));
    let origin = group
        .findings
        .iter()
        .find_map(|(finding, _)| finding.origin);
    let origin = origin.map_or(String::new(), |o| format!(" ({})", status::origin(o)));
    format!(
        "| {}{origin} | {} | {} | {} | {ids} |",
        cell(group.name),
        cell(group.installed),
        group.target.map_or_else(|| "no fix known".to_owned(), cell),
        worst.worst_in_words(),
    )
}

fn place_cell(finding: &Finding) -> String {
    let origin = finding.origin.map(status::origin);
    let place = cell(&place::describe(&finding.location));
    match origin {
        Some(origin) => format!("{place} ({origin})"),
        None => place,
    }
}

fn settled(assessment: &Assessment<Facts>, page: &mut Page) {
    let findings = assessment.findings.iter();
    let settled: Vec<(&Finding, String)> = findings
        .filter_map(|finding| Some((finding, status::settled(finding)?)))
        .collect();
    if settled.is_empty() {
        return;
    }
    let counts = Counts::of(settled.iter().map(|(finding, _)| *finding));
    let title = format!("Waived or stated not to matter ({})", counts.headed());
    let head = ["| | finding | why |", "|---|---|---|"];
    let rows = settled.iter().map(|(finding, why)| {
        format!(
            "| {} | {} | {} |",
            finding.severity,
            cell(&finding.message),
            cell(why)
        )
    });
    page.folded(&title, &head, rows);
}

fn unknowns(assessment: &Assessment<Facts>, page: &mut Page) {
    if assessment.unknowns.is_empty() {
        return;
    }
    let title = format!("Not known ({})", assessment.unknowns.len());
    let rows = assessment
        .unknowns
        .iter()
        .map(|unknown| format!("- {}: {}", cell(&unknown.what), cell(&unknown.reason)));
    page.folded(&title, &[], rows);
}

fn foot(assessment: &Assessment<Facts>, page: &mut Page) {
    let digest = assessment.target.digest.as_ref();
    let digest = digest.map_or(String::new(), |d| format!(" · {}", cell(d.as_str())));
    page.line(&format!(
        "\n<sub>Seaworthy {} · gate {} · policy {}{digest}</sub>",
        cell(&assessment.tool.version),
        assessment.verdict.gate,
        cell(&assessment.verdict.policy)
    ));
}

/// A name as text of a table cell or a list entry.
pub(crate) fn cell(raw: &str) -> String {
    let clean = text::clean(raw);
    let short: String = match clean.char_indices().nth(CELL_CHARS_MAX) {
        Some((end, _)) => clean.get(..end).unwrap_or_default().to_owned() + "…",
        None => clean.into_owned(),
    };
    markup::markdown(&short)
}

/// A name inside of an HTML element, where Markdown is not read.
fn summary_text(raw: &str) -> String {
    let clean = text::clean(raw);
    let short: String = clean.chars().take(CELL_CHARS_MAX).collect();
    markup::xml(&short)
}
