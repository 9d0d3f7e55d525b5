//! Every question about Dockerfiles that tools of the field ask is answered, by a check or by a
//! reason.

use std::collections::{BTreeMap, BTreeSet};

use seaworthy_check::Check;
use seaworthy_checks_image::{CHECKS, Image, dockerfile};

/// Numbers of questions with the checks that answer them; `-` stands for a reason in the document.
const UNION: &str = include_str!("union.tsv");
const NOT_MADE: &str = include_str!("../../../../../docs/reference/checks-not-made.md");

#[test]
fn every_question_about_dockerfiles_is_answered() {
    let ids: BTreeSet<&str> = CHECKS
        .iter()
        .map(|check: &&Check<Image>| check.id())
        .collect();
    let of_files = dockerfile::CHECKS.iter().map(|check| check.id());
    let ids: BTreeSet<&str> = ids.into_iter().chain(of_files).collect();
    let mut answers: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for line in UNION.lines() {
        let (row, answer) = line.split_once('\t').unwrap();
        answers
            .entry(row.parse().unwrap())
            .or_default()
            .push(answer);
    }
    assert!(answers.keys().copied().eq(298..=368));
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
