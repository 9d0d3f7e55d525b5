//! Tests of the whole group of image checks.

mod dockerfile;
mod imports;
mod union;

use seaworthy_check::{Exemplary as _, harness};
use seaworthy_checks_image::{CHECKS, Image, judge};
use seaworthy_model::Outcome;

#[test]
fn every_check_is_documented_and_its_examples_hold() {
    if let Err(complaints) = harness::prove(CHECKS) {
        panic!("{}", complaints.join("\n"));
    }
}

#[test]
fn checks_stand_in_the_list_by_their_ids() {
    let ids: Vec<&str> = CHECKS.iter().map(|check| check.id()).collect();
    assert!(ids.is_sorted(), "{ids:?}");
}

#[test]
fn a_root_file_system_is_not_judged_by_a_configuration_that_it_lacks() {
    let image = Image::of_example("name: rootfs").unwrap();
    for (check, judgement) in CHECKS.iter().zip(judge(&image)) {
        assert_ne!(judgement.outcome, Outcome::Fail, "{}", check.id());
    }
}

#[test]
fn a_finding_keeps_its_fingerprint_when_tag_and_line_change() {
    let secret = |name: &str, line: u32| {
        let text = format!(
            "name: {name}\nsecrets:\n  - {{rule: r, title: T, severity: high, confidence: high, \
             remedy: R, origin: {{kind: file, path: a, line: {line}, column: 1}}, \
             fingerprint: f, length: 3}}\n"
        );
        let image = Image::of_example(&text).unwrap();
        let findings: Vec<_> = judge(&image)
            .into_iter()
            .flat_map(|judgement| judgement.findings)
            .collect();
        findings
            .into_iter()
            .find(|finding| finding.check == "hard-coded-secret")
            .unwrap()
    };
    assert_eq!(
        secret("shop:1", 3).fingerprint,
        secret("shop:2", 9).fingerprint
    );
}
