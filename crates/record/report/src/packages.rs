//! Findings of vulnerable packages, gathered by the thing that one upgrades.

use std::collections::HashMap;

use seaworthy_facts::{Facts, Package};
use seaworthy_model::{Finding, Vulnerability};

use crate::version_order;

/// The packages of a target by package URL.
pub(crate) struct PackageIndex<'a>(HashMap<&'a str, &'a Package>);

impl<'a> PackageIndex<'a> {
    /// Indexes the packages of some facts.
    pub(crate) fn new(facts: &'a Facts) -> Self {
        PackageIndex(facts.packages().map(|p| (p.purl.as_str(), p)).collect())
    }

    /// Distributions build several packages from one source and fix them together, so those are
    /// gathered under the source's name.
    fn unit(&self, weakness: &'a Vulnerability) -> (&'a str, &'a str) {
        let package = self.0.get(weakness.purl.as_str());
        let source = package.and_then(|package| package.source.as_ref());
        source.map_or((&weakness.package, &weakness.installed), |source| {
            (&source.name, &source.version)
        })
    }
}

/// The weaknesses of one package, or of those built from one source.
pub(crate) struct PackageGroup<'a> {
    /// Name of the package or of the source.
    pub(crate) name: &'a str,
    /// Installed version.
    pub(crate) installed: &'a str,
    /// The smallest version that removes everything that can be removed by an upgrade.
    pub(crate) target: Option<&'a str>,
    /// The findings, the worst first.
    pub(crate) findings: Vec<(&'a Finding, &'a Vulnerability)>,
}

impl<'a> PackageGroup<'a> {
    /// Names of the installed packages, where they differ from the name of the group.
    pub(crate) fn built(&self) -> Vec<&'a str> {
        let mut names: Vec<&str> = self
            .findings
            .iter()
            .map(|(_, weakness)| weakness.package.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        if names == [self.name] {
            names.clear();
        }
        names
    }
}

/// Groups the package findings among `findings` by what one upgrades, in the order in which each
/// group first appears.
pub(crate) fn groups<'a>(
    index: &PackageIndex<'a>,
    findings: &[&'a Finding],
) -> Vec<PackageGroup<'a>> {
    let mut groups: Vec<PackageGroup<'a>> = Vec::new();
    let mut known: HashMap<(&str, &str, &str), usize> = HashMap::new();
    for finding in findings {
        let Some(weakness) = finding.vulnerability.as_deref() else {
            continue;
        };
        let (name, installed) = index.unit(weakness);
        let n = *known
            .entry((weakness.ecosystem.as_str(), name, installed))
            .or_insert(groups.len());
        if n == groups.len() {
            groups.push(PackageGroup {
                name,
                installed,
                target: None,
                findings: Vec::new(),
            });
        }
        let Some(group) = groups.get_mut(n) else {
            continue;
        };
        group.findings.push((finding, weakness));
        group.target = later(group.target, upgrade_of(finding, weakness));
    }
    groups
}

/// The version that removes one finding: the remedy's, else the first fixed one after the
/// installed.
pub(crate) fn upgrade_of<'a>(finding: &'a Finding, weakness: &'a Vulnerability) -> Option<&'a str> {
    let stated = finding
        .remedy
        .as_ref()
        .and_then(|r| r.upgrade_to.as_deref());
    let after = || {
        let mut fixed = weakness.fixed.iter();
        fixed.find(|fixed| version_order::compare(fixed, &weakness.installed).is_gt())
    };
    stated
        .or_else(|| after().map(String::as_str))
        .or_else(|| weakness.fixed.last().map(String::as_str))
}

fn later<'a>(a: Option<&'a str>, b: Option<&'a str>) -> Option<&'a str> {
    match (a, b) {
        (Some(a), Some(b)) if version_order::compare(a, b).is_lt() => Some(b),
        (Some(a), _) => Some(a),
        (None, b) => b,
    }
}
