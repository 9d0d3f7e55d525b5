//! `gitlab-codequality`: everything else for GitLab, as its code quality report (a subset of the
//! Code Climate engine specification).
//!
//! It holds what the container scanning report has no place for: configuration, secrets, imported
//! findings, and the policy's own. GitLab shows them at their file in a merge request.

use std::collections::HashMap;
use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Digest, Finding, Location, Severity};
use serde_json::{Value, json};

use crate::format::FormatUnit;
use crate::kind::Kind;
use crate::stream::{self, Lazy};
use crate::{RenderOptions, WriteReportError, place, scope, text};

pub(crate) static FORMAT: FormatUnit = FormatUnit {
    id: "gitlab-codequality",
    media_type: "application/json",
    doc: "GitLab's code quality report: what is no weakness of a package, at its file.",
    write,
};

fn write(
    assessment: &Assessment<Facts>,
    options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> Result<(), WriteReportError> {
    let entries = Lazy(|| {
        let mut seen: HashMap<&str, u32> = HashMap::new();
        let open = assessment.findings.iter().filter(|f| !f.is_settled());
        open.filter(|f| Kind::of(f) != Kind::Vulnerability)
            .map(move |finding| {
                let nth = seen.entry(finding.fingerprint.as_str()).or_default();
                *nth += 1;
                entry(assessment, finding, *nth)
            })
    });
    stream::write(FORMAT.id, &entries, options.layout, out)
}

fn entry(assessment: &Assessment<Facts>, finding: &Finding, nth: u32) -> Value {
    let within = scope::scope_name(assessment, finding);
    let (path, line) = match &finding.location {
        Location::File { path, line, .. } if !path.is_empty() => (path.clone(), *line),
        Location::Layer {
            path: Some(path),
            line,
            ..
        } => (format!("{within}/{path}"), *line),
        _ => (within.to_owned(), None),
    };
    let words = format!(
        "{} ({})",
        finding.message,
        place::describe(&finding.location)
    );
    // GitLab takes entries with one fingerprint for one entry.
    let key = format!("{}\n{within}\n{nth}", finding.fingerprint.as_str());
    json!({
        "description": text::clean(&words),
        "check_name": text::clean(finding.id()),
        "fingerprint": Digest::sha256(key.as_bytes()).hex(),
        "severity": match finding.severity {
            Severity::Critical => "blocker",
            Severity::High => "critical",
            Severity::Medium | Severity::Unknown => "major",
            Severity::Low => "minor",
            Severity::Negligible => "info",
        },
        "location": {
            "path": text::clean(&path),
            "lines": { "begin": line.unwrap_or(1).max(1) },
        },
    })
}
