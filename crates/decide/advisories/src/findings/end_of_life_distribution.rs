//! The distribution is still supported by its vendor.
//!
//! # Why
//! After the end of support no fixes come, and often no advisories either: a scan of such an image
//! grows silent while it grows weaker.
//!
//! # Fix
//! Rebuild on a supported release of the distribution, or buy its extended support and scan with
//! data that covers it.
//!
//! # See
//! CIS Docker 4.4
//! NIST SP 800-190 4.1.1

use jiff::civil::Date;
use seaworthy_model::{
    Confidence, ControlId, Evidence, Finding, Fingerprint, Location, Remedy, Risk, Severity,
    Subject, SubjectKind,
};

use super::{AdvisoryCheck, Found};
use crate::matching::{Coverage, CoverageState};

const CONTROL: ControlId = ControlId::known("IMG-05");

pub(crate) static CHECK: AdvisoryCheck = AdvisoryCheck {
    id: "end-of-life-distribution",
    controls: &[CONTROL],
    severity: Some(Severity::High),
    source: include_str!("end_of_life_distribution.rs"),
};

/// The finding of a distribution whose support has ended.
pub(super) fn finding(coverage: &Coverage, since: Option<Date>, found: &Found<'_>) -> Finding {
    let name = coverage.proxy_for.as_ref().unwrap_or(&coverage.ecosystem);
    let when = since.map(|day| format!(" on {day}")).unwrap_or_default();
    let last = match coverage.state {
        CoverageState::EndOfLife {
            last_advisory: Some(day),
            ..
        } => day.to_string(),
        _ => "none".to_owned(),
    };
    Finding {
        fingerprint: Fingerprint::of(&[CHECK.id, name]),
        check: CHECK.id.to_owned(),
        control: CONTROL,
        rule: None,
        message: format!("support of {name} ended{when}"),
        severity: Severity::High,
        confidence: Confidence::High,
        risk: Risk::of_finding(Severity::High, Confidence::High, Risk::new(10.0)),
        subject: Subject {
            kind: SubjectKind::Image,
            name: found.within.to_owned(),
            within: None,
        },
        location: Location::object("distro.version_id"),
        related: Vec::new(),
        evidence: vec![
            Evidence::new("packages", coverage.packages.to_string()),
            Evidence::new("last advisory known", last),
        ],
        remedy: Some(Remedy::action(format!(
            "Rebuild on a supported release instead of {name}"
        ))),
        vulnerability: None,
        waived: None,
        statement: None,
        origin: None,
    }
}
