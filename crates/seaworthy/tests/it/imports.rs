//! What other tools reported, through the program.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{Run, json, root, run};

const IMAGE: &str = "examples/storefront/image";
const AT: &str = "2026-11-22";
const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const ZAP: &str = r#"{"@programName":"ZAP","@version":"2.16.0",
 "site":[{"@name":"https://shop.example","alerts":[
  {"pluginid":"40018","alertRef":"40018","name":"SQL Injection","riskcode":"3","confidence":"2",
   "cweid":"89",
   "solution":"<p>Use bound parameters.</p>","instances":[
    {"uri":"https://shop.example/item?id=hush-4711","method":"GET","param":"id",
     "attack":"hush-4711","evidence":"hush-4711"}]},
  {"pluginid":"10021","alertRef":"10021","name":"X-Content-Type-Options Header Missing",
   "riskcode":"1","confidence":"2",
   "cweid":"693","instances":[{"uri":"https://shop.example/","method":"GET",
    "param":"x-content-type-options"}]}]}]}"#;

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path: PathBuf = folder.join(name);
    std::fs::write(&path, text).expect("set-up of a test");
    path.display().to_string()
}

fn import(file: &str, more: &[&str]) -> Run {
    let mut all = vec!["import", file, "--digest", DIGEST, "--at", AT];
    all.extend(more);
    run(&all)
}

fn sarif(members: &str) -> String {
    format!(
        r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"Semgrep","version":"1.99.0"}}}},{members}}}]}}"#
    )
}

fn findings(assessment: &Value) -> &[Value] {
    assessment["findings"].as_array().expect("set-up of a test")
}

