//! Accepted risks: scope, expiry, and those that match nothing.

use seaworthy_model::{Decision, Finding, Gate, Severity};
use seaworthy_policy::Policy;

use crate::samples::{TODAY, changed, decide, image, policy, secret, setting, weakness};

fn with(waiver: &str) -> Policy {
    policy(&format!(
        "version: 1
gates: {{all: {{deny: [{{severity: low, subjects: [package, setting, file]}}]}}}}
waivers:
  - {waiver}
"
    ))
}

const SIGNED: &str = "reason: accepted, owner: web-team";

#[test]
fn a_waiver_covers_what_it_names_and_nothing_else() {
    let cve = weakness("CVE-2026-0001", Severity::High);
    let root = setting("root-user", "IMG-03", Severity::High);
    let key = secret(
        "github-token",
        seaworthy_model::Confidence::High,
        "srv/test/.env",
    );
    let print = root.fingerprint.clone();
    let print = format!("check: root-user, scope: {{fingerprints: [{print}]}}");
    let cases: Vec<(&str, &Finding, bool)> = vec![
        ("check: root-user", &root, true),
        ("check: root-user", &cve, false),
        ("cve: CVE-2026-0001", &cve, true),
        ("cve: ghsa-2026-0001", &cve, true),
        ("cve: CVE-2026-0002", &cve, false),
        ("cve: github-token", &key, true),
        ("check: root-user, cve: CVE-2026-0001", &cve, false),
        ("check: vulnerable-package, cve: CVE-2026-0001", &cve, true),
        (
            "cve: CVE-2026-0001, scope: {packages: ['open*']}",
            &cve,
            true,
        ),
        ("cve: CVE-2026-0001, scope: {packages: [curl]}", &cve, false),
        (
            "check: hard-coded-secret, scope: {paths: ['/srv/test/**']}",
            &key,
            true,
        ),
        (
            "check: hard-coded-secret, scope: {paths: ['srv/*']}",
            &key,
            false,
        ),
        (
            "check: root-user, scope: {images: ['registry.example.com/shop/web:*']}",
            &root,
            true,
        ),
        (
            "check: root-user, scope: {images: ['registry.example.com/shop/api']}",
            &root,
            false,
        ),
        (&print, &root, true),
        (
            "check: root-user, scope: {fingerprints: ['00']}",
            &root,
            false,
        ),
    ];
    for (aim, finding, covered) in cases {
        let policy = with(&format!("{{{aim}, {SIGNED}, expires: 2026-12-31}}"));
        let mut findings = vec![finding.clone()];
        let verdict = decide(&policy, &mut findings);
        assert_eq!(findings[0].waived.is_some(), covered, "{aim}");
        assert_eq!(verdict.decision == Decision::Allow, covered, "{aim}");
    }
}

#[test]
fn a_waiver_holds_on_its_last_day_and_is_a_finding_on_the_next() {
    for (expires, holds) in [("2026-06-01", true), ("2026-05-31", false)] {
        let policy = with(&format!(
            "{{check: root-user, {SIGNED}, expires: {expires}}}"
        ));
        let mut findings = vec![setting("root-user", "IMG-03", Severity::High)];
        let verdict = decide(&policy, &mut findings);
        assert_eq!(findings[0].waived.is_some(), holds, "{expires}");
        assert_eq!(verdict.decision == Decision::Allow, holds, "{expires}");
        let own: Vec<&str> = findings[1..]
            .iter()
            .map(|finding| finding.check.as_str())
            .collect();
        assert_eq!(own.is_empty(), holds, "{expires}");
        if !holds {
            assert_eq!(own, ["expired-waiver"]);
            assert_eq!(
                findings[1].message,
                "the waiver of root-user by web-team expired on 2026-05-31"
            );
            assert_eq!(findings[1].location.to_string(), "seaworthy.yaml:4");
        }
    }
}

