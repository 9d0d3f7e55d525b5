//! Proof of fix that an image carries itself: the changelogs of its OS packages.
//!
//! A weakness that a changelog names as fixed, at or below the installed version, is stated fixed.
//! What a changelog does not name stays as it is: silence says nothing.

use std::collections::HashMap;

use seaworthy_facts::{ChangelogFact, ImageFacts, Package, PackageKind};
use seaworthy_model::{Finding, Statement, StatementStatus};

use crate::version::Scheme;
use crate::weakness::Cve;

/// States of each finding of an image whether a changelog in the image proves its fix.
pub fn apply(image: &ImageFacts, findings: &mut [Finding]) {
    if image.changelogs.is_empty() {
        return;
    }
    let mut by_name: HashMap<(PackageKind, &str), Vec<&ChangelogFact>> = HashMap::new();
    for fact in &image.changelogs {
        let names = std::iter::once(&fact.package).chain(&fact.source);
        for name in names {
            by_name.entry((fact.kind, name)).or_default().push(fact);
        }
    }
    let packages: HashMap<&str, &Package> = image
        .packages
        .iter()
        .map(|package| (package.purl.as_str(), package))
        .collect();
    for finding in findings.iter_mut() {
        let here = finding.subject.within.as_deref() == Some(&image.name);
        if !here || finding.statement.is_some() {
            continue;
        }
        let Some(package) = packages.get(finding.subject.name.as_str()) else {
            continue;
        };
        let source = package.source.as_ref().map(|source| source.name.as_str());
        let facts = std::iter::once(package.name.as_str())
            .chain(source)
            .filter_map(|name| by_name.get(&(package.kind, name)))
            .flatten();
        let proof = facts
            .filter(|fact| is_of(fact, package))
            .find_map(|fact| proves(fact, package, finding));
        finding.statement = proof.map(Box::new);
    }
}

/// Whether the changelog is that of the installed version: a newer or older one, left over from
/// something else, proves nothing of what is installed.
fn is_of(fact: &ChangelogFact, package: &Package) -> bool {
    let source = package
        .source
        .as_ref()
        .map(|source| source.version.as_str());
    // A rebuild without a change of the source (`+b1`) has the changelog of the source.
    let bare = package.version.rsplit_once("+b").map(|(bare, _)| bare);
    [Some(package.version.as_str()), source, bare]
        .into_iter()
        .flatten()
        .any(|version| version == fact.version)
}

fn proves(fact: &ChangelogFact, package: &Package, finding: &Finding) -> Option<Statement> {
    let weakness = finding.vulnerability.as_deref()?;
    let scheme = match package.kind {
        PackageKind::Deb => Scheme::Dpkg,
        PackageKind::Rpm => Scheme::Rpm,
        _ => return None,
    };
    let installed = scheme.key(&fact.version).ok()?;
    let ids = std::iter::once(&weakness.id).chain(&weakness.aliases);
    let mut entries: Vec<&str> = Vec::new();
    // A weakness of several CVEs is fixed when all of them are.
    for cve in ids.filter(|id| Cve::parse(id).is_some()) {
        let at = fact
            .fixes
            .binary_search_by(|fix| fix.cve.as_str().cmp(cve))
            .ok()?;
        let version = fact.fixes.get(at)?.version.as_str();
        if scheme.key(version).ok()? > installed {
            return None;
        }
        if !entries.contains(&version) {
            entries.push(version);
        }
    }
    if entries.is_empty() {
        return None;
    }
    let name = fact.source.as_deref().unwrap_or(&fact.package);
    Some(Statement {
        status: StatementStatus::Fixed,
        justification: None,
        text: Some(format!("named in the entry of {}", entries.join(", "))),
        author: format!("changelog of {name}"),
        source: fact.path.clone(),
        said: None,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use seaworthy_facts::{ChangelogFix, SourcePackage};
    use seaworthy_model::{
        Confidence, ControlId, Fingerprint, Location, Risk, Severity, Subject, SubjectKind,
        Vulnerability,
    };

    use super::*;

    fn image(changelog: &str, entry: &str) -> ImageFacts {
        let mut package = Package::new(PackageKind::Deb, "libssl3", "3.0.11-1", "p", "dpkg");
        package.purl = "pkg:deb/debian/libssl3@3.0.11-1".into();
        package.source = Some(SourcePackage {
            name: "openssl".into(),
            version: "3.0.11-1".into(),
        });
        ImageFacts {
            name: "web".into(),
            packages: vec![package],
            changelogs: vec![ChangelogFact {
                path: "usr/share/doc/openssl/changelog.Debian.gz".into(),
                kind: PackageKind::Deb,
                package: "openssl".into(),
                source: Some("openssl".into()),
                version: changelog.into(),
                fixes: vec![ChangelogFix {
                    cve: "CVE-2024-0001".into(),
                    version: entry.into(),
                }],
            }],
            ..ImageFacts::default()
        }
    }

    fn stated(image: &ImageFacts, ids: &[&str]) -> Option<Statement> {
        let weakness = Vulnerability {
            id: ids[0].into(),
            aliases: ids[1..].iter().map(|id| (*id).to_owned()).collect(),
            ..Vulnerability::default()
        };
        let mut findings = [Finding {
            fingerprint: Fingerprint::of(&["x"]),
            check: "vulnerable-package".into(),
            control: ControlId::known("IMG-01"),
            rule: None,
            message: String::new(),
            severity: Severity::High,
            confidence: Confidence::High,
            risk: Risk::new(5.0),
            subject: Subject {
                kind: SubjectKind::Package,
                name: "pkg:deb/debian/libssl3@3.0.11-1".into(),
                within: Some("web".into()),
            },
            location: Location::file("p"),
            related: Vec::new(),
            evidence: Vec::new(),
            remedy: None,
            vulnerability: Some(Arc::new(weakness)),
            waived: None,
            statement: None,
            origin: None,
        }];
        apply(image, &mut findings);
        let [finding] = findings;
        finding.statement.map(|stated| *stated)
    }

    #[test]
    fn a_fix_that_the_changelog_names_is_stated_with_its_source() {
        let image = image("3.0.11-1", "3.0.9-2");
        let stated = stated(&image, &["CVE-2024-0001"]).unwrap();
        assert_eq!(stated.status, StatementStatus::Fixed);
        assert_eq!(stated.author, "changelog of openssl");
        assert_eq!(stated.source, "usr/share/doc/openssl/changelog.Debian.gz");
        assert_eq!(
            stated.text.as_deref(),
            Some("named in the entry of 3.0.9-2")
        );
    }

    #[test]
    fn silence_and_other_versions_prove_nothing() {
        let here = image("3.0.11-1", "3.0.11-1");
        assert!(stated(&here, &["CVE-2024-0002"]).is_none());
        assert!(stated(&here, &["CVE-2024-0001", "CVE-2024-0002"]).is_none());
        assert!(stated(&here, &["GHSA-a"]).is_none());
        assert!(stated(&image("3.0.13-1", "3.0.9-2"), &["CVE-2024-0001"]).is_none());
        assert!(stated(&image("3.0.11-1", "3.0.13-1"), &["CVE-2024-0001"]).is_none());
    }
}
