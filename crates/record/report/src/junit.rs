//! `junit`: test results, for the test pages of CI systems.
//!
//! There is no standard; the shape is what Jenkins' published schema takes and others read. A suite
//! for the gate, then one for each image or folder with a case for each finding. What the gate
//! denies is a failure, what nobody must act on passes, and what is waived, stated or could not be
//! read is skipped with the reason: the page then agrees with the exit code.

use std::collections::HashSet;
use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Decision, Finding, Fingerprint};

use crate::format::FormatUnit;
use crate::markup::xml;
use crate::{RenderOptions, WriteReportError, place, scope, status};

pub(crate) static FORMAT: FormatUnit = FormatUnit {
    id: "junit",
    media_type: "application/xml",
    doc: "JUnit XML for the test pages of CI systems: what the gate denies is a failure.",
    write,
};

/// LIMIT: cases of one document. CI systems keep every case of every run; the last case counts
/// what is left out, and the json format has all.
const CASES_MAX: usize = 10_000;

/// A suite as it is written: numbers stand before the cases.
struct Suite {
    name: String,
    cases: Vec<Case>,
}

struct Case {
    class: String,
    name: String,
    result: CaseResult,
}

enum CaseResult {
    /// With what a person may want to know of it.
    Passed(String),
    /// One line, what it was denied as, and everything about it.
    Failed(String, String, String),
    /// Why it was not decided.
    Skipped(String),
}

