//! CEL conditions at a gate.

use seaworthy_model::{Decision, Gate, Severity};

use crate::samples::{TODAY, decide, decision, deny, image, setting, weakness};

#[test]
fn a_condition_sees_the_finding_and_its_image() {
    let finding = weakness("CVE-2026-0001", Severity::High);
    let cases = [
        ("finding.cvss >= 8.1 && finding.epss == 0.4", true),
        (
            "finding.package == 'openssl' && finding.version.startsWith('3.0')",
            true,
        ),
        ("finding.severity_rank > 4", false),
        (
            "image.labels['team'] == 'web' && image.registry == 'registry.example.com'",
            true,
        ),
        ("image.age_days == 31", true),
        ("finding.fixed.exists(v, v == '3.0.13-1')", true),
        ("finding.id.matches('^CVE-2025-')", false),
        (
            "finding.subject_kind == 'package' && finding.layer == -1",
            true,
        ),
    ];
    for (when, met) in cases {
        let policy = deny(&format!("{{when: \"{when}\"}}"));
        let expected = if met { Decision::Deny } else { Decision::Allow };
        assert_eq!(decision(&policy, &finding), expected, "{when}");
    }
}

#[test]
fn a_condition_that_cannot_be_evaluated_counts_as_met_and_says_so() {
    let policy = deny("{when: \"image.labels['owner'] == 'web'\", message: foreign}");
    let mut findings = vec![setting("root-user", "IMG-03", Severity::Low)];
    let verdict = decide(&policy, &mut findings);
    assert_eq!(verdict.decision, Decision::Deny);
    assert_eq!(
        verdict.reasons[0].message,
        "foreign: the condition could not be evaluated and counts as met: there is no key `owner`"
    );
    // The other selectors still hold it back.
    let policy = deny("{when: \"image.labels['owner'] == 'web'\", severity: critical}");
    assert_eq!(decision(&policy, &findings[0]), Decision::Allow);
}

#[test]
fn an_image_with_too_many_labels_is_not_let_through() {
    let policy = deny("{when: \"image.labels.exists(key, key == 'bad')\"}");
    let finding = setting("root-user", "IMG-03", Severity::Low);
    let mut crowded = image();
    for number in 0..=seaworthy_policy::limits::CONDITION_ITEMS_MAX {
        crowded
            .labels
            .insert(format!("label-{number}"), String::new());
    }
    let verdict = policy.decide(Gate::Ci, &mut vec![finding], &[], &[crowded], TODAY);
    assert_eq!(verdict.decision, Decision::Deny);
    assert!(
        verdict.reasons[0]
            .message
            .contains("more than a condition may see")
    );
}
