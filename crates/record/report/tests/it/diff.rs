//! What is different between two assessments.

use std::sync::Arc;

use expect_test::expect_file;
use seaworthy_facts::PackageKind;
use seaworthy_model::{FixState, Severity};
use seaworthy_report::{Diff, DiffFormat, RenderOptions};
use serde_json::Value;

use crate::builder::{clean, everything, not_affected, weakness};

fn written(diff: &Diff<'_>, format: DiffFormat) -> String {
    let mut bytes = Vec::new();
    diff.write(format, &RenderOptions::default(), &mut bytes)
        .unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The next release of the image: one weakness went, one came, one has a fix and another severity,
/// one is settled, and a package moved.
fn next() -> seaworthy_model::Assessment<seaworthy_facts::Facts> {
    let mut next = everything();
    next.findings.retain(|finding| finding.check != "root-user");
    for finding in &mut next.findings {
        match finding.id() {
            "CVE-2023-6129" => {
                finding.severity = Severity::High;
                let weakness = Arc::make_mut(finding.vulnerability.as_mut().unwrap());
                weakness.fixed = vec!["3.0.16-1".into()];
                weakness.fix_state = FixState::Fixed;
            }
            "CVE-2023-6237" => finding.statement = Some(Box::new(not_affected())),
            _ => {}
        }
    }
    next.findings
        .push(weakness("CVE-2026-1", "libssl3", "3.0.12-1", None));
    let image = &mut next.facts.images[0];
    for package in &mut image.packages {
        if package.kind == PackageKind::Deb {
            package.version = "3.0.12-1".into();
        }
    }
    image.layers.pop();
    image.layers[1].size_bytes = 2_048;
    next
}

#[test]
fn new_gone_and_changed_findings_and_packages_are_told() {
    let (before, after) = (everything(), next());
    let diff = Diff::between(&before, &after);
    assert_eq!(diff.new.len(), 1);
    assert_eq!(diff.gone.len(), 1);
    assert_eq!(diff.changed.len(), 2);
    assert_eq!((diff.layers.shared, diff.layers.removed), (2, 1));
    expect_file!["documents/diff.txt"].assert_eq(&written(&diff, DiffFormat::Table));
    expect_file!["documents/diff.md"].assert_eq(&written(&diff, DiffFormat::Markdown));
    let json: Value = serde_json::from_str(&written(&diff, DiffFormat::Json)).unwrap();
    assert_eq!(json["schema"], "seaworthy.diff/v1");
    assert_eq!(json["findings"]["new"][0]["rule"], "CVE-2026-1");
    let changes = &json["findings"]["changed"][0]["changes"];
    assert_eq!(changes["severity"]["before"], "medium");
    assert_eq!(changes["severity"]["after"], "high");
    assert_eq!(json["packages"].as_array().unwrap().len(), 2);
}

#[test]
fn an_assessment_differs_in_nothing_from_itself() {
    let one = everything();
    let diff = Diff::between(&one, &one);
    assert!(diff.is_empty());
    assert!(written(&diff, DiffFormat::Table).ends_with("nothing is different\n"));
}

/// One fingerprint may stand for several equal findings: their number counts.
#[test]
fn equal_findings_are_counted() {
    let (mut before, mut after) = (clean(), clean());
    let finding = weakness("CVE-2024-1", "zlib1g", "1", None);
    before.findings = vec![finding.clone(); 2];
    after.findings = vec![finding; 3];
    assert_eq!(Diff::between(&before, &after).new.len(), 1);
    assert_eq!(Diff::between(&after, &before).gone.len(), 1);
}

#[test]
fn a_settled_finding_is_new_but_refuses_nothing() {
    let (before, mut after) = (clean(), clean());
    let mut finding = weakness("CVE-2024-1", "zlib1g", "1", None);
    finding.statement = Some(Box::new(not_affected()));
    after.findings = vec![finding];
    let diff = Diff::between(&before, &after);
    assert_eq!((diff.new.len(), diff.new_open().count()), (1, 0));
}
