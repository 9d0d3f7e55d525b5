//! Gate by rule by finding.

use jiff::civil::date;
use seaworthy_model::{Confidence, Decision, Finding, Gate, Severity};

use crate::samples::{
    TODAY, changed, decide, decision, deny, image, policy, secret, setting, unknown, weakness,
};

/// Rule, findings that it denies, findings that it leaves.
type Case = (&'static str, Vec<Finding>, Vec<Finding>);

fn names_of_things() -> Vec<Case> {
    let cve = || weakness("CVE-2026-0001", Severity::High);
    let root = || setting("root-user", "IMG-03", Severity::High);
    let key = || secret("github-token", Confidence::High, "srv/app/.env");
    vec![
        ("{controls: [IMG-03]}", vec![root()], vec![cve(), key()]),
        ("{controls: ['IMG-*']}", vec![root(), cve(), key()], vec![]),
        (
            "{checks: [root-user, hard-coded-*]}",
            vec![root(), key()],
            vec![cve()],
        ),
        ("{rules: ['github-*']}", vec![key()], vec![cve(), root()]),
        (
            "{cves: [cve-2026-0001]}",
            vec![cve()],
            vec![root(), weakness("CVE-2026-2", Severity::High)],
        ),
        ("{cves: ['GHSA-2026-*']}", vec![cve()], vec![root()]),
        ("{packages: [openssl]}", vec![cve()], vec![root()]),
        (
            "{packages: ['pkg:deb/debian/openssl@3.0.11-1']}",
            vec![cve()],
            vec![root()],
        ),
        ("{packages: ['pkg:npm/**']}", vec![], vec![cve()]),
        ("{ecosystems: ['Debian:*']}", vec![cve()], vec![root()]),
        ("{paths: ['/srv/**']}", vec![key()], vec![cve(), root()]),
        ("{paths: ['srv/*']}", vec![], vec![key()]),
        (
            "{images: ['registry.example.com/shop/*']}",
            vec![cve(), root()],
            vec![],
        ),
        (
            "{images: ['registry.example.com/*']}",
            vec![],
            vec![cve(), root()],
        ),
        (
            "{subjects: [file, package]}",
            vec![key(), cve()],
            vec![root()],
        ),
        (
            "{checks: [root-user], severity: critical}",
            vec![],
            vec![root()],
        ),
    ]
}

fn numbers() -> Vec<Case> {
    let cve = |severity| weakness("CVE-2026-0001", severity);
    let high = || cve(Severity::High);
    let root = || setting("root-user", "IMG-03", Severity::High);
    let unscored = || changed("CVE-2026-3", |v| (v.scores.clear(), v.epss = None).0);
    let unfixed = || changed("CVE-2026-4", |v| v.fixed.clear());
    let exploited = || changed("CVE-2026-5", |v| v.known_exploited = Some(date(2026, 1, 1)));
    let dev = || changed("CVE-2026-6", |v| v.development = true);
    vec![
        (
            "{severity: high}",
            vec![high(), cve(Severity::Critical), root()],
            vec![cve(Severity::Medium), cve(Severity::Unknown)],
        ),
        (
            "{unrated: true}",
            vec![cve(Severity::Unknown)],
            vec![high(), root()],
        ),
        (
            "{confidence: medium}",
            vec![root(), secret("x", Confidence::Medium, "a")],
            vec![secret("x", Confidence::Low, "a")],
        ),
        ("{risk: 5}", vec![root()], vec![]),
        ("{risk: 5.1}", vec![], vec![root()]),
        ("{cvss: 8.1}", vec![high()], vec![unscored(), root()]),
        ("{cvss: 8.2}", vec![], vec![high()]),
        ("{epss: 0.4}", vec![high()], vec![unscored(), root()]),
        (
            "{known_exploited: true}",
            vec![exploited()],
            vec![high(), root()],
        ),
        (
            "{known_exploited: false}",
            vec![high(), root()],
            vec![exploited()],
        ),
        ("{fixable: true}", vec![high()], vec![unfixed(), root()]),
        ("{fixable: false}", vec![unfixed(), root()], vec![high()]),
        ("{development: false}", vec![high(), root()], vec![dev()]),
        ("{development: true}", vec![dev()], vec![high(), root()]),
    ]
}

fn ages() -> Vec<Case> {
    let since = |day| changed("CVE-2026-7", |v| v.fix_available_since = Some(day));
    let published = |day| changed("CVE-2026-8", |v| v.published = Some(day));
    let unfixed = || {
        changed("CVE-2026-9", |v| {
            v.fixed.clear();
            v.published = Some(date(2020, 1, 1));
        })
    };
    vec![(
        "{fix_age_days: 14}",
        // The last has no date at all: a fix of unknown age counts as old enough.
        vec![
            since(date(2026, 5, 18)),
            published(date(2026, 5, 1)),
            changed("CVE-2026-1", |_| ()),
        ],
        vec![
            since(date(2026, 5, 19)),
            published(date(2026, 5, 30)),
            since(date(2027, 1, 1)),
            unfixed(),
        ],
    )]
}

#[test]
fn a_rule_denies_what_all_its_selectors_hold_of() {
    for (rule, denied, left) in names_of_things().into_iter().chain(numbers()).chain(ages()) {
        let policy = deny(rule);
        for (findings, expected) in [(denied, Decision::Deny), (left, Decision::Allow)] {
            for finding in findings {
                assert_eq!(decision(&policy, &finding), expected, "{rule} {finding:#?}");
            }
        }
    }
}

#[test]
fn a_rule_holds_at_its_own_gate_only() {
    for gate in Gate::ALL {
        let policy = policy(&format!(
            "version: 1\ngates:\n  {gate}:\n    deny: [{{severity: low}}]\n    unknowns: allow\n"
        ));
        for other in Gate::ALL {
            let mut findings = vec![setting("root-user", "IMG-03", Severity::High)];
            let verdict = policy.decide(other, &mut findings, &[], &[image()], TODAY);
            let expected = if gate == other {
                Decision::Deny
            } else {
                Decision::Allow
            };
            assert_eq!(verdict.decision, expected, "{gate} at {other}");
            assert_eq!(verdict.gate, other);
        }
    }
}

#[test]
fn deny_is_stronger_than_warn_and_every_finding_has_one_reason() {
    let policy = policy(
        "version: 1
gates:
  ci:
    warn:
      - {severity: low, message: look}
    deny:
      - {checks: [root-user], message: no root}
      - {severity: high, message: high}
",
    );
    let mut findings = vec![
        weakness("CVE-2026-0002", Severity::Medium),
        setting("root-user", "IMG-03", Severity::High),
        weakness("CVE-2026-0001", Severity::High),
        setting("missing-source-label", "IMG-04", Severity::Negligible),
    ];
    let verdict = decide(&policy, &mut findings);
    let reasons: Vec<_> = verdict
        .reasons
        .iter()
        .map(|reason| {
            (
                reason.decision,
                reason.rule.as_str(),
                reason.message.as_str(),
            )
        })
        .collect();
    assert_eq!(
        reasons,
        [
            (Decision::Deny, "gates.ci.deny[1]", "high"),
            (Decision::Deny, "gates.ci.deny[0]", "no root"),
            (Decision::Warn, "gates.ci.warn[0]", "look"),
        ]
    );
    assert_eq!(
        verdict.reasons[0].finding.as_ref(),
        Some(&findings[2].fingerprint)
    );
    assert_eq!(verdict.policy, "seaworthy.yaml");

    // The order of the findings does not matter.
    findings.reverse();
    assert_eq!(decide(&policy, &mut findings), verdict);
}

#[test]
fn silence_is_no_pass_unless_the_policy_says_so() {
    let cases = [
        ("", Decision::Warn),
        ("deny", Decision::Deny),
        ("allow", Decision::Allow),
    ];
    for (word, expected) in cases {
        let gates = match word {
            "" => String::new(),
            word => format!("gates:\n  all:\n    unknowns: {word}\n"),
        };
        let policy = policy(&format!("version: 1\n{gates}"));
        let verdict = policy.decide(Gate::Ci, &mut Vec::new(), &[unknown()], &[], TODAY);
        assert_eq!(verdict.decision, expected, "{word}");
        if expected != Decision::Allow {
            assert_eq!(
                verdict.reasons[0].message,
                "layer 3 is not known: it is truncated"
            );
            assert!(verdict.reasons[0].rule.ends_with(".unknowns"), "{word}");
        }
    }
}

#[test]
fn a_gate_speaks_before_all_gates_and_a_file_before_what_it_inherits() {
    let policy = policy(
        "version: 1
extends: production
gates: {all: {unknowns: warn}, ci: {unknowns: allow}}
",
    );
    let at = |gate| {
        policy
            .decide(gate, &mut Vec::new(), &[unknown()], &[], TODAY)
            .decision
    };
    assert_eq!(at(Gate::Ci), Decision::Allow);
    assert_eq!(at(Gate::Admission), Decision::Warn);
}

#[test]
fn a_cve_on_the_deny_list_is_denied_under_any_of_its_ids() {
    let policy = policy("version: 1\ncves:\n  deny: [CVE-2026-2, ghsa-2026-0001]\n");
    let mut findings = vec![weakness("CVE-2026-0001", Severity::Negligible)];
    let verdict = decide(&policy, &mut findings);
    assert_eq!(verdict.decision, Decision::Deny);
    assert_eq!(verdict.reasons[0].rule, "cves.deny[1]");
    assert_eq!(
        decision(&policy, &weakness("CVE-2026-3", Severity::Critical)),
        Decision::Allow
    );
}

#[test]
fn an_image_from_elsewhere_is_a_finding_and_denied_where_asked() {
    let trust = |list: &str| {
        policy(&format!(
            "version: 1\nextends: baseline\nregistries: {{trusted: [{list}]}}\n"
        ))
    };
    let cases = [
        ("registry.example.com", true),
        ("registry.example.com/shop/*", true),
        ("registry.example.com/**", true),
        ("registry.example.com/*", false),
        ("docker.io/library/*", false),
        ("example.com", false),
    ];
    for (list, trusted) in cases {
        let mut findings = Vec::new();
        let verdict = trust(list).decide(Gate::Admission, &mut findings, &[], &[image()], TODAY);
        assert_eq!(findings.is_empty(), trusted, "{list}");
        assert_eq!(verdict.decision == Decision::Allow, trusted, "{list}");
    }
    let mut findings = Vec::new();
    let _ = trust("docker.io").decide(Gate::Ci, &mut findings, &[], &[image()], TODAY);
    assert_eq!(findings[0].check, "untrusted-registry");
    assert_eq!(findings[0].control.as_str(), "PRV-01");

    // What was read from an archive comes from no registry.
    let mut archive = image();
    archive.has_reference = false;
    let mut findings = Vec::new();
    let _ = trust("docker.io").decide(Gate::Admission, &mut findings, &[], &[archive], TODAY);
    assert_eq!(findings, []);
}

#[test]
fn in_a_folder_each_finding_belongs_to_its_own_image() {
    let mut other = image();
    other.name = "other.tar".into();
    let policy = deny("{images: [other.tar], severity: low}");
    let mut here = setting("root-user", "IMG-03", Severity::High);
    here.subject.within = Some("other.tar".into());
    let mut there = here.clone();
    there.subject.within = Some(image().name);
    let both = [image(), other];
    let verdict = |finding: &Finding| {
        policy
            .decide(Gate::Ci, &mut vec![finding.clone()], &[], &both, TODAY)
            .decision
    };
    assert_eq!(verdict(&here), Decision::Deny);
    assert_eq!(verdict(&there), Decision::Allow);
}
