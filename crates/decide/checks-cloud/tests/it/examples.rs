//! The examples of checks are read as files of the language that they are written in.

use std::sync::Arc;

use jiff::civil::date;
use seaworthy_check::{Reader, harness};
use seaworthy_checks_cloud::{CHECKS, Cloud, judge};
use seaworthy_cloud::{CloudContent, CloudFile, read};
use seaworthy_facts::manifest::Dialect;
use seaworthy_manifest::yaml;
use seaworthy_model::{Location, Outcome};

fn cloud(text: &str) -> Result<Cloud, String> {
    let bytes = text.as_bytes().to_vec();
    let content = if text.contains("Resources:") {
        CloudContent::Tree(Arc::new(yaml::read("a.yaml", &bytes, Dialect::Core)))
    } else if text.contains("@20") {
        CloudContent::Bicep(bytes)
    } else {
        CloudContent::Hcl(bytes)
    };
    let path = "example".to_owned();
    let facts = read(&[CloudFile { path, content }], &|_| None);
    let broken = facts
        .problems
        .iter()
        .find(|one| one.reason.contains("broken"));
    if let Some(problem) = broken {
        return Err(problem.reason.clone());
    }
    if facts.resources.is_empty() {
        return Err("it declares no resource".to_owned());
    }
    Ok(Cloud::new("example", facts, Some(date(2026, 11, 23))))
}

fn line(_: &str, location: &Location) -> Option<u32> {
    match location {
        Location::File { line, .. } => *line,
        _ => None,
    }
}

#[test]
fn every_check_is_documented_and_its_examples_hold() {
    let reader = Reader { read: cloud, line };
    if let Err(complaints) = harness::prove_with(CHECKS, &reader) {
        panic!("{}", complaints.join("\n"));
    }
}

#[test]
fn checks_stand_in_the_list_by_their_ids() {
    let ids: Vec<&str> = CHECKS.iter().map(|check| check.id()).collect();
    assert!(ids.is_sorted(), "{ids:?}");
}

#[test]
fn without_resources_no_question_arises() {
    for (check, judgement) in CHECKS.iter().zip(judge(&Cloud::default())) {
        assert_eq!(judgement.outcome, Outcome::NotApplicable, "{}", check.id());
    }
}

#[test]
fn what_is_not_known_is_no_finding() {
    let text = "variable \"v\" {}\nresource \"aws_db_instance\" \"a\" {\n  \
                publicly_accessible = var.v\n}\n";
    let cloud = cloud(text).unwrap();
    let check = CHECKS.iter().find(|check| check.id() == "public-database");
    let judgement = check.unwrap().run(&cloud);
    assert_eq!(judgement.outcome, Outcome::Unknown);
    assert_eq!(judgement.unknowns.len(), 1);
}

#[test]
fn a_finding_names_the_place_to_edit_and_where_the_value_comes_from() {
    let text = "variable \"open\" {\n  default = true\n}\nresource \"aws_db_instance\" \"a\" {\n  \
                publicly_accessible = var.open\n}\n";
    let cloud = cloud(text).unwrap();
    let check = CHECKS.iter().find(|check| check.id() == "public-database");
    let finding = check.unwrap().run(&cloud).findings.remove(0);
    assert_eq!(finding.location.to_string(), "example:5:3");
    assert_eq!(finding.related[0].to_string(), "example:2:13");
    assert_eq!(finding.message, "`aws_db_instance.a` has a public address");
}
