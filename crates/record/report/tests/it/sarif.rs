//! SARIF against its schema, and what services make of it.

use seaworthy_model::Severity;
use seaworthy_report::{JsonLayout, RenderOptions};
use serde_json::Value;

use crate::builder::{clean, docs, everything, folder, render, unknown_only, weakness};
use crate::schemas;

fn options() -> RenderOptions<'static> {
    RenderOptions {
        docs: &docs,
        layout: JsonLayout::Compact,
        ..RenderOptions::default()
    }
}

fn run(assessment: &seaworthy_model::Assessment<seaworthy_facts::Facts>) -> Value {
    let text = render("sarif", assessment, &options());
    let mut log: Value = serde_json::from_str(&text).unwrap();
    log["runs"][0].take()
}

#[test]
fn every_log_is_valid() {
    let schema = schemas::sarif();
    for assessment in [clean(), unknown_only(), everything(), folder()] {
        let text = render("sarif", &assessment, &options());
        schemas::assert_valid(&schema, &serde_json::from_str(&text).unwrap());
    }
}

#[test]
fn every_result_has_a_rule_a_file_and_a_fingerprint() {
    let run = run(&everything());
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), everything().findings.len());
    let mut lines = Vec::new();
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert!(!place.as_str().unwrap().is_empty());
        lines.push(result["partialFingerprints"]["primaryLocationLineHash"].to_string());
    }
    lines.sort();
    lines.dedup();
    assert_eq!(lines.len(), results.len());
}

#[test]
fn a_rule_is_a_weakness_a_kind_of_secret_or_a_check() {
    let run = run(&everything());
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<&str> = rules
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        [
            "CVE-2024-5535",
            "hard-coded-secret/github-token",
            "CVE-2023-5678",
            "CVE-2023-6129",
            "CVE-2023-6237",
            "root-user",
            "CVE-2021-23337",
            "expired-waiver",
            "CVE-2020-8203",
            "CVE-2022-3602",
            "CVE-2023-0464",
        ]
    );
    let root = &rules[5];
    assert_eq!(
        root["shortDescription"]["text"],
        "The container does not run as root."
    );
    assert_eq!(
        root["help"]["markdown"],
        "**Why**\n\nWho breaks out of a process of root is root outside as well.\n\n\
         **Fix**\n\nAdd an account and name it with USER.\n\n\
         **See**\n\nCIS Docker 4.1; NIST SP 800-190 4.1.2"
    );
}

#[test]
fn the_vendors_severity_decides_over_a_published_score() {
    let mut assessment = clean();
    let mut low = weakness("CVE-2024-1", "zlib1g", "1", None);
    low.severity = Severity::Low;
    assessment.findings.push(low);
    let mut high = weakness("CVE-2024-2", "zlib1g", "1", None);
    high.severity = Severity::High;
    assessment.findings.push(high);
    let run = run(&assessment);
    let scores: Vec<&Value> = run["tool"]["driver"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| &rule["properties"]["security-severity"])
        .collect();
    assert_eq!(scores, ["2.0", "7.5"]);
    assert_eq!(run["results"][0]["level"], "note");
}

#[test]
fn a_waived_finding_is_suppressed_with_its_reason() {
    let run = run(&everything());
    let results = run["results"].as_array().unwrap();
    let suppressed: Vec<&Value> = results
        .iter()
        .filter(|result| result.get("suppressions").is_some())
        .collect();
    assert_eq!(suppressed.len(), 2);
    assert_eq!(
        suppressed[0]["suppressions"][0]["justification"],
        "the function is not reachable from our routes (accepted by shop team until 2026-12-31)"
    );
    assert_eq!(
        suppressed[1]["suppressions"][0]["justification"],
        "not affected (vulnerable code not present) according to shop security: built without \
         punycode (web.openvex.json, 2026-09-02)"
    );
    assert_eq!(results[0]["properties"]["origin"], "base");
    let looked_at = results.last().unwrap();
    assert!(looked_at.get("suppressions").is_none());
    assert_eq!(
        looked_at["properties"]["statement"]["status"],
        "under_investigation"
    );
}

#[test]
fn what_is_not_known_is_a_notification() {
    let run = run(&unknown_only());
    let invocation = &run["invocations"][0];
    let told = invocation["toolExecutionNotifications"].as_array().unwrap();
    let texts: Vec<&str> = told
        .iter()
        .map(|n| n["message"]["text"].as_str().unwrap())
        .collect();
    assert_eq!(
        texts,
        [
            "layer 1: gzip stream ends after 4096 of 9000 bytes",
            "opt/app/huge.jar: larger than the 256 MiB that are read as a whole; scan it by itself",
            "no advisory data for Wolfi: its packages were not matched",
        ]
    );
    assert_eq!(invocation["startTimeUtc"], "2026-09-13T08:00:00.25Z");
    assert_eq!(invocation["endTimeUtc"], "2026-09-13T08:00:01.5Z");
}

#[test]
fn a_place_in_a_layer_names_file_layer_and_instruction() {
    let run = run(&everything());
    let place = &run["results"][2]["locations"][0];
    let physical = &place["physicalLocation"];
    assert_eq!(physical["artifactLocation"]["uri"], "app/.env");
    assert_eq!(physical["region"]["startLine"], 3);
    assert_eq!(
        place["message"]["text"],
        "layer 2 of registry.example/shop/web:1.4: COPY . /app"
    );
    assert_eq!(place["logicalLocations"][0]["name"], "layer 2");
}

/// GitHub refuses a run with more than 25,000 results.
#[test]
fn more_results_than_a_service_takes_are_counted() {
    let mut assessment = clean();
    let finding = weakness("CVE-2024-1", "zlib1g", "1", None);
    assessment.findings = vec![finding; 25_003];
    let run = run(&assessment);
    assert_eq!(run["results"].as_array().unwrap().len(), 25_000);
    let told = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert!(
        told.as_str()
            .unwrap()
            .starts_with("3 of the least severe findings"),
        "{told}"
    );
}

#[test]
fn more_unknowns_than_are_read_are_counted() {
    let mut assessment = clean();
    assessment.unknowns = vec![seaworthy_model::Unknown::new("a", "b"); 1_002];
    let run = run(&assessment);
    let told = run["invocations"][0]["toolExecutionNotifications"]
        .as_array()
        .unwrap();
    assert_eq!(told.len(), 1_001);
    assert!(
        told[1_000]["message"]["text"]
            .as_str()
            .unwrap()
            .starts_with("2 more")
    );
}
