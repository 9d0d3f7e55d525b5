//! Every question about pods and Compose services that tools of the field ask is answered, by a
//! check or by a reason.

use std::collections::{BTreeMap, BTreeSet};

use seaworthy_checks_workload::{CHECKS, compose};

/// Numbers of questions with the checks that answer them; `-` stands for a reason in the document.
const UNION: &str = include_str!("union.tsv");
const NOT_MADE: &str = include_str!("../../../../../docs/reference/checks-not-made.md");

#[test]
fn every_question_about_pods_and_services_is_answered() {
    let of_pods = CHECKS.iter().map(|check| check.id());
    let of_services = compose::CHECKS.iter().map(|check| check.id());
    let ids: BTreeSet<&str> = of_pods.chain(of_services).collect();
    let mut answers: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for line in UNION.lines() {
        let (row, answer) = line.split_once('\t').unwrap();
        let row = answers.entry(row.parse().unwrap()).or_default();
        row.push(answer);
    }
    let wanted = (1..=83).chain(154..=181).chain(369..=389).chain([402]);
    assert!(answers.keys().copied().eq(wanted));
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
