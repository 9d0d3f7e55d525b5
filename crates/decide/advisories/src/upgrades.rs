//! Which upgrades of packages close most risk.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use seaworthy_facts::{Facts, Package};
use seaworthy_model::{Finding, Severity, Upgrade};

use crate::version::{Scheme, VersionKey};

/// LIMIT: upgrades that are told; what is behind closes little, and a person reads ten.
pub const UPGRADES_MAX: usize = 50;

/// Ranks the upgrades that close findings of weaknesses, the one that closes most risk first. What
/// is settled already counts for nothing. Packages of a distribution move with their source, so
/// they are one upgrade; of a fix in several lines, the lowest above the installed version is
/// meant, and the upgrade goes to the highest of those.
#[must_use]
pub fn upgrades(findings: &[Finding], facts: &Facts) -> Vec<Upgrade> {
    let packages = by_purl(facts);
    let mut groups: BTreeMap<Group<'_>, Vec<&Finding>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| !finding.is_settled()) {
        let Some(weakness) = finding.vulnerability.as_deref() else {
            continue;
        };
        if weakness.fixed.is_empty() {
            continue;
        }
        let within = finding.subject.within.as_deref().unwrap_or_default();
        let package = packages.get(&(within, finding.subject.name.as_str()));
        let source = package
            .filter(|package| package.kind.is_os())
            .and_then(|package| package.source.as_ref());
        let (name, version) = match source {
            Some(source) if !source.version.is_empty() => (&source.name, &source.version),
            Some(source) => (&source.name, &weakness.installed),
            None => (&weakness.package, &weakness.installed),
        };
        let group = Group {
            within,
            ecosystem: &weakness.ecosystem,
            name,
            version,
        };
        groups.entry(group).or_default().push(finding);
    }
    let mut upgrades: Vec<Upgrade> = groups
        .into_iter()
        .filter_map(|(group, findings)| group.upgrade(&findings))
        .collect();
    upgrades.sort_by(|a, b| {
        b.risk
            .total_cmp(&a.risk)
            .then_with(|| b.closes.len().cmp(&a.closes.len()))
            .then_with(|| (&a.within, &a.package).cmp(&(&b.within, &b.package)))
            .then_with(|| (&a.ecosystem, &a.from).cmp(&(&b.ecosystem, &b.from)))
    });
    upgrades.truncate(UPGRADES_MAX);
    upgrades
}

fn by_purl(facts: &Facts) -> HashMap<(&str, &str), &Package> {
    let mut found = HashMap::new();
    for image in &facts.images {
        for package in &image.packages {
            found.insert((image.name.as_str(), package.purl.as_str()), package);
        }
    }
    if let Some(tree) = &facts.tree {
        for package in &tree.packages {
            found.insert((tree.name.as_str(), package.purl.as_str()), package);
        }
    }
    found
}

/// What is upgraded in one step. What differs most stands first, so that comparing ends soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group<'a> {
    name: &'a str,
    version: &'a str,
    ecosystem: &'a str,
    within: &'a str,
}

