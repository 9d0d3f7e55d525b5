//! Which licences a policy lets pass.

use seaworthy_facts::{Package, PackageKind};
use seaworthy_model::{Decision, Finding, Location};
use seaworthy_policy::Policy;

use crate::samples::{TODAY, decide, image, known, policy};

fn package(licence: Option<&str>) -> Package {
    let path = "node_modules/a/package.json";
    let mut package = Package::new(PackageKind::Npm, "a", "1.0.0", path, "node-package");
    package.purl = "pkg:npm/a@1.0.0".to_owned();
    package.licence = licence.map(str::to_owned);
    package
}

fn judge(policy: &Policy, licence: Option<&str>) -> Vec<Finding> {
    let place = |package: &Package| Location::file(package.places[0].path.clone());
    policy.judge_licences(&[package(licence)], &image().name, &place)
}

/// What a list says of an expression: the check that fires, or nothing.
fn verdict(lists: &str, licence: &str) -> Option<String> {
    let policy = policy(&format!("version: 1\nlicences: {lists}\n"));
    let mut findings = judge(&policy, Some(licence));
    findings.pop().map(|finding| finding.check)
}

/// SPDX specification, Annex B: `OR` offers a choice, `AND` asks for both.
#[test]
fn the_best_of_alternatives_and_the_worst_of_what_holds_together_counts() {
    let (forbidden, unknown) = (Some("forbidden-licence"), Some("unknown-licence"));
    let allow = "{allow: [MIT, Apache-2.0]}";
    let deny = "{deny: ['GPL-*', AGPL-3.0-only]}";
    for (lists, licence, expected) in [
        (allow, "MIT", None),
        (allow, "MIT AND Apache-2.0", None),
        (allow, "GPL-3.0-only", forbidden),
        (allow, "GPL-3.0-only OR MIT", None),
        (allow, "GPL-3.0-only AND MIT", forbidden),
        (allow, "(GPL-3.0-only OR MIT) AND ISC", forbidden),
        (allow, "(GPL-3.0-only OR MIT) AND Apache-2.0", None),
        (allow, "LicenseRef-x", unknown),
        (allow, "LicenseRef-x OR MIT", None),
        (allow, "LicenseRef-x AND MIT", unknown),
        (allow, "LicenseRef-x AND ISC", forbidden),
        (deny, "MIT", None),
        (deny, "GPL-2.0-or-later", forbidden),
        (deny, "gpl of some kind", unknown),
        (deny, "LGPL-2.1-only", None),
        (deny, "MIT OR GPL-2.0-only", None),
        (deny, "LicenseRef-x", unknown),
        ("{deny: [LicenseRef-x]}", "LicenseRef-x", forbidden),
        ("{allow: [LicenseRef-x]}", "LicenseRef-x", None),
        ("{allow: [MIT], deny: [MIT]}", "MIT", forbidden),
        ("{allow: [Apache-1.1]}", "Apache-1.1+", None),
    ] {
        assert_eq!(
            verdict(lists, licence).as_deref(),
            expected,
            "{lists} {licence}"
        );
    }
}

#[test]
fn an_entry_with_an_exception_is_more_special_than_the_licence_alone() {
    let classpath = "GPL-2.0-only WITH Classpath-exception-2.0";
    let forbidden = Some("forbidden-licence");
    for (lists, licence, expected) in [
        ("{deny: [GPL-2.0-only]}", classpath, forbidden),
        ("{allow: [GPL-2.0-only]}", classpath, None),
        ("{deny: ['GPL-*']}", classpath, forbidden),
        (
            "{allow: ['GPL-2.0-only WITH Classpath-exception-2.0'], deny: [GPL-2.0-only]}",
            classpath,
            None,
        ),
        (
            "{allow: ['GPL-2.0-only WITH Classpath-exception-2.0']}",
            "GPL-2.0-only",
            forbidden,
        ),
    ] {
        assert_eq!(
            verdict(lists, licence).as_deref(),
            expected,
            "{lists} {licence}"
        );
    }
}

#[test]
fn the_lists_decide_at_every_gate_unless_a_waiver_covers_the_package() {
    let lists = "version: 1\nlicences: {deny: [GPL-3.0-only]}\n";
    let denying = policy(lists);
    let mut findings = judge(&denying, Some("GPL-3.0-only"));
    assert_eq!(findings[0].message, "a 1.0.0 comes under GPL-3.0-only");
    assert_eq!(findings[0].control.as_str(), "IMG-09");
    assert_eq!(
        findings[0].location.stable_path(),
        "node_modules/a/package.json"
    );
    let verdict = decide(&denying, &mut findings);
    assert_eq!(verdict.decision, Decision::Deny);
    assert_eq!(verdict.reasons[0].rule, "licences.deny");
    // Deciding again changes nothing.
    assert_eq!(decide(&denying, &mut findings), verdict);
    let waived = policy(&format!(
        "{lists}waivers:\n  - {{check: forbidden-licence, scope: {{packages: ['pkg:npm/a*']}}, \
         reason: Bought., owner: legal, expires: 2099-01-01}}\n"
    ));
    let mut findings = judge(&waived, Some("GPL-3.0-only"));
    assert_eq!(decide(&waived, &mut findings).decision, Decision::Allow);
    assert!(TODAY < findings[0].waived.as_ref().unwrap().expires);
}

#[test]
fn what_is_not_known_decides_as_the_policy_says() {
    for (said, expected) in [
        ("{deny: [MIT]}", Some(Decision::Warn)),
        ("{unknown: deny}", Some(Decision::Deny)),
        ("{unknown: warn}", Some(Decision::Warn)),
        ("{deny: [MIT], unknown: allow}", None),
    ] {
        let policy = policy(&format!("version: 1\nlicences: {said}\n"));
        let mut findings = judge(&policy, None);
        assert_eq!(findings.is_empty(), expected.is_none(), "{said}");
        let decision = decide(&policy, &mut findings).decision;
        assert_eq!(decision, expected.unwrap_or(Decision::Allow), "{said}");
    }
    assert_eq!(judge(&policy("version: 1\n"), None), []);
}

#[test]
fn a_name_that_can_match_nothing_is_an_error_with_its_place() {
    for (entry, help) in [
        ("GPL-2.0", "GPL-2.0-only"),
        ("Apache 2.0", "Apache-2.0"),
        ("MPL-2.O", "MPL-2.0"),
        ("MIT OR ISC", "SPDX"),
    ] {
        let text = format!("version: 1\nlicences:\n  allow:\n    - {entry}\n");
        let errors = Policy::parse(&text, "p.yaml", &known()).unwrap_err();
        let shown = errors.to_string();
        assert!(shown.contains("4:7") && shown.contains(help), "{shown}");
    }
}

#[test]
fn endless_expressions_are_unknown() {
    let long = format!("MIT{}", " AND MIT".repeat(100_000));
    assert_eq!(
        verdict("{allow: [MIT]}", &long).as_deref(),
        Some("unknown-licence")
    );
    let deep = format!("{}MIT{}", "(".repeat(5_000), ")".repeat(5_000));
    assert_eq!(verdict("{deny: [ISC]}", &deep), None);
}
