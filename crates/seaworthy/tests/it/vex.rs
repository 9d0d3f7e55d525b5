//! VEX documents in and out, through the program.

use serde_json::Value;

use crate::program::{json, root, run};

const IMAGE: &str = "examples/storefront/image";
const AT: &str = "2026-11-22";

fn scan(more: &[&str]) -> Value {
    let mut all = vec!["scan", IMAGE, "--at", AT, "-o", "json"];
    all.extend(more);
    json(&run(&all).stdout)
}

/// A weakness of the example: its id and its package URL.
fn weakness(assessment: &Value) -> (String, String) {
    let findings = assessment["findings"].as_array().expect("set-up of a test");
    let found = findings
        .iter()
        .find(|finding| finding["vulnerability"].is_object())
        .expect("set-up of a test");
    let text = |pointer: &str| {
        found
            .pointer(pointer)
            .expect("set-up of a test")
            .as_str()
            .expect("set-up of a test")
            .to_owned()
    };
    (text("/vulnerability/id"), text("/vulnerability/purl"))
}

fn of<'a>(assessment: &'a Value, id: &str, purl: &str) -> &'a Value {
    let findings = assessment["findings"].as_array().expect("set-up of a test");
    let is = |finding: &&Value| {
        finding["vulnerability"]["id"] == id && finding["vulnerability"]["purl"] == purl
    };
    findings.iter().find(is).expect("set-up of a test")
}

#[test]
fn a_statement_settles_a_finding_and_one_that_matches_nothing_is_listed() {
    let (id, purl) = weakness(&scan(&[]));
    let folder = tempfile::tempdir().unwrap();
    let bare = purl.split(['?', '@']).next().unwrap();
    let document = format!(
        r#"{{"@context":"https://openvex.dev/ns/v0.2.0","@id":"https://example.com/1",
            "author":"Shop","timestamp":"2026-01-01T00:00:00Z","version":1,"statements":[
            {{"vulnerability":{{"name":"{id}"}},"products":[{{"@id":"{bare}"}}],
              "status":"not_affected","justification":"vulnerable_code_not_present"}},
            {{"vulnerability":{{"name":"{id}"}},"products":[{{"@id":"{bare}@0.0.0"}}],
              "status":"fixed"}},
            {{"vulnerability":{{"name":"CVE-1999-0001"}},"products":[{{"@id":"{bare}"}}],
              "status":"fixed"}}]}}"#
    );
    std::fs::write(folder.path().join("a.json"), document).unwrap();
    let folder = folder.path().display().to_string();
    let assessment = scan(&["--vex", &folder]);
    let found = of(&assessment, &id, &purl);
    assert_eq!(found["statement"]["status"], "not_affected", "{found}");
    assert_eq!(found["statement"]["author"], "Shop");
    let reasons = assessment["verdict"]["reasons"].as_array().unwrap();
    assert!(
        reasons
            .iter()
            .all(|reason| reason["finding"] != found["fingerprint"]),
        "a settled finding decides"
    );
    let notes = assessment["notes"].as_array().unwrap();
    let says = |words: &str| {
        notes
            .iter()
            .any(|note| note["text"].as_str().unwrap().contains(words))
    };
    assert!(
        says("wrong version") && says("no finding has this id"),
        "{notes:?}"
    );
    let table = run(&["scan", IMAGE, "--at", AT, "--vex", &folder]).stdout;
    // A terminal breaks lines where they are full.
    let table = table.split_whitespace().collect::<Vec<&str>>().join(" ");
    assert!(table.contains("no finding has this id"), "{table}");
}

#[test]
fn what_is_no_vex_document_ends_the_scan() {
    let file = root().join("Cargo.toml").display().to_string();
    let run = run(&["scan", IMAGE, "--vex", &file]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("Cargo.toml"), "{}", run.stderr);
}

#[test]
fn waivers_become_a_document_that_reads_back() {
    let (id, purl) = weakness(&scan(&[]));
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("p.yaml");
    let text = |justification: &str| {
        format!(
            "version: 1
waivers:
  - {{cve: {id}, reason: not reachable, {justification}owner: shop, expires: 2027-01-01}}
"
        )
    };
    let file = folder.path().join("out.json").display().to_string();
    let policy_path = policy.display().to_string();
    for (justification, status) in [
        ("", "affected"),
        (
            "justification: vulnerable_code_not_in_execute_path, ",
            "not_affected",
        ),
    ] {
        std::fs::write(&policy, text(justification)).unwrap();
        let arguments = [
            "vex",
            IMAGE,
            "--policy",
            &policy_path,
            "--author",
            "Shop",
            "--at",
            AT,
            "-o",
            &file,
        ];
        let written = run(&arguments);
        assert_eq!(written.code, 0, "{}", written.stderr);
        let document = json(&std::fs::read_to_string(&file).unwrap());
        assert_eq!(document["@context"], "https://openvex.dev/ns/v0.2.0");
        assert_eq!(document["statements"][0]["status"], status);
        let assessment = scan(&["--vex", &file]);
        let found = of(&assessment, &id, &purl);
        assert_eq!(found["statement"]["status"], status, "{found}");
    }
    std::fs::write(&policy, "version: 1\n").unwrap();
    let nothing = run(&[
        "vex",
        IMAGE,
        "--policy",
        &policy_path,
        "--author",
        "Shop",
        "--at",
        AT,
    ]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (2, ""));
}
