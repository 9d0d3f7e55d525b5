//! What another base would change: the findings of one beside those of the other.

use std::collections::BTreeMap;

use seaworthy_model::{BaseEffect, Finding, Location, Origin, SubjectKind};

/// Compares the open findings that the base of the image `within` brings with those of another
/// base. A finding is the same where check, rule and subject are, whatever the version.
pub(crate) fn effect(within: &str, findings: &[Finding], other: &[Finding]) -> BaseEffect {
    let of_base = |finding: &&Finding| {
        finding.origin == Some(Origin::Base)
            && (finding.subject.within.as_deref() == Some(within) || finding.subject.name == within)
    };
    let brought = open(findings.iter().filter(of_base));
    let others = open(other.iter());
    let removed = brought.iter().filter(|(key, _)| !others.contains_key(*key));
    let added = others.iter().filter(|(key, _)| !brought.contains_key(*key));
    let sum = |all: &mut dyn Iterator<Item = f64>| all.sum::<f64>();
    let risk = sum(&mut removed.clone().map(|(_, risk)| *risk))
        - sum(&mut added.clone().map(|(_, risk)| *risk));
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    BaseEffect {
        of: count(brought.len()),
        removes: count(removed.count()),
        adds: count(added.count()),
        risk: (risk * 10.0).round() / 10.0,
    }
}

/// The risks of open findings, each once, without those of the configuration.
fn open<'f>(findings: impl Iterator<Item = &'f Finding>) -> BTreeMap<Key<'f>, f64> {
    findings
        .filter(|finding| !finding.is_settled() && is_of_content(finding))
        .map(|finding| (key(finding), f64::from(finding.risk.value())))
        .collect()
}

/// Whether a finding is about what lies in the layers.
fn is_of_content(finding: &Finding) -> bool {
    finding.subject.kind == SubjectKind::Package
        || matches!(finding.location, Location::Layer { .. })
        || finding.check == "end-of-life-distribution"
}

/// Check, rule, and what it is about: the package without its version, else the path.
type Key<'f> = (&'f str, Option<&'f str>, &'f str);

fn key(finding: &Finding) -> Key<'_> {
    let about = match (&finding.subject.kind, &finding.location) {
        (SubjectKind::Package, _) => unversioned(&finding.subject.name),
        (_, Location::Layer { path, .. }) => path.as_deref().unwrap_or_default(),
        _ => "",
    };
    (&finding.check, finding.rule.as_deref(), about)
}

/// A package URL up to its version: `pkg:deb/debian/curl` of `pkg:deb/debian/curl@7?arch=amd64`.
fn unversioned(purl: &str) -> &str {
    let end = purl.find('?').unwrap_or(purl.len());
    let bare = purl.get(..end).unwrap_or(purl);
    match bare.rfind('@') {
        // The `@` of an npm scope stands at the start of a part.
        Some(at) if !bare.get(..at).is_some_and(|before| before.ends_with('/')) => {
            bare.get(..at).unwrap_or(bare)
        }
        _ => bare,
    }
}

#[cfg(test)]
mod tests {
    use seaworthy_model::{AppliedWaiver, Risk};

    use super::super::tests::finding;
    use super::*;

    fn of(purl: &str, rule: &str, risk: f32, origin: Option<Origin>) -> Finding {
        let mut finding = finding(Location::object("x"));
        finding.subject.name = purl.into();
        finding.rule = Some(rule.into());
        finding.risk = Risk::new(risk);
        finding.origin = origin;
        finding
    }

    #[test]
    fn what_the_other_base_lacks_is_removed_and_versions_do_not_count() {
        let base = Some(Origin::Base);
        let own = [
            of("pkg:deb/debian/curl@1?arch=amd64", "CVE-1", 5.0, base),
            of("pkg:deb/debian/curl@1?arch=amd64", "CVE-2", 3.0, base),
            of("pkg:npm/@a/b@1", "CVE-3", 2.0, base),
            of("pkg:npm/c@1", "CVE-4", 9.0, Some(Origin::Own)),
        ];
        let other = [
            of("pkg:deb/debian/curl@2?arch=amd64", "CVE-2", 3.0, None),
            of("pkg:npm/@a/b@2", "CVE-3", 2.0, None),
            of("pkg:deb/debian/new@2", "CVE-5", 1.0, None),
        ];
        let found = effect("app", &own, &other);
        assert_eq!(
            (found.of, found.removes, found.adds, found.risk),
            (3, 1, 1, 4.0)
        );
        assert_eq!(effect("other", &own, &other).of, 0);
    }

    #[test]
    fn what_is_settled_or_of_the_configuration_is_left_out() {
        let mut settled = of("pkg:deb/debian/curl@1", "CVE-1", 5.0, Some(Origin::Base));
        settled.waived = Some(AppliedWaiver {
            reason: "accepted".into(),
            justification: None,
            owner: "team".into(),
            expires: jiff::civil::date(2027, 1, 1),
        });
        let mut config = of("app", "x", 5.0, None);
        config.subject.kind = SubjectKind::Image;
        let found = effect("app", &[settled], &[config]);
        assert_eq!(found, BaseEffect::default());
    }
}