#[test]
fn a_waiver_that_matches_nothing_is_reported_where_it_could_have() {
    let unused = |waiver: &str| {
        let policy = with(&format!("{{{waiver}, {SIGNED}, expires: 2026-12-31}}"));
        let mut findings = vec![weakness("CVE-2026-0001", Severity::High)];
        let _ = decide(&policy, &mut findings);
        findings
            .iter()
            .any(|finding| finding.check == "unused-waiver")
    };
    assert!(unused("check: root-user"));
    assert!(unused(
        "check: root-user, scope: {images: ['registry.example.com/**']}"
    ));
    // It speaks of another image.
    assert!(!unused("check: root-user, scope: {images: [other]}"));
    assert!(!unused("cve: CVE-2026-0001"));
}

#[test]
fn an_allowed_cve_is_a_waiver_everywhere_and_ends_like_one() {
    let allow = |expires: &str| {
        policy(&format!(
            "version: 1
gates: {{all: {{deny: [{{severity: high}}]}}}}
cves:
  allow: [{{id: CVE-2026-0001, {SIGNED}, expires: {expires}}}]
"
        ))
    };
    let mut findings = vec![weakness("CVE-2026-0001", Severity::High)];
    assert_eq!(
        decide(&allow("2026-12-31"), &mut findings).decision,
        Decision::Allow
    );
    assert_eq!(findings[0].waived.as_ref().unwrap().owner, "web-team");
    assert_eq!(
        decide(&allow("2025-12-31"), &mut findings).decision,
        Decision::Deny
    );
    assert_eq!(findings[0].waived, None);
    assert_eq!(findings[1].subject.name, "cves.allow[0]");
}

#[test]
fn what_is_on_the_deny_list_cannot_be_waived_under_another_name() {
    let policy = policy(&format!(
        "version: 1
cves:
  allow: [{{id: GHSA-2026-0001, {SIGNED}, expires: 2026-12-31}}]
  deny: [CVE-2026-0001]
"
    ));
    let mut findings = vec![weakness("CVE-2026-0001", Severity::High)];
    let verdict = decide(&policy, &mut findings);
    assert_eq!(verdict.decision, Decision::Deny);
    assert_eq!(findings[0].waived, None);
    assert_eq!(findings[1].check, "unused-waiver");
}

#[test]
fn deciding_again_changes_no_finding() {
    let policy = policy(&format!(
        "version: 1
extends: production
registries: {{trusted: [docker.io]}}
waivers:
  - {{check: root-user, {SIGNED}, expires: 2026-12-31}}
  - {{check: mutable-tag, {SIGNED}, expires: 2026-12-31}}
  - {{check: missing-source-label, {SIGNED}, expires: 2025-12-31}}
"
    ));
    let mut findings = vec![
        setting("root-user", "IMG-03", Severity::High),
        changed("CVE-2026-0001", |_| ()),
    ];
    let first = policy.decide(Gate::Ci, &mut findings, &[], &[image()], TODAY);
    let once = findings.clone();
    for gate in Gate::ALL {
        let _ = policy.decide(gate, &mut findings, &[], &[image()], TODAY);
        assert_eq!(findings, once);
    }
    assert_eq!(
        policy.decide(Gate::Ci, &mut findings, &[], &[image()], TODAY),
        first
    );
    let own: Vec<&str> = once[2..]
        .iter()
        .map(|finding| finding.check.as_str())
        .collect();
    assert_eq!(
        own,
        ["untrusted-registry", "expired-waiver", "unused-waiver"]
    );
}

#[test]
fn an_untrusted_registry_can_be_waived_for_one_image() {
    let policy = policy(&format!(
        "version: 1
extends: production
registries: {{trusted: [docker.io]}}
waivers:
  - {{check: untrusted-registry, {SIGNED}, expires: 2026-12-31, \
       scope: {{images: ['registry.example.com/shop/web']}}}}
"
    ));
    let mut findings = Vec::new();
    let verdict = policy.decide(Gate::Admission, &mut findings, &[], &[image()], TODAY);
    assert_eq!(verdict.decision, Decision::Allow);
    assert!(findings[0].waived.is_some());
}
