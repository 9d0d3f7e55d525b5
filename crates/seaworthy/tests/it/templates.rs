//! Documents from templates of the user, good ones and those that go wrong.

use std::fs;
use std::path::Path;

use crate::program::{Run, json, root, run};

fn render(template: &Path, more: &[&str]) -> Run {
    let template = template.to_str().expect("set-up of a test");
    let scan = ["scan", "examples/storefront", "--at", "2026-11-22"];
    let mut arguments = scan.to_vec();
    arguments.extend(["-o", "template", "--template", template]);
    arguments.extend(more);
    run(&arguments)
}

/// Runs a template of this text.
fn text(name: &str, template: &str) -> Run {
    let folder = tempfile::tempdir().expect("set-up of a test");
    let file = folder.path().join(name);
    fs::write(&file, template).expect("set-up of a test");
    render(&file, &[])
}

#[test]
fn the_example_of_the_reference_prints_the_verdict_and_what_is_grave() {
    let example = root().join("examples/templates/grave.txt.j2");
    let shown = fs::read_to_string(&example).unwrap();
    let block: String = shown.lines().map(|line| format!("    {line}\n")).collect();
    let reference = fs::read_to_string(root().join("docs/reference/formats.md")).unwrap();
    assert!(
        reference.contains(&block),
        "the reference shows another template"
    );

    let printed = render(&example, &[]);
    let native = run(&[
        "scan",
        "examples/storefront",
        "--at",
        "2026-11-22",
        "-o",
        "json",
    ]);
    assert_eq!(printed.code, native.code, "{}", printed.stderr);
    let native = json(&native.stdout);
    let lines: Vec<&str> = printed.stdout.lines().collect();
    assert_eq!(lines[0], "examples/storefront: deny at the gate ci");
    let findings = native["findings"].as_array().unwrap();
    let grave = |finding: &&serde_json::Value| {
        matches!(finding["severity"].as_str(), Some("critical" | "high"))
    };
    assert_eq!(lines.len(), findings.iter().filter(grave).count() + 2);
    let unknowns = native["unknowns"].as_array().map_or(0, Vec::len);
    let last = format!("{} findings, {unknowns} unknowns", findings.len());
    assert_eq!(lines.last(), Some(&last.as_str()));
    assert!(
        printed.stdout.contains("- critical: CVE-"),
        "{}",
        printed.stdout
    );
}

#[test]
fn every_field_that_the_reference_names_is_there() {
    let names = [
        "target", "verdict", "findings", "unknowns", "facts", "data", "tool", "timing",
    ];
    let of_finding = [
        "check",
        "control",
        "message",
        "severity",
        "confidence",
        "risk",
        "subject",
        "location",
        "fingerprint",
    ];
    let mut template: String = names
        .map(|name| format!("{{{{ {name} | length }}}}\n"))
        .concat();
    template.push_str("{% for finding in findings %}");
    template.push_str(
        &of_finding
            .map(|name| format!("{{{{ finding.{name} }}}} "))
            .concat(),
    );
    template.push_str("{% endfor %}{{ verdict.decision }} {{ verdict.gate }} {{ verdict.policy }}");
    let printed = text("all.j2", &template);
    assert_eq!(printed.stderr, "");
    assert_eq!(printed.code, 1);
}

#[test]
fn what_is_not_defined_is_an_error_with_name_and_line() {
    let printed = text("mine.j2", "{{ target.name }}\n{{ target.nmae }}\n");
    assert_eq!(printed.code, 2, "{}", printed.stdout);
    for part in ["mine.j2:2", "undefined"] {
        assert!(printed.stderr.contains(part), "{}", printed.stderr);
    }
    let printed = text("mine.j2", "a\nb\n{% for finding in findings %}\n");
    assert_eq!(printed.code, 2);
    assert!(printed.stderr.contains("mine.j2:"), "{}", printed.stderr);
    assert!(
        printed.stderr.contains("syntax error"),
        "{}",
        printed.stderr
    );
}

#[test]
fn a_template_reads_no_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("other.j2"), "taken in").unwrap();
    for statement in [
        "{% include 'other.j2' %}",
        "{% include '/etc/passwd' %}",
        "{% import '../x' as x %}",
        "{% extends '/etc/hostname' %}",
    ] {
        let file = folder.path().join("mine.j2");
        fs::write(&file, statement).unwrap();
        let printed = render(&file, &[]);
        assert_eq!(printed.code, 2, "{statement}: {}", printed.stdout);
        assert_eq!(printed.stdout, "");
        assert!(
            printed.stderr.contains("template not found"),
            "{}",
            printed.stderr
        );
    }
}

#[test]
fn a_template_that_asks_for_too_much_is_ended() {
    let printed = text("large.j2", "{{ 'x' * 100000000000 }}");
    assert_eq!(printed.code, 2);
    assert!(printed.stderr.contains("large.j2:1"), "{}", printed.stderr);
    assert!(printed.stderr.contains("out of fuel"), "{}", printed.stderr);
    assert!(!printed.stderr.contains("panicked"), "{}", printed.stderr);
}

#[test]
fn a_template_that_is_missing_or_too_large_is_told() {
    let none = run(&["scan", "examples/storefront", "-o", "template"]);
    assert_eq!(none.code, 64);
    assert!(none.stderr.contains("--template FILE"), "{}", none.stderr);
    let gone = render(Path::new("/nowhere/mine.j2"), &[]);
    assert_eq!(gone.code, 2);
    assert!(gone.stderr.contains("/nowhere/mine.j2"), "{}", gone.stderr);
    let large = text("large.j2", &" ".repeat((1 << 20) + 1));
    assert_eq!(large.code, 2);
    assert!(
        large.stderr.contains("larger than 1024 KiB"),
        "{}",
        large.stderr
    );
}

#[test]
fn names_of_templates_choose_what_is_escaped() {
    let quoted = "{{ '<b>' }}";
    assert_eq!(text("page.html.j2", quoted).stdout, "&lt;b&gt;");
    assert_eq!(text("page.txt.j2", quoted).stdout, "<b>");
    assert_eq!(
        text("page.json", "{{ target.name }}").stdout,
        "\"examples/storefront\""
    );
}
