//! `github`: annotations of a workflow run, as commands on standard output.
//!
//! GitHub shows ten errors, ten warnings and ten notices of one step and drops the rest without a
//! word ("Workflow commands", "Usage limits"). So the worst come first, and the first notice says
//! what the gate decides and how many findings have no annotation.

use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Decision, Finding, Location, Severity, TargetKind};

use crate::counts::Counts;
use crate::format::FormatUnit;
use crate::text::count;
use crate::{RenderOptions, WriteReportError, place, scope, text};

pub(crate) static FORMAT: FormatUnit = FormatUnit {
    id: "github",
    media_type: "text/plain; charset=utf-8",
    doc: "Annotations of a GitHub workflow run: the worst findings, as many as GitHub shows.",
    write,
};

/// LIMIT: annotations of one level that GitHub shows of a step.
const ANNOTATIONS_MAX: usize = 10;
/// LIMIT: characters of a title; a run shows about this much on one line.
const TITLE_CHARS_MAX: usize = 120;

/// The levels of annotations, the worst first.
const LEVELS: [&str; 3] = ["error", "warning", "notice"];

fn write(
    assessment: &Assessment<Facts>,
    _options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> Result<(), WriteReportError> {
    render(assessment, out).map_err(|source| WriteReportError::Write {
        format: FORMAT.id,
        source,
    })
}

fn render(assessment: &Assessment<Facts>, out: &mut dyn io::Write) -> io::Result<()> {
    let open: Vec<&Finding> = assessment
        .findings
        .iter()
        .filter(|finding| !finding.is_settled())
        .collect();
    let of_level = |n: usize| {
        let room = match LEVELS.get(n) {
            // One notice is the summary.
            Some(&"notice") => ANNOTATIONS_MAX - 1,
            _ => ANNOTATIONS_MAX,
        };
        let found = open.iter().filter(move |f| level(f.severity) == n);
        found.copied().take(room)
    };
    let shown: usize = (0..LEVELS.len()).map(|n| of_level(n).count()).sum();
    command("notice", &[], &summary(assessment, &open, shown), out)?;
    for (n, name) in LEVELS.iter().enumerate() {
        for finding in of_level(n) {
            annotate(assessment, finding, name, out)?;
        }
    }
    Ok(())
}

fn level(severity: Severity) -> usize {
    match severity {
        Severity::Critical | Severity::High => 0,
        Severity::Medium | Severity::Unknown => 1,
        Severity::Low | Severity::Negligible => 2,
    }
}

fn summary(assessment: &Assessment<Facts>, open: &[&Finding], shown: usize) -> String {
    let decision = match assessment.verdict.decision {
        Decision::Deny => "denies",
        Decision::Warn => "warns about",
        Decision::Allow => "allows",
    };
    let mut words = format!(
        "Seaworthy: gate {} {decision} {}",
        assessment.verdict.gate, assessment.target.name
    );
    match open.len() {
        0 => words.push_str("; no open findings"),
        found => {
            let counts = Counts::of(open.iter().copied()).in_words();
            words.push_str(&format!(
                "; {} ({counts})",
                count(found, "finding", "findings")
            ));
        }
    }
    if open.len() > shown {
        let left = open.len() - shown;
        words.push_str(&format!("; {left} have no annotation, see the report"));
    }
    if !assessment.unknowns.is_empty() {
        let unknown = count(assessment.unknowns.len(), "thing", "things");
        words.push_str(&format!("; {unknown} could not be read"));
    }
    words
}

fn annotate(
    assessment: &Assessment<Facts>,
    finding: &Finding,
    level: &str,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut properties: Vec<(&str, String)> = Vec::new();
    let mut words = finding.message.clone();
    match &finding.location {
        // A file of a folder is a file of the repository; one of an image is not.
        Location::File { path, line, column }
            if assessment.target.kind == TargetKind::Folder && !path.is_empty() =>
        {
            properties.push(("file", path.clone()));
            if let Some(line) = line.filter(|line| *line > 0) {
                properties.push(("line", line.to_string()));
                properties.extend(column.map(|column| ("col", column.to_string())));
            }
        }
        place => {
            let within = scope::scope_name(assessment, finding);
            words.push_str(&format!("\nat {} of {within}", place::describe(place)));
        }
    }
    if let Some(remedy) = &finding.remedy {
        words.push_str(&format!("\nfix: {}", remedy.action));
    }
    let title = format!("{}: {}", finding.severity, finding.id());
    let title = text::fit(&text::clean(&title), TITLE_CHARS_MAX);
    properties.push(("title", title));
    command(level, &properties, &words, out)
}

/// One workflow command on one line.
fn command(
    name: &str,
    properties: &[(&str, String)],
    message: &str,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let properties: Vec<String> = properties
        .iter()
        .map(|(name, value)| format!("{name}={}", property(value)))
        .collect();
    let gap = if properties.is_empty() { "" } else { " " };
    let properties = properties.join(",");
    writeln!(out, "::{name}{gap}{properties}::{}", data(message))
}

/// The text of a command. Lines are cleaned one by one, so that only our own breaks remain.
fn data(raw: &str) -> String {
    let lines: Vec<String> = raw
        .split('\n')
        .map(|line| text::clean(line).replace('%', "%25"))
        .collect();
    lines.join("%0A")
}

/// A property, which also ends at a colon or a comma.
fn property(raw: &str) -> String {
    let clean = text::clean(raw).replace('%', "%25");
    clean.replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_begins_another_command() {
        let mut out = Vec::new();
        let path = "a,b:c%\r\n::error::x".to_owned();
        command("error", &[("file", path)], "100 %\r\n::stop", &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "::error file=a%2Cb%3Ac%25  %3A%3Aerror%3A%3Ax::100 %25 %0A::stop\n"
        );
    }
}
