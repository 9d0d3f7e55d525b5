//! No other tool reports a problem of the target that was imported.
//!
//! # Why
//! What a program does wrong while it runs, or in its sources, does not show in the files of its
//! image. Tests that attack the running application, and analysers of its sources, see it; one
//! verdict needs one picture.
//!
//! # Fix
//! Do what the tool advises, test again, and import the new report. What is acceptable gets a
//! waiver in the policy, or a suppression with a justification in the tool.
//!
//! # See
//! SARIF 2.1.0 3.27
//! NIST SP 800-218 PW.8.2
//! OWASP ASVS 4.0.3 V1.1

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_facts::{ImportBinding, ImportedReport};
use seaworthy_model::{Confidence, Location, Severity, Statement, Subject, SubjectKind};

use super::Imports;
use super::merge::{Merged, merged};

pub(super) static CHECK: Check<Imports> = Check::new("OPS-06", Severity::Medium, run)
    .doc(seaworthy_check::header!("imported_finding.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            target: shop/web:1.4
            reports:
              - file: zap.json
                document: sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                format: zap-json
                binding: command-line
                tools: [{name: ZAP, version: 2.16.0}]
                results:
                  - tool: 0
                    rule: '40012'
                    message: Cross Site Scripting (Reflected)
                    severity: high
                    rated: riskcode 3
                    confidence: medium
                    place:
                      kind: url
                      url: https://shop/find   #! ZAP reports: Cross Site Scripting (Reflected)
            ",
        ),
        Example::new(
            "
            target: shop/web:1.4
            reports:
              - file: zap.json
                document: sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                format: zap-json
                binding: command-line
                tools: [{name: ZAP, version: 2.16.0}]
            ",
        ),
    ]);

fn run(imports: &Imports, judge: &mut Judge) {
    if imports.reports.is_empty() {
        judge.not_applicable();
    }
    for report in &imports.reports {
        for unread in &report.unread {
            let what = match unread.path.is_empty() {
                true => report.file.clone(),
                false => format!("{}: {}", report.file, unread.path),
            };
            judge.unknown(what, unread.reason.clone());
        }
    }
    for result in merged(&imports.reports) {
        judge.fail(failure(&result, imports));
    }
}

fn failure(merged: &Merged<'_>, imports: &Imports) -> Failure {
    let (result, report) = (merged.result, merged.report);
    let tool = merged.tool;
    let location = result
        .place
        .clone()
        .unwrap_or_else(|| Location::object(&imports.target));
    let mut failure = Failure::new(
        format!("{} reports: {}", tool.name, result.message),
        location,
    )
    .key(key(merged))
    .rule(format!("{}/{}", slug(&tool.name), result.rule))
    .severity(merged.severity)
    .confidence(result.confidence)
    .subject(subject(result.place.as_ref(), imports))
    .evidence("tool", words(&tool.name, tool.version.as_deref()))
    .evidence("rated", result.rated.clone())
    .evidence("report", bound(report));
    if let Some(title) = result
        .title
        .as_ref()
        .filter(|title| **title != result.message)
    {
        failure = failure.evidence("rule", title.clone());
    }
    let ids = [
        ("weakness", &result.weaknesses),
        ("vulnerability", &result.vulnerabilities),
    ];
    for (name, ids) in ids {
        for id in ids {
            failure = failure.evidence(name, id.clone());
        }
    }
    if let Some(state) = &result.baseline {
        failure = failure.evidence("since the tool's baseline", state.clone());
    }
    for file in &merged.also {
        failure = failure.evidence("also in", *file);
    }
    if let Some(help) = &result.help {
        failure = failure.evidence("see", help.clone());
    }
    failure = match (&result.remedy, &result.help) {
        (Some(remedy), _) => failure.remedy(remedy.clone()),
        (None, Some(help)) => failure.remedy(format!("Do what {} advises: {help}", tool.name)),
        (None, None) => {
            let rule = &result.rule;
            failure.remedy(format!("Do what {} advises of its rule {rule}", tool.name))
        }
    };
    if let Some(stated) = merged.stated {
        failure = failure.statement(Statement {
            status: stated.status,
            justification: None,
            text: stated.text.clone(),
            author: tool.name.clone(),
            source: report.file.clone(),
            said: None,
        });
    }
    for place in &result.related {
        failure = failure.related(place.clone());
    }
    failure
}

/// What identifies a result: its place without the line, and what the tool knows it by. A result
/// at an address is told apart by method and parameter; another, by its message.
fn key(merged: &Merged<'_>) -> String {
    let result = merged.result;
    let place = result.place.as_ref();
    let path = place.map_or("", Location::stable_path);
    let more = match (&result.identity, place) {
        (Some(identity), _) => identity.clone(),
        (
            None,
            Some(Location::Url {
                method, parameter, ..
            }),
        ) => {
            let (method, parameter) = (method.as_deref(), parameter.as_deref());
            format!(
                "{}\0{}",
                method.unwrap_or_default(),
                parameter.unwrap_or_default()
            )
        }
        (None, _) => result.message.clone(),
    };
    format!("{path}\0{more}")
}

fn subject(place: Option<&Location>, imports: &Imports) -> Subject {
    match place {
        Some(Location::File { path, .. }) => Subject {
            kind: SubjectKind::File,
            name: path.clone(),
            within: Some(imports.target.clone()),
        },
        _ => Subject {
            kind: SubjectKind::Image,
            name: imports.target.clone(),
            within: None,
        },
    }
}

/// The file, and who says that it is about this target.
fn bound(report: &ImportedReport) -> String {
    let words = match report.binding {
        ImportBinding::CommandLine => "bound by the command line",
        ImportBinding::File => "bound by the digest in the file",
    };
    format!("{} ({words})", report.file)
}

fn words(name: &str, version: Option<&str>) -> String {
    match version {
        Some(version) => format!("{name} {version}"),
        None => name.to_owned(),
    }
}

/// A tool's name as the first part of a rule: `OWASP ZAP` is `owasp-zap`.
fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    match words.is_empty() {
        true => "tool".to_owned(),
        false => words.join("-"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_one_word() {
        assert_eq!(slug("OWASP ZAP"), "owasp-zap");
        assert_eq!(slug("§$"), "tool");
    }
}
