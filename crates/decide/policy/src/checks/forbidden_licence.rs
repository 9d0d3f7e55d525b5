//! Every package comes under a licence that the policy allows.
//!
//! # Why
//! Whoever ships an image ships every package in it, under the terms of each. Some terms ask for
//! what a product cannot give: its source, or that nobody earns money with it.
//!
//! # Fix
//! Replace the package by one with other terms, or remove it. If its owner offers several licences,
//! state the one that was chosen; if the terms are acceptable after all, add the licence to
//! `licences.allow`, or accept it for this package with a waiver.
//!
//! # See
//! ISO/IEC 5230:2020 3.3.2

use seaworthy_facts::Package;
use seaworthy_model::{
    Confidence, ControlId, Evidence, Finding, Fingerprint, Location, Remedy, Risk, Severity,
    Subject, SubjectKind,
};

use super::OwnCheck;

pub(super) static CHECK: OwnCheck = OwnCheck {
    id: super::FORBIDDEN_LICENCE,
    control: ControlId::known("IMG-09"),
    severity: Severity::Medium,
    source: include_str!("forbidden_licence.rs"),
};

/// The finding of a package whose licence is denied, or not among those that are allowed.
pub(crate) fn forbidden_licence(package: &Package, within: &str, location: Location) -> Finding {
    let licence = package.licence.as_deref().unwrap_or_default();
    let message = format!("{} comes under {licence}", shown(package));
    let remedy = "replace the package, or accept its licence in `licences.allow` or by a waiver";
    about(package, within, location, &CHECK, message, remedy)
}

/// Name and version as people write them.
pub(super) fn shown(package: &Package) -> String {
    format!("{} {}", package.full_name(), package.version)
        .trim_end()
        .to_owned()
}

/// A finding about the licence of a package.
pub(super) fn about(
    package: &Package,
    within: &str,
    location: Location,
    check: &OwnCheck,
    message: String,
    remedy: &str,
) -> Finding {
    let kind = package.kind.as_str();
    let licence = package.licence.as_deref().unwrap_or("none");
    let parts = [
        check.id,
        kind,
        &package.full_name(),
        licence,
        location.stable_path(),
    ];
    let mut evidence = vec![Evidence::new("licence", licence)];
    if !package.licences.is_empty() {
        evidence.push(Evidence::new("as written", package.licences.join(", ")));
    }
    Finding {
        fingerprint: Fingerprint::of(&parts),
        check: check.id.to_owned(),
        control: check.control.clone(),
        rule: package.licence.clone(),
        message,
        severity: check.severity,
        confidence: Confidence::High,
        risk: match check.severity {
            Severity::Medium => Risk::new(5.0),
            _ => Risk::new(2.0),
        },
        subject: Subject {
            kind: SubjectKind::Package,
            name: package.purl.clone(),
            within: Some(within.to_owned()),
        },
        location,
        related: Vec::new(),
        evidence,
        remedy: Some(Remedy::action(remedy)),
        vulnerability: None,
        waived: None,
        statement: None,
        origin: None,
    }
}