#[test]
fn a_report_becomes_an_assessment_of_the_digest() {
    let folder = tempfile::tempdir().unwrap();
    let zap = file(folder.path(), "zap.json", ZAP);
    let run = import(&zap, &["--image", "shop/web:1.4", "-o", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(!run.stdout.contains("hush-4711"), "{}", run.stdout);
    let assessment = json(&run.stdout);
    assert_eq!(assessment["target"]["kind"], "import");
    assert_eq!(assessment["target"]["name"], "shop/web:1.4");
    assert_eq!(assessment["target"]["digest"], DIGEST);
    assert_eq!(assessment["facts"]["imports"][0]["binding"], "command-line");
    assert_eq!(assessment["facts"]["imports"][0]["about"], DIGEST);
    let worst = &findings(&assessment)[0];
    assert_eq!(worst["check"], "imported-finding");
    assert_eq!(worst["control"], "OPS-06");
    assert_eq!(worst["rule"], "zap/40018");
    assert_eq!(worst["severity"], "high");
    assert_eq!(worst["location"]["url"], "https://shop.example/item?id");
    assert_eq!(worst["remedy"]["action"], "Use bound parameters.");
    assert_eq!(assessment["verdict"]["decision"], "warn");
}

#[test]
fn the_table_shows_what_was_imported() {
    let folder = tempfile::tempdir().unwrap();
    let zap = file(folder.path(), "zap.json", ZAP);
    let run = import(&zap, &["--image", "shop/web:1.4"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    // A terminal breaks lines where they are full.
    let table = run
        .stdout
        .split_whitespace()
        .collect::<Vec<&str>>()
        .join(" ");
    for words in [
        "Imported",
        "ZAP reports: SQL Injection",
        "GET https://shop.example/item?id (id)",
        "fix: Use bound parameters.",
        "[zap/40018]",
    ] {
        assert!(table.contains(words), "no `{words}` in {table}");
    }
}

#[test]
fn a_policy_decides_on_imported_findings_and_a_waiver_covers_one() {
    let folder = tempfile::tempdir().unwrap();
    let zap = file(folder.path(), "zap.json", ZAP);
    let rule = "version: 1
gates:
  all:
    deny:
      - {name: dast, message: no severe finding of a dynamic test, checks: [imported-finding],
       severity: high}
";
    let denying = file(folder.path(), "p.yaml", rule);
    let denied = import(&zap, &["--policy", &denying, "-o", "json"]);
    assert_eq!(denied.code, 1, "{}", denied.stderr);
    let waiver = "waivers:
  - {check: imported-finding, cve: zap/40018, reason: the test page, owner: shop,
   expires: 2027-01-01}
";
    let waived = file(folder.path(), "w.yaml", &format!("{rule}{waiver}"));
    let allowed = import(&zap, &["--policy", &waived, "-o", "json"]);
    assert_eq!(allowed.code, 0, "{}", allowed.stderr);
    let assessment = json(&allowed.stdout);
    let found = findings(&assessment)
        .iter()
        .find(|one| one["rule"] == "zap/40018");
    assert_eq!(found.unwrap()["waived"]["reason"], "the test page");
}

#[test]
fn a_tool_that_failed_is_unknown_and_a_strict_gate_denies() {
    let folder = tempfile::tempdir().unwrap();
    let text = sarif(r#""invocations":[{"executionSuccessful":false}],"results":[]"#);
    let failed = file(folder.path(), "failed.sarif", &text);
    let run = import(
        &failed,
        &[
            "--policy",
            "production",
            "--gate",
            "admission",
            "-o",
            "json",
        ],
    );
    assert_eq!(run.code, 1, "{}", run.stderr);
    let assessment = json(&run.stdout);
    let unknown = &assessment["unknowns"][0];
    assert!(
        unknown["reason"].as_str().unwrap().contains("it failed"),
        "{unknown}"
    );
    assert_eq!(unknown["controls"][0], "OPS-06");
}

#[test]
fn a_scan_takes_a_report_over_and_a_suppression_settles() {
    let folder = tempfile::tempdir().unwrap();
    let text = sarif(
        r#""results":[
        {"ruleId":"eval","level":"error","message":{"text":"eval of input"},
         "locations":[{"physicalLocation":
          {"artifactLocation":{"uri":"app/main.py"},"region":{"startLine":3}}}]},
        {"ruleId":"md5","level":"error","message":{"text":"weak hash"},
         "suppressions":[{"kind":"inSource",
          "justification":"no secret is hashed"}],"locations":[{"physicalLocation":
          {"artifactLocation":{"uri":"app/main.py"},"region":{"startLine":9}}}]}]"#,
    );
    let report = file(folder.path(), "semgrep.sarif", &text);
    let scanned = run(&["scan", IMAGE, "--at", AT, "--import", &report, "-o", "json"]);
    let assessment = json(&scanned.stdout);
    let imported: Vec<&Value> = findings(&assessment)
        .iter()
        .filter(|finding| finding["check"] == "imported-finding")
        .collect();
    assert_eq!(imported.len(), 2, "{imported:?}");
    assert!(
        findings(&assessment).len() > 2,
        "our own findings stand beside them"
    );
    let by_rule = |rule: &str| imported.iter().find(|one| one["rule"] == rule).unwrap();
    let open = by_rule("semgrep/eval");
    assert_eq!(open["location"]["line"], 3);
    assert!(open["statement"].is_null());
    let settled = by_rule("semgrep/md5");
    assert_eq!(settled["statement"]["status"], "accepted");
    assert_eq!(settled["statement"]["author"], "Semgrep");
    assert_eq!(
        settled["statement"]["text"],
        "suppressed in the source: no secret is hashed"
    );
    let reasons = assessment["verdict"]["reasons"].as_array().unwrap();
    let decides = |one: &Value| {
        reasons
            .iter()
            .any(|reason| reason["finding"] == one["fingerprint"])
    };
    assert!(decides(open) && !decides(settled), "{reasons:?}");
    // What was stored decides again, with the imported facts.
    let stored = file(folder.path(), "stored.json", &scanned.stdout);
    let again = run(&[
        "scan",
        "--from-assessment",
        &stored,
        "--at",
        AT,
        "-o",
        "json",
    ]);
    let again = json(&again.stdout);
    assert_eq!(again["findings"], assessment["findings"]);
}

#[test]
fn a_report_about_another_image_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let text = sarif(&format!(
        r#""properties":{{"imageDigest":"{DIGEST}"}},"results":[]"#
    ));
    let report = file(folder.path(), "other.sarif", &text);
    let scanned = run(&["scan", IMAGE, "--import", &report]);
    assert_eq!((scanned.code, scanned.stdout.as_str()), (2, ""));
    assert!(scanned.stderr.contains(DIGEST), "{}", scanned.stderr);
    let same = import(&report, &["-o", "json"]);
    assert_eq!(same.code, 0, "{}", same.stderr);
    assert_eq!(json(&same.stdout)["facts"]["imports"][0]["binding"], "file");
    let several = run(&["scan", IMAGE, "examples/storefront", "--import", &report]);
    assert_eq!(several.code, 64, "{}", several.stderr);
}

#[test]
fn what_cannot_be_imported_ends_with_its_name() {
    let manifest = root().join("Cargo.toml").display().to_string();
    let unknown = import(&manifest, &[]);
    assert_eq!((unknown.code, unknown.stdout.as_str()), (2, ""));
    assert!(unknown.stderr.contains("Cargo.toml"), "{}", unknown.stderr);
    assert!(unknown.stderr.contains("SARIF, ZAP"), "{}", unknown.stderr);
    let other = import(&manifest, &["--format", "burp"]);
    assert_eq!(other.code, 2, "{}", other.stderr);
    assert_eq!(run(&["import", &manifest]).code, 64);
    assert_eq!(run(&["import", &manifest, "--digest", "sha256:1"]).code, 64);
}

/// The place of a finding as our SARIF can tell it.
fn place(location: &Value, within: &str) -> String {
    match location["kind"].as_str() {
        Some("object") => location["path"].as_str().unwrap_or_default().to_owned(),
        Some("file" | "layer") => {
            let path = location["path"].as_str().filter(|path| !path.is_empty());
            let line = &location["line"];
            let column = if line.is_null() {
                &Value::Null
            } else {
                &location["column"]
            };
            format!("{}:{line}:{column}", path.unwrap_or(within))
        }
        _ => location.to_string(),
    }
}

fn places(assessment: &Value, rule: impl Fn(&Value) -> String) -> BTreeSet<(String, String)> {
    let name = assessment["target"]["name"].as_str().unwrap_or_default();
    let found = findings(assessment).iter();
    found
        .map(|one| (rule(one), place(&one["location"], name)))
        .collect()
}

#[test]
fn our_own_sarif_comes_back_by_rule_and_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.sarif").display().to_string();
    let output = format!("sarif={path}");
    let scanned = run(&["scan", IMAGE, "--at", AT, "-o", "json", "-o", &output]);
    let own = json(&scanned.stdout);
    let log = json(&std::fs::read_to_string(&path).unwrap());
    let properties = &log["runs"][0]["properties"];
    let named = [&properties["imageDigest"], &properties["imageID"]];
    let digest = named
        .into_iter()
        .find_map(Value::as_str)
        .expect("a digest in the log");
    let name = own["target"]["name"].as_str().unwrap();
    let back = run(&[
        "import", &path, "--digest", digest, "--image", name, "--at", AT, "-o", "json",
    ]);
    assert!([0, 1].contains(&back.code), "{}", back.stderr);
    let back = json(&back.stdout);
    assert_eq!(back["facts"]["imports"][0]["binding"], "file");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let expected = places(&own, |one| {
        let rule = text(&one["rule"]);
        let id = match (one["vulnerability"].is_object(), rule.is_empty()) {
            (true, _) => text(&one["vulnerability"]["id"]),
            (false, false) => format!("{}/{rule}", text(&one["check"])),
            (false, true) => text(&one["check"]),
        };
        format!("seaworthy/{id}")
    });
    let found = places(&back, |one| text(&one["rule"]));
    let lost: Vec<_> = expected.difference(&found).collect();
    let new: Vec<_> = found.difference(&expected).collect();
    assert!(
        lost.is_empty() && new.is_empty(),
        "lost {lost:?}, new {new:?}"
    );
    let severities = |assessment: &Value| {
        let mut all: Vec<String> = findings(assessment)
            .iter()
            .map(|one| text(&one["severity"]))
            .collect();
        all.sort();
        all.dedup();
        all
    };
    assert_eq!(severities(&own), severities(&back));
    // Into the scan of the same image: weaknesses are counted once.
    let both = run(&["scan", IMAGE, "--at", AT, "--import", &path, "-o", "json"]);
    let both = json(&both.stdout);
    let notes = both["notes"].as_array().unwrap();
    assert!(
        notes
            .iter()
            .any(|note| text(&note["text"]).contains("counted once")),
        "{notes:?}"
    );
    let twice = findings(&both)
        .iter()
        .filter(|one| text(&one["rule"]).starts_with("seaworthy/CVE-"));
    assert_eq!(twice.count(), 0);
    let known = findings(&both)
        .iter()
        .find(|one| one["vulnerability"].is_object())
        .unwrap();
    assert!(
        known["evidence"].to_string().contains("also reported by"),
        "{known}"
    );
}

#[test]
fn two_imports_compare() {
    let folder = tempfile::tempdir().unwrap();
    let before = file(folder.path(), "before.json", ZAP);
    let fixed = ZAP
        .replace("40018", "40019")
        .replace("SQL Injection", "SQL Injection - MySQL");
    let after = file(folder.path(), "after.json", &fixed);
    let stored = |report: &str, name: &str| {
        let run = import(report, &["--image", "shop/web", "-o", "json"]);
        file(folder.path(), name, &run.stdout)
    };
    let (before, after) = (stored(&before, "a.json"), stored(&after, "b.json"));
    let compared = run(&[
        "diff",
        &before,
        &after,
        "-o",
        "json",
        "--fail-on",
        "new:high",
    ]);
    assert_eq!(compared.code, 1, "{}", compared.stderr);
    let text = compared.stdout;
    assert!(
        text.contains("zap/40018") && text.contains("zap/40019"),
        "{text}"
    );
    assert!(!text.contains("zap/10021"), "{text}");
}

#[test]
fn every_format_writes_what_was_imported() {
    let folder = tempfile::tempdir().unwrap();
    let zap = file(folder.path(), "zap.json", ZAP);
    for format in [
        "csv",
        "cyclonedx",
        "github",
        "gitlab",
        "gitlab-codequality",
        "html",
        "json",
        "junit",
        "markdown",
        "openvex",
        "sarif",
        "spdx",
        "table",
    ] {
        let run = import(&zap, &["--image", "shop/web:1.4", "-o", format]);
        assert_eq!(run.code, 0, "{format}: {}", run.stderr);
        assert!(!run.stdout.contains("hush-4711"), "{format}");
        let told = [
            "csv",
            "github",
            "gitlab-codequality",
            "html",
            "junit",
            "markdown",
            "sarif",
        ];
        let says = run.stdout.contains("SQL Injection");
        assert!(says || !told.contains(&format), "{format}: {}", run.stdout);
    }
}

#[test]
fn the_check_is_explained_and_answers_its_control() {
    let explained = run(&["explain", "imported-finding"]);
    assert_eq!(explained.code, 0, "{}", explained.stderr);
    assert!(explained.stdout.contains("OPS-06"), "{}", explained.stdout);
    let control = run(&["explain", "OPS-06"]);
    assert!(
        control.stdout.contains("imported-finding"),
        "{}",
        control.stdout
    );
}
