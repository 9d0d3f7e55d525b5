//! Every package has somebody who maintains it.
//!
//! # Why
//! Nobody will fix the next weakness of a package that nobody maintains, and nobody may even tell
//! of it.
//!
//! # Fix
//! Move to a maintained replacement; the advisory often names one.
//!
//! # See
//! RustSec, informational advisories

use std::sync::Arc;

use seaworthy_facts::Package;
use seaworthy_model::{Confidence, Evidence, Finding, Fingerprint, Remedy, Risk, Severity};

use super::{AdvisoryCheck, Found, IMAGES, LIBRARIES, control, identity, subject};
use crate::matching::Match;

pub(crate) static CHECK: AdvisoryCheck = AdvisoryCheck {
    id: "unmaintained-package",
    controls: &[IMAGES, LIBRARIES],
    severity: Some(Severity::Low),
    source: include_str!("unmaintained_package.rs"),
};

/// The finding of a package whose publisher says that nobody maintains it.
pub(super) fn finding(matched: &Match, package: &Package, found: &Found<'_>) -> Finding {
    let weakness = &matched.vulnerability;
    let [name, path] = identity(package);
    let shown = format!("{} {}", package.full_name(), package.version);
    Finding {
        fingerprint: Fingerprint::of(&[CHECK.id, &weakness.id, &name, &path]),
        check: CHECK.id.to_owned(),
        control: control(package),
        rule: Some(weakness.id.clone()),
        message: format!("nobody maintains {} ({})", shown.trim(), weakness.id),
        severity: Severity::Low,
        confidence: matched.confidence,
        risk: Risk::of_finding(Severity::Low, Confidence::High, Risk::new(7.0)),
        subject: subject(package, found),
        location: (found.location)(package),
        related: Vec::new(),
        evidence: vec![Evidence::new("advisory", weakness.advisories.join(" "))],
        remedy: Some(Remedy::action(format!(
            "Replace {} by a maintained package",
            package.full_name()
        ))),
        vulnerability: Some(Arc::clone(weakness)),
        waived: None,
        statement: None,
        origin: None,
    }
}
