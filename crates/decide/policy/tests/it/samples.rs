//! Findings, images and names that the other tests share.

use std::sync::Arc;

use jiff::civil::{Date, date};
use seaworthy_model::{
    Confidence, ControlId, Cvss, Decision, Epss, Finding, Fingerprint, Gate, Location, Remedy,
    Risk, Score, Severity, Subject, SubjectKind, Unknown, Verdict, Vulnerability,
};
use seaworthy_policy::{ImageContext, Known, Policy, PolicyErrors};

pub(crate) const TODAY: Date = date(2026, 6, 1);

pub(crate) fn known() -> Known {
    let checks = [
        "vulnerable-package",
        "end-of-life-distribution",
        "hard-coded-secret",
        "root-user",
        "unresolved-user",
        "mutable-tag",
        "missing-healthcheck",
        "setuid-file",
        "shell-left-in",
        "package-manager-left-in",
        "compiler-left-in",
        "debugger-left-in",
        "world-writable-file",
        "exposed-admin-port",
        "pod-security-baseline",
        "pod-security-restricted",
        "missing-source-label",
        "unnamed-base",
    ];
    let controls = [
        "IMG-01", "IMG-02", "IMG-03", "IMG-04", "IMG-06", "IMG-08", "PRV-01",
    ];
    Known {
        checks: checks.map(str::to_owned).to_vec(),
        controls: controls.map(str::to_owned).to_vec(),
    }
}

pub(crate) fn parse(text: &str) -> Result<Policy, PolicyErrors> {
    Policy::parse(text, "seaworthy.yaml", &known())
}

pub(crate) fn policy(text: &str) -> Policy {
    parse(text).unwrap_or_else(|errors| panic!("{errors}\n{text}"))
}

/// A policy with one deny rule at every gate, given as flow mapping.
pub(crate) fn deny(rule: &str) -> Policy {
    policy(&format!(
        "version: 1\ngates:\n  all:\n    deny:\n      - {rule}\n"
    ))
}

pub(crate) fn setting(check: &str, control: &'static str, severity: Severity) -> Finding {
    Finding {
        fingerprint: Fingerprint::of(&[check]),
        check: check.into(),
        control: ControlId::known(control),
        rule: None,
        message: format!("{check} in words"),
        severity,
        confidence: Confidence::High,
        risk: Risk::new(5.0),
        subject: Subject {
            kind: SubjectKind::Setting,
            name: "config".into(),
            within: None,
        },
        location: Location::object("config.User"),
        related: Vec::new(),
        evidence: Vec::new(),
        remedy: None,
        vulnerability: None,
        waived: None,
        statement: None,
        origin: None,
    }
}

pub(crate) fn secret(rule: &str, confidence: Confidence, path: &str) -> Finding {
    Finding {
        fingerprint: Fingerprint::of(&["hard-coded-secret", rule, path]),
        rule: Some(rule.into()),
        confidence,
        location: Location::file(path),
        subject: Subject {
            kind: SubjectKind::File,
            name: path.into(),
            within: None,
        },
        remedy: Some(Remedy::action("revoke it")),
        ..setting("hard-coded-secret", "IMG-06", Severity::High)
    }
}

pub(crate) fn weakness(id: &str, severity: Severity) -> Finding {
    let vulnerability = Vulnerability {
        id: id.into(),
        aliases: vec![id.replace("CVE", "GHSA")],
        ecosystem: "Debian:12".into(),
        purl: "pkg:deb/debian/openssl@3.0.11-1?arch=amd64".into(),
        package: "openssl".into(),
        installed: "3.0.11-1".into(),
        fixed: vec!["3.0.13-1".into()],
        scores: vec![Score {
            source: "Debian".into(),
            severity,
            cvss: Some(Cvss {
                vector: String::new(),
                score: 8.1,
            }),
        }],
        epss: Some(Epss {
            score: 0.4,
            percentile: 0.9,
        }),
        ..Vulnerability::default()
    };
    Finding {
        fingerprint: Fingerprint::of(&["vulnerable-package", id]),
        rule: Some(id.into()),
        subject: Subject {
            kind: SubjectKind::Package,
            name: vulnerability.purl.clone(),
            within: None,
        },
        location: Location::file("var/lib/dpkg/status"),
        vulnerability: Some(Arc::new(vulnerability)),
        ..setting("vulnerable-package", "IMG-01", severity)
    }
}

/// A weakness that was changed in some detail.
pub(crate) fn changed(id: &str, change: impl FnOnce(&mut Vulnerability)) -> Finding {
    let mut finding = weakness(id, Severity::High);
    change(Arc::make_mut(finding.vulnerability.as_mut().unwrap()));
    finding
}

pub(crate) fn image() -> ImageContext {
    ImageContext {
        name: "registry.example.com/shop/web:1.2".into(),
        has_reference: true,
        registry: "registry.example.com".into(),
        repository: "shop/web".into(),
        tag: "1.2".into(),
        labels: [("team".to_owned(), "web".to_owned())].into(),
        distro: "debian".into(),
        distro_version: "12".into(),
        created: Some(date(2026, 5, 1)),
        ..ImageContext::default()
    }
}

pub(crate) fn decide(policy: &Policy, findings: &mut Vec<Finding>) -> Verdict {
    policy.decide(Gate::Ci, findings, &[], &[image()], TODAY)
}

pub(crate) fn decision(policy: &Policy, finding: &Finding) -> Decision {
    decide(policy, &mut vec![finding.clone()]).decision
}

pub(crate) fn unknown() -> Unknown {
    Unknown::new("layer 3", "it is truncated")
}

/// A text with its long lines folded, so that a snapshot keeps to the width of the source.
pub(crate) fn folded(text: &str) -> String {
    let mut folded = String::new();
    for line in text.lines() {
        let mut width = 0;
        for word in line.split_inclusive(' ') {
            if width + word.trim_end().chars().count() > 84 {
                folded.truncate(folded.trim_end().len());
                folded.push_str("\n      ");
                width = 6;
            }
            folded.push_str(word);
            width += word.chars().count();
        }
        folded.push('\n');
    }
    folded
}
