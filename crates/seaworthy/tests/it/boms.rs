//! Bills of materials as targets: ours say the same as what they were made of, others are read.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::program::{json, run};

/// The day as of which everything is judged.
const AT: &str = "2026-11-22";

/// The findings about packages that a scan tells, each with what a person acts by.
fn weaknesses(target: &str) -> BTreeSet<String> {
    let scanned = run(&["scan", target, "--at", AT, "-o", "json"]);
    assert!(
        matches!(scanned.code, 0 | 1),
        "{target}: {}",
        scanned.stderr
    );
    let assessment = json(&scanned.stdout);
    assessment["findings"]
        .as_array()
        .expect("a list of findings")
        .iter()
        .filter(|finding| finding["vulnerability"].is_object())
        .map(|finding| {
            let parts = [
                "fingerprint",
                "severity",
                "confidence",
                "risk",
                "message",
                "location",
                "remedy",
                "vulnerability",
                "origin",
            ];
            let told: Vec<String> = parts.iter().map(|part| finding[part].to_string()).collect();
            told.join(" ")
        })
        .collect()
}

fn same_as_scanned(target: &str, format: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let bill = folder.path().join(format!("bill.{format}.json"));
    let output = format!("{format}={}", bill.display());
    let written = run(&["sbom", target, "-o", &output]);
    assert_eq!(written.code, 0, "{target}: {}", written.stderr);
    let scanned = weaknesses(target);
    assert!(!scanned.is_empty(), "{target}");
    let read = weaknesses(&format!("sbom:{}", bill.display()));
    let lost: Vec<&String> = scanned.difference(&read).take(3).collect();
    let added: Vec<&String> = read.difference(&scanned).take(3).collect();
    assert!(
        lost.is_empty() && added.is_empty(),
        "lost {lost:#?}\nadded {added:#?}"
    );
}

#[test]
fn a_bill_of_the_shop_tells_the_weaknesses_of_the_shop() {
    same_as_scanned("examples/storefront", "cyclonedx");
}

#[test]
fn a_bill_of_an_image_tells_the_weaknesses_of_the_image() {
    same_as_scanned("examples/storefront/image", "cyclonedx");
}

fn sample(name: &str) -> String {
    Path::new("fuzz/corpus/bom")
        .join(name)
        .display()
        .to_string()
}

fn assess(target: &str) -> Value {
    let scanned = run(&["scan", target, "--at", AT, "-o", "json"]);
    assert!(
        matches!(scanned.code, 0 | 1),
        "{target}: {}",
        scanned.stderr
    );
    json(&scanned.stdout)
}

#[test]
fn bills_of_other_writers_and_forms_tell_the_same() {
    let samples = [
        "cyclonedx.json",
        "cyclonedx.xml",
        "spdx-2.3.json",
        "spdx-3.0.json",
        "statement.json",
        "envelope.json",
    ];
    for name in samples {
        let assessment = assess(&sample(name));
        assert_eq!(assessment["target"]["kind"], "sbom", "{name}");
        let image = &assessment["facts"]["images"][0];
        assert_eq!(image["distro"]["id"], "debian", "{name}");
        assert_eq!(image["distro"]["version_id"], "11", "{name}");
        let found: BTreeSet<&str> = assessment["findings"]
            .as_array()
            .expect("a list of findings")
            .iter()
            .filter(|finding| finding["vulnerability"].is_object())
            .filter_map(|finding| finding["vulnerability"]["package"].as_str())
            .collect();
        assert!(found.contains("libssl1.1"), "{name}: {found:?}");
        assert!(found.contains("django"), "{name}: {found:?}");
    }
}

#[test]
fn what_a_bill_cannot_tell_is_unknown() {
    let assessment = assess(&sample("cyclonedx.json"));
    let unknowns = assessment["unknowns"].to_string();
    assert!(unknowns.contains("packages only"), "{unknowns}");
    assert!(unknowns.contains("no package URL identifies"), "{unknowns}");
    assert!(unknowns.contains("home-made"), "{unknowns}");
}

#[test]
fn what_is_no_bill_is_refused_with_a_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content, said) in [
        ("a.json", "{}", "no bill of materials"),
        ("b.json", r#"{"bomFormat": "CycloneDX", "#, "malformed JSON"),
        (
            "c.xml",
            "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\"",
            "malformed XML",
        ),
        (
            "d.json",
            r#"{"payloadType":"application/vnd.in-toto+json","payload":"@@"}"#,
            "not base64",
        ),
        (
            "e.json",
            r#"{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1","predicate":{}}"#,
            "neither CycloneDX nor SPDX",
        ),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        let scanned = run(&["scan", &format!("sbom:{}", path.display())]);
        assert_eq!(scanned.code, 2, "{name}: {}", scanned.stdout);
        assert!(scanned.stderr.contains(said), "{name}: {}", scanned.stderr);
    }
    let missing = run(&["scan", "sbom:nowhere.json"]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.stderr.contains("nowhere.json"),
        "{}",
        missing.stderr
    );
}
