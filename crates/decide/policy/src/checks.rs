//! The policy's own checks: what is wrong with waivers, with where an image comes from, and with
//! the licences of its packages.

mod expired_waiver;
mod forbidden_licence;
mod unknown_licence;
mod untrusted_registry;
mod unused_waiver;

use seaworthy_check::{Answer, Doc, Unit, UnitKind};
use seaworthy_model::{ControlId, Finding, Severity, SubjectKind};

pub(crate) use expired_waiver::expired_waivers;
pub(crate) use forbidden_licence::forbidden_licence;
pub(crate) use unknown_licence::unknown_licence;
pub(crate) use untrusted_registry::untrusted_registries;
pub(crate) use unused_waiver::unused_waivers;

/// The ids of the policy's own checks.
pub const IDS: [&str; 5] = [
    "expired-waiver",
    FORBIDDEN_LICENCE,
    UNKNOWN_LICENCE,
    "untrusted-registry",
    "unused-waiver",
];

/// The check of licences that the lists of a policy refuse.
pub(crate) const FORBIDDEN_LICENCE: &str = "forbidden-licence";

/// The check of licences that nobody knows.
pub(crate) const UNKNOWN_LICENCE: &str = "unknown-licence";

/// A check of the policy itself.
pub(crate) struct OwnCheck {
    /// Its id.
    id: &'static str,
    /// The control that it answers.
    control: ControlId,
    /// How bad its findings are.
    severity: Severity,
    /// Its source, whose header is its documentation.
    source: &'static str,
}

static CHECKS: [&OwnCheck; 5] = [
    &expired_waiver::CHECK,
    &forbidden_licence::CHECK,
    &unknown_licence::CHECK,
    &untrusted_registry::CHECK,
    &unused_waiver::CHECK,
];

/// The units of this crate: the policy's own checks, and those of comments that ignore.
pub fn units() -> impl Iterator<Item = Unit> {
    let own = CHECKS.iter().map(|check| Unit {
        id: check.id.to_owned(),
        kind: UnitKind::Check,
        answer: Answer::Inspect,
        controls: vec![check.control.clone()],
        severity: Some(check.severity),
        doc: Doc::of_source(check.source),
    });
    own.chain(crate::ignores::units())
}

/// Whether the policy itself made a finding when it decided.
pub(crate) fn is_own(finding: &Finding) -> bool {
    IDS.contains(&finding.check.as_str())
        && matches!(
            finding.subject.kind,
            SubjectKind::Policy | SubjectKind::Image
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_is_listed_once_and_documented() {
        let listed: Vec<String> = units().map(|unit| unit.id).collect();
        let of_comments = crate::ignores::CHECKS.iter().map(|check| check.id());
        let all: Vec<&str> = IDS.into_iter().chain(of_comments).collect();
        assert_eq!(listed, all);
        for unit in units() {
            assert_eq!(unit.doc.missing(), [""; 0], "{}", unit.id);
            assert!(!unit.doc.see.is_empty(), "{}", unit.id);
        }
    }
}
