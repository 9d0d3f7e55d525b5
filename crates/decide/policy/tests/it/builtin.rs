//! The built-in policies: what each decides of typical findings.

use seaworthy_model::{Confidence, Decision, Finding, Gate, Severity};
use seaworthy_policy::{Builtin, Policy};

use crate::samples::{TODAY, changed, image, known, secret, setting, unknown, weakness};

fn decide(builtin: Builtin, gate: Gate, finding: Finding) -> Decision {
    let policy = Policy::builtin(builtin);
    policy
        .decide(gate, &mut vec![finding], &[], &[image()], TODAY)
        .decision
}

#[test]
fn each_decides_of_typical_findings_as_its_name_promises() {
    use Decision::{Allow, Deny, Warn};
    let cve = |severity| weakness("CVE-2026-0001", severity);
    let unfixed = |severity| {
        let mut finding = changed("CVE-2026-0002", |v| v.fixed.clear());
        finding.severity = severity;
        finding
    };
    let exploited = changed("CVE-2026-3", |v| {
        v.known_exploited = Some(TODAY);
        v.fixed.clear();
    });
    let token = |confidence| secret("token", confidence, "a/.env");
    // Finding, then what baseline, restricted and production decide.
    let table = [
        (exploited, [Deny, Deny, Deny]),
        (cve(Severity::Critical), [Deny, Deny, Deny]),
        (unfixed(Severity::Critical), [Warn, Warn, Deny]),
        (cve(Severity::High), [Warn, Deny, Deny]),
        (unfixed(Severity::High), [Warn, Warn, Warn]),
        (cve(Severity::Medium), [Allow, Warn, Warn]),
        (cve(Severity::Low), [Allow, Allow, Allow]),
        (cve(Severity::Unknown), [Allow, Allow, Warn]),
        (token(Confidence::High), [Deny, Deny, Deny]),
        (token(Confidence::Medium), [Warn, Deny, Deny]),
        (token(Confidence::Low), [Warn, Warn, Warn]),
        (
            setting("root-user", "IMG-03", Severity::Medium),
            [Warn, Deny, Deny],
        ),
        (
            setting("end-of-life-distribution", "IMG-01", Severity::Medium),
            [Warn, Deny, Deny],
        ),
        (
            setting("mutable-tag", "IMG-04", Severity::Medium),
            [Allow, Warn, Deny],
        ),
        (
            setting("setuid-file", "IMG-02", Severity::Low),
            [Allow, Warn, Warn],
        ),
        (
            setting("shell-left-in", "IMG-02", Severity::Low),
            [Allow, Allow, Warn],
        ),
        (
            setting("exposed-admin-port", "IMG-02", Severity::Medium),
            [Allow, Deny, Deny],
        ),
    ];
    for (finding, expected) in table {
        for (builtin, expected) in Builtin::GRADED.into_iter().zip(expected) {
            for gate in Gate::ALL {
                let is = decide(builtin, gate, finding.clone());
                assert_eq!(is, expected, "{builtin} at {gate}: {finding:#?}");
            }
        }
    }
}

#[test]
fn only_production_denies_what_could_not_be_read() {
    for builtin in Builtin::ALL {
        let policy = Policy::builtin(builtin);
        let verdict = policy.decide(Gate::Ci, &mut Vec::new(), &[unknown()], &[], TODAY);
        let denies = builtin == Builtin::Production;
        assert_eq!(verdict.decision == Decision::Deny, denies, "{builtin}");
        assert_ne!(verdict.decision, Decision::Allow, "{builtin}");
    }
}

#[test]
fn each_uses_only_names_that_exist_and_says_what_it_is_for() {
    for builtin in Builtin::ALL {
        let policy = Policy::builtin(builtin);
        assert_eq!(policy.unknown_names(&known()), [""; 0], "{builtin}");
        assert_eq!(policy.name(), builtin.as_str());
        assert!(policy.explain(&[]).lines().count() >= 2, "{builtin}");
        assert_eq!(builtin.as_str().parse::<Builtin>().unwrap(), builtin);
    }
    let mut fewer = known();
    fewer.checks.retain(|check| check != "root-user");
    let missing = Policy::builtin(Builtin::Baseline).unknown_names(&fewer);
    assert_eq!(missing, ["root-user"]);
}

#[test]
fn a_policy_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&Policy::builtin(Builtin::Baseline));
}
