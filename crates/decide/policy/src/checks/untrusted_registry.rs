//! An image comes from a registry that the policy trusts.
//!
//! # Why
//! Whoever controls a registry decides what a name means. An image from a registry that nobody
//! chose runs with the same rights as one that was built in the house.
//!
//! # Fix
//! Copy the image into a trusted registry after it passed the gate, and use it from there; or add
//! the registry to `registries.trusted` if it deserves it.
//!
//! # See
//! NIST SP 800-190 4.2.1

use seaworthy_model::{
    Confidence, ControlId, Evidence, Finding, Fingerprint, Location, Remedy, Risk, Severity,
    Subject, SubjectKind,
};

use super::OwnCheck;
use crate::image::ImageContext;
use crate::policy::Policy;

pub(super) static CHECK: OwnCheck = OwnCheck {
    id: "untrusted-registry",
    control: ControlId::known("PRV-01"),
    severity: Severity::High,
    source: include_str!("untrusted_registry.rs"),
};

/// One finding for each image by reference whose registry no list names. Without a list every
/// registry is trusted; an archive or folder has no registry.
pub(crate) fn untrusted_registries(policy: &Policy, images: &[ImageContext]) -> Vec<Finding> {
    if policy.trusted.is_empty() {
        return Vec::new();
    }
    images
        .iter()
        .filter(|image| image.has_reference)
        .filter(|image| {
            let full = image.full_repository();
            !policy
                .trusted
                .iter()
                .any(|trusted| trusted.patterns.matches(&full))
        })
        .map(|image| finding(policy, image))
        .collect()
}

fn finding(policy: &Policy, image: &ImageContext) -> Finding {
    let full = image.full_repository();
    let lists: Vec<&str> = policy
        .trusted
        .iter()
        .map(|trusted| trusted.path.as_str())
        .collect();
    Finding {
        fingerprint: Fingerprint::of(&[CHECK.id, &full]),
        check: CHECK.id.to_owned(),
        control: CHECK.control.clone(),
        rule: None,
        message: format!("the image comes from `{full}`, which is not trusted"),
        severity: CHECK.severity,
        confidence: Confidence::High,
        risk: Risk::new(8.0),
        subject: Subject {
            kind: SubjectKind::Image,
            name: image.name.clone(),
            within: None,
        },
        location: Location::object("name"),
        related: Vec::new(),
        evidence: vec![
            Evidence::new("repository", full),
            Evidence::new("trusted by", lists.join(", ")),
        ],
        remedy: Some(Remedy::action(
            "use the image from a trusted registry, or add this one to `registries.trusted`",
        )),
        vulnerability: None,
        waived: None,
        statement: None,
        origin: None,
    }
}
