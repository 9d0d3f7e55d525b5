//! Every question about clusters that tools of the field ask is answered, by a check or by a
//! reason.

use std::collections::{BTreeMap, BTreeSet};

use seaworthy_checks_cluster::CHECKS;

/// Numbers of questions with the checks that answer them; `-` stands for a reason in the document.
const UNION: &str = include_str!("union.tsv");
const NOT_MADE: &str = include_str!("../../../../../docs/reference/checks-not-made.md");

#[test]
fn every_question_about_clusters_is_answered() {
    let ids: BTreeSet<&str> = CHECKS.iter().map(|check| check.id()).collect();
    let mut answers: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for line in UNION.lines() {
        let (row, answer) = line.split_once('\t').unwrap();
        let row = answers.entry(row.parse().unwrap()).or_default();
        row.push(answer);
    }
    // Rights, network; namespaces, hygiene, control plane, files of nodes, clouds.
    for row in (84..=153).chain(182..=297) {
        assert!(answers.contains_key(&row), "row {row} is not answered");
    }
    for (row, answers) in answers {
        for answer in answers {
            if answer == "-" {
                let start = format!("| {row} |");
                let told = NOT_MADE.lines().any(|line| line.starts_with(&start));
                assert!(told, "row {row} has no reason");
            } else {
                assert!(ids.contains(answer), "row {row}: no check {answer}");
            }
        }
    }
}
