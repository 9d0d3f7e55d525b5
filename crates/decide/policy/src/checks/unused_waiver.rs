//! Every waiver that concerns the target matches a finding.
//!
//! # Why
//! A waiver that matches nothing is a slip of the pen, so that the risk it means is not accepted;
//! or it is a leftover that will hide the next finding of its kind.
//!
//! # Fix
//! Compare its `check`, `cve` and `scope` with the finding that it means, or remove it.
//!
//! # See
//! NIST SP 800-53 RA-7

use std::collections::BTreeSet;

use jiff::civil::Date;
use seaworthy_model::{
    Confidence, ControlId, Evidence, Finding, Fingerprint, Location, Remedy, Risk, Severity,
    Subject, SubjectKind,
};

use super::OwnCheck;
use crate::image::ImageContext;
use crate::policy::Policy;
use crate::waiver::Waived;

pub(super) static CHECK: OwnCheck = OwnCheck {
    id: "unused-waiver",
    control: ControlId::known("IMG-01"),
    severity: Severity::Low,
    source: include_str!("unused_waiver.rs"),
};

/// One finding for each waiver that holds, concerns one of the images, and covered nothing. `used`
/// has the paths of those that did.
pub(crate) fn unused_waivers(
    policy: &Policy,
    used: &BTreeSet<&str>,
    images: &[ImageContext],
    today: Date,
) -> Vec<Finding> {
    let concerns = |waived: &Waived| match images {
        [] => waived.concerns(None),
        _ => images.iter().any(|image| waived.concerns(Some(image))),
    };
    policy
        .waivers
        .iter()
        .filter(|waived| waived.waiver.expires >= today)
        .filter(|waived| !used.contains(waived.path.as_str()) && concerns(waived))
        .map(|waived| {
            let message = format!("the waiver of {} matches no finding", waived.aim());
            let remedy = "compare its `check`, `cve` and `scope` with the finding that it means, \
                          or remove it";
            about(policy, waived, &CHECK, message, Risk::new(2.0), remedy)
        })
        .collect()
}

/// A finding about a waiver, which stands where the waiver stands.
pub(super) fn about(
    policy: &Policy,
    waived: &Waived,
    check: &OwnCheck,
    message: String,
    risk: Risk,
    remedy: &str,
) -> Finding {
    let waiver = &waived.waiver;
    let scope = serde_json::to_string(&waiver.scope).unwrap_or_default();
    let (named, cve) = (waiver.check.as_deref(), waiver.cve.as_deref());
    let parts = [
        check.id,
        named.unwrap_or_default(),
        cve.unwrap_or_default(),
        &scope,
    ];
    Finding {
        fingerprint: Fingerprint::of(&parts),
        check: check.id.to_owned(),
        control: check.control.clone(),
        rule: None,
        message,
        severity: check.severity,
        confidence: Confidence::High,
        risk,
        subject: Subject {
            kind: SubjectKind::Policy,
            name: waived.path.clone(),
            within: None,
        },
        location: Location::File {
            path: policy.name.clone(),
            line: Some(waived.line),
            column: None,
        },
        related: Vec::new(),
        evidence: vec![
            Evidence::new("owner", &waiver.owner),
            Evidence::new("reason", &waiver.reason),
            Evidence::new("expires", waiver.expires.to_string()),
        ],
        remedy: Some(Remedy::action(remedy)),
        vulnerability: None,
        waived: None,
        statement: None,
        origin: None,
    }
}
