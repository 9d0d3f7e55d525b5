//! What other tools reported, as findings.

use std::sync::Arc;

use seaworthy_check::{Exemplary as _, harness};
use seaworthy_checks_image::imports::{CHECK, Imports, count_once};
use seaworthy_model::{Finding, Outcome, Severity, StatementStatus, Vulnerability};

/// Reports of a tool `Scan It`, each a list of results.
fn imports(reports: &[&[&str]]) -> Imports {
    let mut text = String::from("target: shop:1\nreports:\n");
    for (number, results) in reports.iter().enumerate() {
        text.push_str(&format!(
            "  - {{file: r{number}.sarif, document: 'sha256:{number:064x}', format: sarif, \
             binding: command-line, tools: [{{name: Scan It}}], results: ["
        ));
        for result in *results {
            text.push_str(&format!(
                "{{tool: 0, rated: level, confidence: high, {result}}}, "
            ));
        }
        text.push_str("]}\n");
    }
    Imports::of_example(&text).expect("set-up of a test")
}

fn findings(reports: &[&[&str]]) -> Vec<Finding> {
    CHECK.run(&imports(reports)).findings
}

const AT_LINE: &str = "rule: a, message: m, severity: low, place: {kind: file, path: x.c, line: 3}";

#[test]
fn the_check_is_documented_and_its_examples_hold() {
    if let Err(complaints) = harness::prove(&[CHECK]) {
        panic!("{}", complaints.join("\n"));
    }
}

#[test]
fn without_a_report_the_question_does_not_arise() {
    assert_eq!(
        CHECK.run(&Imports::default()).outcome,
        Outcome::NotApplicable
    );
    let text = "target: t\nreports: [{file: r, document: 'sha256:e3b0c44298fc1c149afbf4c8996fb92\
        427ae41e4649b934ca495991b7852b855', format: zap-json, binding: file, \
        unread: [{path: site, analyser: zap-json, reason: no site}]}]";
    let judgement = CHECK.run(&Imports::of_example(text).unwrap());
    assert_eq!(judgement.outcome, Outcome::Unknown);
    assert_eq!(judgement.unknowns[0].what, "r: site");
    assert_eq!(judgement.unknowns[0].controls[0].as_str(), "OPS-06");
}

#[test]
fn the_same_result_twice_is_one_finding_of_the_worst_severity() {
    let worse = AT_LINE.replace("low", "high");
    let found = findings(&[&[AT_LINE], &[&worse, AT_LINE]]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].severity, Severity::High);
    assert_eq!(found[0].rule.as_deref(), Some("scan-it/a"));
    let evidence = format!("{:?}", found[0].evidence);
    assert!(evidence.contains("r1.sarif"), "{evidence}");
    // Another line is another result, unless the tool knows both as one.
    let moved = AT_LINE.replace("line: 3", "line: 9");
    assert_eq!(findings(&[&[AT_LINE], &[&moved]]).len(), 2);
    let known = |text: &str| format!("{text}, identity: k");
    assert_eq!(findings(&[&[&known(AT_LINE)], &[&known(&moved)]]).len(), 1);
}

#[test]
fn without_a_line_the_words_tell_results_apart() {
    let of = |words: &str| {
        format!("rule: a, message: {words}, severity: low, place: {{kind: file, path: x.c}}")
    };
    assert_eq!(findings(&[&[&of("one"), &of("two"), &of("one")]]).len(), 2);
}

#[test]
fn a_copy_that_is_open_opens_them_all() {
    let settled = format!("{AT_LINE}, stated: {{status: accepted, text: why}}");
    let found = findings(&[&[&settled]]);
    assert!(found[0].is_settled());
    let stated = found[0].statement.as_ref().unwrap();
    assert_eq!(stated.status, StatementStatus::Accepted);
    assert_eq!(
        (stated.author.as_str(), stated.source.as_str()),
        ("Scan It", "r0.sarif")
    );
    for reports in [[&[AT_LINE][..], &[&settled]], [&[&settled], &[AT_LINE]]] {
        let found = findings(&reports);
        assert_eq!((found.len(), found[0].is_settled()), (1, false));
    }
}

#[test]
fn a_moved_line_keeps_the_fingerprint() {
    let moved = AT_LINE.replace("line: 3", "line: 9");
    assert_eq!(
        findings(&[&[AT_LINE]])[0].fingerprint,
        findings(&[&[&moved]])[0].fingerprint
    );
    let of = |parameter: &str| {
        format!(
            "rule: a, message: m, severity: low, place: {{kind: url, url: 'http://h/', \
             method: GET, parameter: {parameter}}}"
        )
    };
    let (one, two) = (of("id"), of("page"));
    let found = findings(&[&[&one, &two]]);
    assert_ne!(found[0].fingerprint, found[1].fingerprint);
}

/// A weakness that the scan itself found in a package.
fn own(package: &str) -> Finding {
    let result = "rule: own, message: m, severity: high, place: {kind: file, path: p}";
    let mut finding = findings(&[&[result]]).remove(0);
    "vulnerable-package".clone_into(&mut finding.check);
    finding.evidence.clear();
    finding.vulnerability = Some(Arc::new(Vulnerability {
        id: "CVE-2024-0001".into(),
        aliases: vec!["GHSA-aaaa-bbbb-cccc".into()],
        package: package.into(),
        ..Vulnerability::default()
    }));
    finding
}

fn counted(message: &str, ids: &str, place: &str) -> (Vec<Finding>, usize) {
    let result = format!(
        "rule: r, message: '{message}', severity: high, vulnerabilities: [{ids}], place: {place}"
    );
    let mut all = vec![own("openssl")];
    all.extend(findings(&[&[&result]]));
    let notes = count_once(&mut all).len();
    (all, notes)
}

#[test]
fn a_weakness_that_the_scan_found_is_counted_once() {
    const FILE: &str = "{kind: file, path: lib}";
    let (all, notes) = counted(
        "openssl 3.0 is old",
        "CVE-2024-0001, GHSA-aaaa-bbbb-cccc",
        FILE,
    );
    assert_eq!((all.len(), notes), (1, 1));
    assert!(format!("{:?}", all[0].evidence).contains("scan-it/r in r0.sarif"));
    for (message, ids, place) in [
        // Another package, an id that the scan does not know, and one that answers.
        ("libopenssl is old", "CVE-2024-0001", FILE),
        ("openssl-dev is old", "CVE-2024-0001", FILE),
        ("openssl is old", "CVE-2024-0001, CVE-2024-0002", FILE),
        (
            "openssl answers",
            "CVE-2024-0001",
            "{kind: url, url: 'http://h/'}",
        ),
        ("openssl is old", "", FILE),
    ] {
        let (all, notes) = counted(message, ids, place);
        assert_eq!((all.len(), notes), (2, 0), "{message}");
        assert!(all[0].evidence.is_empty());
    }
}