fn write(
    assessment: &Assessment<Facts>,
    _options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> Result<(), WriteReportError> {
    let suites = suites(assessment);
    render(assessment, &suites, out).map_err(|source| WriteReportError::Write {
        format: FORMAT.id,
        source,
    })
}

fn suites(assessment: &Assessment<Facts>) -> Vec<Suite> {
    let denied: HashSet<&Fingerprint> = assessment
        .verdict
        .reasons
        .iter()
        .filter(|reason| reason.decision == Decision::Deny)
        .filter_map(|reason| reason.finding.as_ref())
        .collect();
    let mut suites = vec![Suite {
        name: "verdict".to_owned(),
        cases: vec![gate(assessment)],
    }];
    let shown = assessment.findings.iter().take(CASES_MAX);
    for finding in shown {
        let name = scope::scope_name(assessment, finding);
        let case = case(finding, denied.contains(&finding.fingerprint));
        match suites.iter_mut().skip(1).find(|suite| suite.name == name) {
            Some(suite) => suite.cases.push(case),
            None => suites.push(Suite {
                name: name.to_owned(),
                cases: vec![case],
            }),
        }
    }
    let unknowns = assessment.unknowns.iter().take(CASES_MAX);
    let mut unread: Vec<Case> = unknowns
        .map(|unknown| Case {
            class: "not-known".to_owned(),
            name: unknown.what.clone(),
            result: CaseResult::Skipped(unknown.reason.clone()),
        })
        .collect();
    let left = assessment.findings.len().saturating_sub(CASES_MAX)
        + assessment.unknowns.len().saturating_sub(CASES_MAX);
    if left > 0 {
        unread.push(Case {
            class: "not-known".to_owned(),
            name: "left out of this document".to_owned(),
            result: CaseResult::Skipped(format!("{left} more; the json format holds all")),
        });
    }
    if !unread.is_empty() {
        suites.push(Suite {
            name: "not known".to_owned(),
            cases: unread,
        });
    }
    suites
}

fn gate(assessment: &Assessment<Facts>) -> Case {
    let verdict = &assessment.verdict;
    let reasons: Vec<String> = verdict
        .reasons
        .iter()
        .take(CASES_MAX)
        .map(|reason| format!("{}: {} ({})", reason.decision, reason.message, reason.rule))
        .collect();
    let result = match verdict.decision {
        Decision::Deny => CaseResult::Failed(
            format!(
                "{} is denied by policy {}",
                assessment.target.name, verdict.policy
            ),
            "deny".to_owned(),
            reasons.join("\n"),
        ),
        Decision::Warn | Decision::Allow => CaseResult::Passed(reasons.join("\n")),
    };
    Case {
        class: "verdict".to_owned(),
        name: format!("gate {}", verdict.gate),
        result,
    }
}

fn case(finding: &Finding, denied: bool) -> Case {
    let name = match &finding.vulnerability {
        Some(weakness) => format!(
            "{} in {} {}",
            weakness.id, weakness.package, weakness.installed
        ),
        None => format!("{} at {}", finding.id(), finding.location),
    };
    let result = match (status::settled(finding), denied) {
        (Some(settled), _) => CaseResult::Skipped(settled),
        (None, true) => CaseResult::Failed(
            finding.message.clone(),
            finding.severity.to_string(),
            details(finding),
        ),
        (None, false) => CaseResult::Passed(details(finding)),
    };
    Case {
        class: finding.check.clone(),
        name,
        result,
    }
}

fn details(finding: &Finding) -> String {
    let mut lines = vec![
        finding.message.clone(),
        format!("severity: {}", finding.severity),
        format!("place: {}", place::describe(&finding.location)),
    ];
    if let Some(origin) = finding.origin {
        lines.push(format!("origin: {}", status::origin(origin)));
    }
    if let Some(remedy) = &finding.remedy {
        lines.push(format!("fix: {}", remedy.action));
    }
    if let Some(stated) = &finding.statement {
        lines.push(format!("stated: {}", status::statement(stated)));
    }
    lines.push(format!("fingerprint: {}", finding.fingerprint.as_str()));
    lines.join("\n")
}

fn render(
    assessment: &Assessment<Facts>,
    suites: &[Suite],
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let all = || suites.iter().flat_map(|suite| &suite.cases);
    let time = seconds(assessment.timing.elapsed_ms);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"seaworthy\" tests=\"{}\" failures=\"{}\" errors=\"0\" time=\"{time}\">",
        all().count(),
        failed(all())
    )?;
    let started = assessment.timing.started.strftime("%Y-%m-%dT%H:%M:%S");
    for (n, suite) in suites.iter().enumerate() {
        let skipped = suite.cases.iter();
        let skipped = skipped.filter(|case| matches!(case.result, CaseResult::Skipped(_)));
        // The first suite stands for the scan itself, so the time is its.
        let time = if n == 0 { &*time } else { "0.000" };
        writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" \
             time=\"{time}\" timestamp=\"{started}\">",
            xml(&suite.name),
            suite.cases.len(),
            failed(suite.cases.iter()),
            skipped.count(),
        )?;
        for case in &suite.cases {
            write_case(case, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn failed<'a>(cases: impl Iterator<Item = &'a Case>) -> usize {
    cases
        .filter(|case| matches!(case.result, CaseResult::Failed(..)))
        .count()
}

fn write_case(case: &Case, out: &mut dyn io::Write) -> io::Result<()> {
    let (name, class) = (xml(&case.name), xml(&case.class));
    write!(
        out,
        "    <testcase name=\"{name}\" classname=\"{class}\" time=\"0.000\""
    )?;
    match &case.result {
        CaseResult::Passed(words) if words.is_empty() => return writeln!(out, "/>"),
        CaseResult::Passed(words) => {
            writeln!(out, ">\n      <system-out>{}</system-out>", lines(words))?;
        }
        CaseResult::Failed(line, kind, words) => writeln!(
            out,
            ">\n      <failure message=\"{}\" type=\"{}\">{}</failure>",
            xml(line),
            xml(kind),
            lines(words)
        )?,
        CaseResult::Skipped(reason) => {
            writeln!(out, ">\n      <skipped message=\"{}\"/>", xml(reason))?;
        }
    }
    writeln!(out, "    </testcase>")
}

/// Our own line breaks stay, those in names do not matter to anybody.
fn lines(raw: &str) -> String {
    let lines: Vec<String> = raw.split('\n').map(xml).collect();
    lines.join("\n")
}

fn seconds(elapsed_ms: u64) -> String {
    format!("{}.{:03}", elapsed_ms / 1_000, elapsed_ms % 1_000)
}
