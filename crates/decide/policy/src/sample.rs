//! Two findings on which conditions are tried: one with every field, one with the least.

use std::sync::Arc;

use jiff::civil::Date;
use seaworthy_model::{
    Confidence, ControlId, Cvss, Epss, Finding, Fingerprint, Location, Remedy, Risk, Score,
    Severity, Subject, SubjectKind, Vulnerability,
};

/// A full weakness and a bare setting.
pub(crate) fn findings() -> (Finding, Finding) {
    let bare = Finding {
        fingerprint: Fingerprint::of(&["sample"]),
        check: "root-user".into(),
        control: ControlId::known("IMG-03"),
        rule: None,
        message: "the image runs as root".into(),
        severity: Severity::High,
        confidence: Confidence::High,
        risk: Risk::new(7.0),
        subject: Subject {
            kind: SubjectKind::Setting,
            name: "config.User".into(),
            within: None,
        },
        location: Location::object("config.User"),
        related: Vec::new(),
        evidence: Vec::new(),
        remedy: Some(Remedy::action("name a user")),
        vulnerability: None,
        waived: None,
        statement: None,
        origin: None,
    };
    let day = Date::constant(2026, 1, 1);
    let weakness = Vulnerability {
        id: "CVE-2026-0001".into(),
        aliases: vec!["GHSA-aaaa-bbbb-cccc".into()],
        ecosystem: "npm".into(),
        purl: "pkg:npm/left-pad@1.0.0".into(),
        package: "left-pad".into(),
        installed: "1.0.0".into(),
        fixed: vec!["1.0.1".into()],
        scores: vec![Score {
            source: "GitHub".into(),
            severity: Severity::Critical,
            cvss: Some(Cvss {
                vector: String::new(),
                score: 9.8,
            }),
        }],
        epss: Some(Epss {
            score: 0.9,
            percentile: 0.99,
        }),
        known_exploited: Some(day),
        published: Some(day),
        fix_available_since: Some(day),
        ..Vulnerability::default()
    };
    let full = Finding {
        check: "vulnerable-package".into(),
        control: ControlId::known("IMG-08"),
        rule: Some(weakness.id.clone()),
        subject: Subject {
            kind: SubjectKind::Package,
            name: weakness.purl.clone(),
            within: Some("registry.example.com/app:1".into()),
        },
        location: Location::file("app/package-lock.json"),
        vulnerability: Some(Arc::new(weakness)),
        ..bare.clone()
    };
    (full, bare)
}
