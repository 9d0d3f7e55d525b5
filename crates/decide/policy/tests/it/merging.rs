//! Properties of inheritance and of rules.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use seaworthy_model::{Decision, Finding, Gate, Severity};
use seaworthy_policy::{Builtin, Policy};

use crate::samples::{TODAY, changed, image, policy, secret, setting, unknown, weakness};

fn rule() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec!["low", "medium", "high", "critical", "unknown"])
            .prop_map(|word| format!("severity: {word}")),
        (0u8..=100).prop_map(|cents| format!("epss: {}", f32::from(cents) / 100.0)),
        (0u8..=100).prop_map(|tenths| format!("cvss: {}", f32::from(tenths) / 10.0)),
        any::<bool>().prop_map(|yes| format!("fixable: {yes}")),
        any::<bool>().prop_map(|yes| format!("known_exploited: {yes}")),
        prop::sample::select(vec!["root-user", "vulnerable-*", "*", "hard-coded-secret"])
            .prop_map(|check| format!("checks: ['{check}']")),
        (0u16..800).prop_map(|days| format!("fix_age_days: {days}")),
        prop::sample::select(vec![
            "finding.fixable",
            "finding.cvss > 7.0",
            "image.labels['x'] == 'y'"
        ])
        .prop_map(|when| format!("when: \"{when}\"")),
    ]
}

fn rules() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(rule().prop_map(|rule| format!("{{{rule}}}")), 0..5)
}

fn findings() -> impl Strategy<Value = Vec<Finding>> {
    let severity = prop::sample::select(Severity::ALL.to_vec());
    let one = (0u8..5, severity).prop_map(|(kind, severity)| match kind {
        0 => setting("root-user", "IMG-03", severity),
        1 => secret("token", seaworthy_model::Confidence::Medium, "a/.env"),
        2 => changed("CVE-2026-2", |weakness| weakness.fixed.clear()),
        3 => changed("CVE-2026-3", |weakness| {
            weakness.known_exploited = Some(TODAY);
        }),
        _ => weakness("CVE-2026-0001", severity),
    });
    prop::collection::vec(one, 0..6)
}

fn write(extends: Option<Builtin>, deny: &[String], warn: &[String]) -> Policy {
    let extends = extends
        .map(|builtin| format!("extends: {builtin}\n"))
        .unwrap_or_default();
    let (deny, warn) = (deny.join(", "), warn.join(", "));
    policy(&format!(
        "version: 1\n{extends}gates:\n  all:\n    deny: [{deny}]\n    warn: [{warn}]\n"
    ))
}

fn decide(policy: &Policy, findings: &[Finding]) -> Decision {
    policy
        .decide(Gate::Ci, &mut findings.to_vec(), &[], &[image()], TODAY)
        .decision
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        // The same cases every time: a failure of one run must be a failure of all.
        rng_seed: RngSeed::Fixed(20_260_601),
        ..ProptestConfig::default()
    })]

    #[test]
    fn inheriting_twice_changes_nothing(
        deny in rules(),
        base in prop::sample::select(Builtin::ALL.to_vec()),
        findings in findings(),
    ) {
        let once = write(Some(base), &deny, &[]);
        let twice = once.clone().inherit(&Policy::builtin(base));
        prop_assert_eq!(once.explain(&Gate::ALL), twice.explain(&Gate::ALL));
        prop_assert_eq!(decide(&once, &findings), decide(&twice, &findings));
    }

    #[test]
    fn another_deny_rule_never_makes_the_decision_milder(
        deny in rules(),
        warn in rules(),
        more in rule(),
        findings in findings(),
    ) {
        let before = decide(&write(None, &deny, &warn), &findings);
        let mut longer = deny.clone();
        longer.push(format!("{{{more}}}"));
        let after = decide(&write(None, &longer, &warn), &findings);
        prop_assert!(after >= before, "{before} became {after}");
    }

    #[test]
    fn to_inherit_never_makes_the_decision_milder(
        deny in rules(),
        warn in rules(),
        base in prop::sample::select(Builtin::ALL.to_vec()),
        findings in findings(),
    ) {
        let alone = decide(&write(None, &deny, &warn), &findings);
        let inheriting = decide(&write(Some(base), &deny, &warn), &findings);
        prop_assert!(inheriting >= alone);
        prop_assert!(inheriting >= decide(&Policy::builtin(base), &findings));
    }

    #[test]
    fn another_finding_never_makes_the_decision_milder(
        deny in rules(),
        findings in findings(),
    ) {
        let policy = write(Some(Builtin::Baseline), &deny, &[]);
        let all = decide(&policy, &findings);
        for finding in &findings {
            prop_assert!(all >= decide(&policy, std::slice::from_ref(finding)));
        }
    }
}

#[test]
fn each_built_in_policy_is_at_least_as_strict_as_the_one_before() {
    let findings = [
        weakness("CVE-2026-0001", Severity::High),
        setting("mutable-tag", "IMG-04", Severity::Low),
        setting("root-user", "IMG-03", Severity::Low),
    ];
    for finding in findings {
        for gate in Gate::ALL {
            let decisions = Builtin::GRADED.map(|builtin| {
                let mut findings = vec![finding.clone()];
                let policy = Policy::builtin(builtin);
                policy
                    .decide(gate, &mut findings, &[unknown()], &[image()], TODAY)
                    .decision
            });
            assert!(decisions.is_sorted(), "{gate}: {decisions:?}");
        }
    }
}

#[test]
fn an_inherited_rule_can_be_left_out_by_name() {
    let root = [setting("root-user", "IMG-03", Severity::Low)];
    let all = policy("version: 1\nextends: restricted\n");
    assert_eq!(decide(&all, &root), Decision::Deny);
    let ci = policy(
        "version: 1\nextends: restricted\ngates:\n  ci: {without: [root-user-deny, root-user]}\n",
    );
    assert_eq!(decide(&ci, &root), Decision::Allow);
    let at_admission = ci.decide(Gate::Admission, &mut root.to_vec(), &[], &[], TODAY);
    assert_eq!(at_admission.decision, Decision::Deny);
    assert_eq!(
        at_admission.reasons[0].rule,
        "restricted: gates.all.deny[2]"
    );
}
