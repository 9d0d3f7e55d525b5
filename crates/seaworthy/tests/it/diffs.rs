//! Comparisons of two scans, and the exit code that they end with.

use std::fs;
use std::path::Path;

use crate::program::{Run, json, run};

/// A folder of sources with these requirements of Python.
fn sources(folder: &Path, name: &str, requirements: &str) -> String {
    let folder = folder.join(name);
    fs::create_dir(&folder).expect("set-up of a test");
    fs::write(folder.join("requirements.txt"), requirements).expect("set-up of a test");
    folder.to_str().expect("set-up of a test").to_owned()
}

fn diff(before: &str, after: &str, more: &[&str]) -> Run {
    let mut arguments = vec!["diff", before, after, "--at", "2026-11-22"];
    arguments.extend(more);
    run(&arguments)
}

#[test]
fn new_findings_end_with_one_where_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let old = sources(folder.path(), "old", "six==1.16.0\n");
    // CVE-2024-3651, which is rated high.
    let new = sources(folder.path(), "new", "six==1.16.0\nidna==3.6\n");
    let compared = diff(&old, &new, &["-o", "json"]);
    assert_eq!(compared.code, 0, "without --fail-on: {}", compared.stderr);
    let document = json(&compared.stdout);
    let found = document["findings"]["new"].as_array().unwrap();
    let rules: Vec<_> = found.iter().map(|finding| &finding["rule"]).collect();
    assert_eq!(rules, ["CVE-2024-3651"], "{document}");
    for (fail_on, code) in [
        ("new", 1),
        ("new:low", 1),
        ("new:high", 1),
        ("new:critical", 0),
    ] {
        let compared = diff(&old, &new, &["--fail-on", fail_on]);
        assert_eq!(compared.code, code, "{fail_on}: {}", compared.stdout);
    }
    // CVE-2023-37920, which the data at hand does not rate, is not taken for harmless.
    let unrated = sources(folder.path(), "unrated", "certifi==2023.5.7\n");
    assert_eq!(diff(&old, &unrated, &["--fail-on", "new:critical"]).code, 1);
    // What is gone or stays never fails.
    assert_eq!(diff(&new, &old, &["--fail-on", "new"]).code, 0);
    assert_eq!(diff(&new, &new, &["--fail-on", "new"]).code, 0);
}

#[test]
fn a_finding_that_a_waiver_settles_does_not_fail() {
    let folder = tempfile::tempdir().unwrap();
    let old = sources(folder.path(), "old", "six==1.16.0\n");
    let new = sources(folder.path(), "new", "urllib3==1.25.0\n");
    let policy = folder.path().join("policy.yaml");
    let text = "version: 1\nextends: baseline\nwaivers:\n  - check: vulnerable-package\n    \
                reason: replaced next week\n    owner: web team\n    expires: 2027-01-01\n";
    fs::write(&policy, text).unwrap();
    let policy = policy.to_str().unwrap();
    let compared = diff(&old, &new, &["--fail-on", "new", "--policy", policy]);
    assert_eq!(compared.code, 0, "{}{}", compared.stdout, compared.stderr);
}

#[test]
fn stored_assessments_are_compared_as_their_targets_are() {
    let folder = tempfile::tempdir().unwrap();
    let old = sources(folder.path(), "old", "six==1.16.0\n");
    let new = sources(folder.path(), "new", "urllib3==1.25.0\n");
    let stored = |target: &str| {
        let file = format!("{target}.json");
        let into = format!("json={file}");
        assert_ne!(
            run(&["scan", target, "--at", "2026-11-22", "-o", &into]).code,
            2
        );
        file
    };
    let live = diff(&old, &new, &["-o", "json"]);
    let kept = diff(&stored(&old), &stored(&new), &["-o", "json"]);
    assert_eq!(
        json(&kept.stdout)["findings"],
        json(&live.stdout)["findings"]
    );
}

#[test]
fn a_side_that_cannot_be_read_and_a_wrong_word_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let old = sources(folder.path(), "old", "six==1.16.0\n");
    let gone = diff(&old, "./nowhere", &["--fail-on", "new"]);
    assert_eq!(gone.code, 2);
    assert!(gone.stderr.contains("./nowhere"), "{}", gone.stderr);
    for word in ["old", "new:dreadful", ""] {
        let wrong = diff(&old, &old, &["--fail-on", word]);
        assert_eq!(wrong.code, 64, "{word}: {}", wrong.stderr);
    }
    let damaged = folder.path().join("cut.json");
    fs::write(&damaged, "{\"schema\":\"seaworthy.assessment/v1\",").unwrap();
    let cut = diff(damaged.to_str().unwrap(), &old, &[]);
    assert_eq!(cut.code, 2);
    assert!(cut.stderr.contains("cut.json"), "{}", cut.stderr);
}