impl Group<'_> {
    fn upgrade(&self, findings: &[&Finding]) -> Option<Upgrade> {
        let scheme = Scheme::for_ecosystem(self.ecosystem)?;
        let installed = scheme.key(self.version).ok();
        let mut closed: Vec<&Finding> = Vec::new();
        // One update closes many weaknesses, and its version is a long text to read.
        let mut known: HashMap<&[String], Option<(VersionKey, &str)>> = HashMap::new();
        for finding in findings {
            let weakness = finding.vulnerability.as_deref()?;
            let fix = known.entry(&weakness.fixed).or_insert_with_key(|fixed| {
                fixed
                    .iter()
                    .filter_map(|text| Some((scheme.key(text).ok()?, text.as_str())))
                    .filter(|(key, _)| installed.as_ref().is_none_or(|installed| key > installed))
                    .min()
            });
            // What is fixed below the installed version cannot be closed by going up.
            if fix.is_some() {
                closed.push(finding);
            }
        }
        let (_, to) = known.into_values().flatten().max()?;
        closed.sort_by(|a, b| {
            b.risk
                .value()
                .total_cmp(&a.risk.value())
                .then_with(|| a.fingerprint.cmp(&b.fingerprint))
        });
        let names: BTreeSet<&str> = closed
            .iter()
            .filter_map(|finding| finding.vulnerability.as_deref())
            .map(|weakness| weakness.package.as_str())
            .collect();
        let origin = closed.first().and_then(|finding| finding.origin);
        let risk: f64 = closed.iter().map(|f| f64::from(f.risk.value())).sum();
        Some(Upgrade {
            package: self.name.to_owned(),
            ecosystem: self.ecosystem.to_owned(),
            packages: names.into_iter().map(str::to_owned).collect(),
            from: self.version.to_owned(),
            to: to.to_owned(),
            risk: (risk * 10.0).round() / 10.0,
            worst: closed
                .iter()
                .map(|finding| finding.severity)
                .max()
                .unwrap_or(Severity::Unknown),
            origin: origin.filter(|first| closed.iter().all(|f| f.origin == Some(*first))),
            closes: closed.iter().map(|f| f.fingerprint.clone()).collect(),
            within: Some(self.within.to_owned()).filter(|within| !within.is_empty()),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use seaworthy_facts::{ImageFacts, PackageKind, SourcePackage};
    use seaworthy_model::{
        Confidence, ControlId, Fingerprint, Location, Risk, Subject, SubjectKind, Vulnerability,
    };

    use super::*;

    fn finding(id: &str, package: &str, ecosystem: &str, fixed: &[&str], risk: f32) -> Finding {
        Finding {
            fingerprint: Fingerprint::of(&[id, package]),
            check: "vulnerable-package".into(),
            control: ControlId::known("IMG-01"),
            rule: Some(id.into()),
            message: String::new(),
            severity: Severity::High,
            confidence: Confidence::High,
            risk: Risk::new(risk),
            subject: Subject {
                kind: SubjectKind::Package,
                name: format!("pkg:{package}"),
                within: Some("web".into()),
            },
            location: Location::file("p"),
            related: Vec::new(),
            evidence: Vec::new(),
            remedy: None,
            vulnerability: Some(Arc::new(Vulnerability {
                id: id.into(),
                ecosystem: ecosystem.into(),
                package: package.into(),
                installed: "1.0.0".into(),
                fixed: fixed.iter().map(|text| (*text).to_owned()).collect(),
                ..Vulnerability::default()
            })),
            waived: None,
            statement: None,
            origin: None,
        }
    }

    fn facts() -> Facts {
        let deb = |name: &str| {
            let mut package = Package::new(PackageKind::Deb, name, "1.0.0", "p", "dpkg");
            package.purl = format!("pkg:{name}");
            package.source = Some(SourcePackage {
                name: "openssl".into(),
                version: "1.0.0".into(),
            });
            package
        };
        Facts {
            images: vec![ImageFacts {
                name: "web".into(),
                packages: vec![deb("libssl3"), deb("openssl")],
                ..ImageFacts::default()
            }],
            ..Facts::default()
        }
    }

    #[test]
    fn packages_of_one_source_are_one_upgrade_to_the_highest_fix() {
        let findings = [
            finding("CVE-2024-0001", "libssl3", "Debian:12", &["1.0.2"], 4.0),
            finding("CVE-2024-0001", "openssl", "Debian:12", &["1.0.2"], 4.0),
            finding("CVE-2024-0002", "libssl3", "Debian:12", &["1.0.10"], 5.0),
            finding(
                "CVE-2024-0003",
                "pad",
                "npm",
                &["0.9.9", "1.0.1", "2.0.0"],
                20.0,
            ),
            finding("CVE-2024-0004", "pad", "npm", &[], 9.0),
        ];
        let all = upgrades(&findings, &facts());
        let [first, second] = all.as_slice() else {
            panic!("{all:?}")
        };
        assert_eq!(
            (first.package.as_str(), first.to.as_str()),
            ("openssl", "1.0.10")
        );
        assert_eq!(first.packages, ["libssl3", "openssl"]);
        assert_eq!((first.closes.len(), first.risk), (3, 13.0));
        assert_eq!(
            (second.package.as_str(), second.to.as_str()),
            ("pad", "1.0.1")
        );
        assert_eq!((second.closes.len(), second.risk), (1, 10.0));
    }

    #[test]
    fn what_is_settled_or_fixed_below_needs_no_upgrade() {
        let mut settled = finding("CVE-2024-0001", "pad", "npm", &["1.0.1"], 4.0);
        settled.statement = Some(Box::new(seaworthy_model::Statement {
            status: seaworthy_model::StatementStatus::NotAffected,
            justification: None,
            text: None,
            author: String::new(),
            source: String::new(),
            said: None,
        }));
        let below = finding("CVE-2024-0002", "pad", "npm", &["0.1.0"], 4.0);
        assert!(upgrades(&[settled, below], &Facts::default()).is_empty());
    }

    #[test]
    fn upgrades_beyond_the_limit_are_left_out() {
        let findings: Vec<Finding> = (0..UPGRADES_MAX + 5)
            .map(|at| finding("CVE-2024-0001", &format!("p{at}"), "npm", &["2.0.0"], 1.0))
            .collect();
        assert_eq!(upgrades(&findings, &Facts::default()).len(), UPGRADES_MAX);
    }
}
