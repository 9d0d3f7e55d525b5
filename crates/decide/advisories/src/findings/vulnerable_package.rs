//! No package has a known weakness.
//!
//! # Why
//! Known weaknesses are what attackers try first: exploits for them are public, and scanners look
//! for them around the clock.
//!
//! # Fix
//! Upgrade the package to a fixed version. For packages of the distribution that is mostly a
//! rebuild on a current base image; for libraries, a change of the lock file.
//!
//! # See
//! CIS Docker 4.4
//! NIST SP 800-190 4.1.1
//! OWASP Kubernetes Top Ten K02

use std::borrow::Cow;
use std::sync::Arc;

use seaworthy_facts::Package;
use seaworthy_model::{
    Confidence, Evidence, Exploitation, Finding, Fingerprint, FixState, Remedy, Risk, Severity,
    Vulnerability,
};

use super::functions;
use super::{About, AdvisoryCheck, Found, IMAGES, LIBRARIES};
use crate::matching::{Match, Notice};

pub(crate) static CHECK: AdvisoryCheck = AdvisoryCheck {
    id: "vulnerable-package",
    controls: &[IMAGES, LIBRARIES],
    severity: None,
    source: include_str!("vulnerable_package.rs"),
};

/// The finding of one weakness in one package.
pub(super) fn finding(matched: &Match, about: &About<'_>, found: &Found<'_>) -> Finding {
    let package = about.package;
    let weakness = &matched.vulnerability;
    // Headers have no code that runs: the weakness is in the kernel of the host.
    let severity = match matched.notice {
        Some(Notice::KernelHeaders) => Severity::Negligible,
        _ => weakness.severity(),
    };
    let exploitation = match matched.notice {
        Some(Notice::KernelHeaders) => Exploitation::default(),
        _ => Exploitation {
            cvss: weakness.cvss_score(),
            epss: weakness.epss.map(|epss| epss.score),
            known: weakness.known_exploited.is_some(),
        },
    };
    let functions = functions::look(&matched.imports, package, found.programs);
    let [name, path] = &about.identity;
    Finding {
        fingerprint: Fingerprint::of(&[CHECK.id, &weakness.id, name, path]),
        check: CHECK.id.to_owned(),
        control: about.control.clone(),
        rule: Some(weakness.id.clone()),
        message: [&about.shown, " is affected by ", &weakness.id].concat(),
        severity,
        confidence: if functions.absent {
            matched.confidence.min(Confidence::Medium)
        } else {
            matched.confidence
        },
        risk: weighed(Risk::of_weakness(severity, exploitation), functions.absent),
        subject: about.subject.clone(),
        location: about.location.clone(),
        related: about.related.clone(),
        evidence: evidence(matched, package, functions.evidence),
        remedy: Some(remedy(weakness, about)),
        vulnerability: Some(of_package(weakness, package)),
        waived: None,
        statement: None,
        origin: None,
    }
}

/// What is known of the weakness, shared by all images that have the package.
fn of_package(weakness: &Arc<Vulnerability>, package: &Package) -> Arc<Vulnerability> {
    let mut weakness = Arc::clone(weakness);
    if weakness.development != package.development {
        Arc::make_mut(&mut weakness).development = package.development;
    }
    weakness
}

/// A table of functions can miss what is reached in other ways, so that it takes at most three
/// tenths of the risk.
fn weighed(risk: Risk, functions_absent: bool) -> Risk {
    if functions_absent {
        Risk::new(risk.value() * 0.7)
    } else {
        risk
    }
}

fn evidence(matched: &Match, package: &Package, functions: Vec<Evidence>) -> Vec<Evidence> {
    let weakness = &matched.vulnerability;
    let mut evidence = vec![Evidence::new("matched in", weakness.ecosystem.clone())];
    if let Some(source) = package
        .source
        .as_ref()
        .filter(|source| source.name != package.name)
    {
        evidence.push(Evidence::new(
            "source package",
            format!("{} {}", source.name, source.version),
        ));
    }
    if matched.notice == Some(Notice::KernelHeaders) {
        let headers = "headers only: the weakness is in the kernel, which this package is not";
        evidence.push(Evidence::new("note", headers));
    }
    evidence.extend(
        matched
            .notes
            .iter()
            .map(|note| Evidence::new("note", *note)),
    );
    evidence.extend(functions);
    evidence
}

/// What removes the weakness.
fn remedy(weakness: &Vulnerability, about: &About<'_>) -> Remedy {
    let name = match &about.package.owned_by {
        Some(owner) => Cow::Owned(format!("{} (owned by {owner})", about.full_name)),
        None => Cow::Borrowed(about.full_name.as_str()),
    };
    let Some(version) = weakness.fixed.first() else {
        return Remedy::action(match weakness.fix_state {
            FixState::WillNotFix => {
                format!("Remove {name} or replace it: its vendor will not fix this")
            }
            FixState::Deferred => {
                format!("Remove {name} if it is not needed: its vendor put the fix off")
            }
            FixState::EndOfLife => {
                format!("Move to a release that is supported: {name} gets no more fixes here")
            }
            _ => format!("There is no fixed version of {name} yet; remove it if it is not needed"),
        });
    };
    Remedy {
        action: ["Upgrade ", &name, " to ", version].concat(),
        upgrade_to: Some(version.clone()),
        patch: None,
    }
}
