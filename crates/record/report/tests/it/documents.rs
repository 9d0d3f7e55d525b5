//! Short documents as their readers get them: markdown, csv, annotations, test results, VEX.

use expect_test::{ExpectFile, expect_file};
use seaworthy_report::RenderOptions;
use serde_json::Value;

use crate::builder::{clean, everything, folder, render, unknown_only};
use crate::xml;

fn text(format: &str, assessment: &seaworthy_model::Assessment<seaworthy_facts::Facts>) -> String {
    render(format, assessment, &RenderOptions::default())
}

/// A row of CSV ends with CR LF; a file of expected text does not have to.
fn check(format: &str, expected: &ExpectFile) {
    expected.assert_eq(&text(format, &everything()).replace("\r\n", "\n"));
}

#[test]
fn markdown_leads_with_the_verdict_and_folds_the_rest() {
    check("markdown", &expect_file!["documents/everything.md"]);
}

#[test]
fn markdown_of_a_clean_image_is_short() {
    expect_file!["documents/clean.md"].assert_eq(&text("markdown", &clean()));
}

#[test]
fn csv_has_a_row_for_each_finding() {
    check("csv", &expect_file!["documents/everything.csv"]);
}

#[test]
fn annotations_are_led_by_a_summary() {
    check(
        "github",
        &expect_file!["documents/everything.annotations.txt"],
    );
}

#[test]
fn annotations_of_a_folder_name_files_of_the_repository() {
    let text = text("github", &folder());
    let place = "::error file=package-lock.json,line=44,title=high%3A CVE-2021-23337::lodash";
    assert!(text.lines().any(|line| line.starts_with(place)), "{text}");
}

#[test]
fn results_of_tests_fail_where_the_gate_denies() {
    check("junit", &expect_file!["documents/everything.junit.xml"]);
}

/// The attributes and the order of elements of Jenkins' schema (`jenkins-junit.xsd`).
#[test]
fn results_of_tests_have_the_shape_that_ci_systems_read() {
    for assessment in [clean(), unknown_only(), everything(), folder()] {
        let text = text("junit", &assessment);
        let names = xml::elements(&text);
        assert_eq!(names.first().map(String::as_str), Some("testsuites"));
        for name in names {
            let known = [
                "testsuites",
                "testsuite",
                "testcase",
                "failure",
                "skipped",
                "system-out",
            ];
            assert!(known.contains(&name.as_str()), "{name}");
        }
        let number = |name: &str| -> usize {
            let head = text.lines().find(|line| line.starts_with("<testsuites"));
            let (_, rest) = head.unwrap().split_once(&format!(" {name}=\"")).unwrap();
            rest.split('"').next().unwrap().parse().unwrap()
        };
        assert_eq!(number("tests"), text.matches("<testcase ").count());
        assert_eq!(number("failures"), text.matches("<failure ").count());
    }
}

#[test]
fn a_vex_document_says_who_looked_at_what() {
    let document: Value = serde_json::from_str(&text("openvex", &everything())).unwrap();
    let statements = document["statements"].as_array().unwrap();
    let lines: Vec<String> = statements
        .iter()
        .map(|statement| {
            let part = |name: &str| statement[name].as_str().unwrap_or("-").to_owned();
            format!(
                "{} {} | {} | {} | {}",
                statement["vulnerability"]["name"].as_str().unwrap(),
                part("status"),
                part("justification"),
                part("impact_statement"),
                part("action_statement")
            )
        })
        .collect();
    expect_file!["documents/everything.vex.txt"].assert_eq(&(lines.join("\n") + "\n"));
    assert_eq!(document["@context"], "https://openvex.dev/ns/v0.2.0");
    let product = &statements[0]["products"][0];
    assert!(product["@id"].as_str().unwrap().starts_with("pkg:oci/web@"));
    assert_eq!(product["subcomponents"].as_array().unwrap().len(), 2);
}

/// The patterns and required fields of GitLab's schema `container-scanning-report-format` 15.
#[test]
fn the_report_for_gitlab_has_what_its_schema_asks_for() {
    let report: Value = serde_json::from_str(&text("gitlab", &everything())).unwrap();
    assert_eq!(report["version"], "15.2.1");
    let scan = &report["scan"];
    assert_eq!(scan["type"], "container_scanning");
    assert_eq!(scan["status"], "success");
    assert_eq!(scan["start_time"], "2026-09-13T08:00:00");
    for tool in ["analyzer", "scanner"] {
        for part in ["id", "name", "version"] {
            assert!(scan[tool][part].is_string(), "{tool} {part}");
        }
        assert!(scan[tool]["vendor"]["name"].is_string());
    }
    let entries = report["vulnerabilities"].as_array().unwrap();
    // Six open weaknesses and one under investigation; the waived and the settled one are left out.
    assert_eq!(entries.len(), 7);
    let mut ids: Vec<&str> = entries.iter().map(|e| e["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), entries.len());
    for entry in entries {
        assert!(
            entry["identifiers"]
                .as_array()
                .is_some_and(|i| !i.is_empty())
        );
        let location = &entry["location"];
        assert_eq!(location["image"], "registry.example/shop/web:1.4");
        assert_eq!(location["operating_system"], "debian:12");
        assert!(location["dependency"]["package"]["name"].is_string());
        assert!(location["dependency"]["version"].is_string());
    }
    let quality: Value = serde_json::from_str(&text("gitlab-codequality", &everything())).unwrap();
    let quality = quality.as_array().unwrap();
    let names: Vec<&str> = quality
        .iter()
        .map(|entry| entry["check_name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["github-token", "root-user", "expired-waiver"]);
    assert_eq!(quality[2]["location"]["path"], "seaworthy.yaml");
    assert_eq!(quality[2]["location"]["lines"]["begin"], 14);
}
