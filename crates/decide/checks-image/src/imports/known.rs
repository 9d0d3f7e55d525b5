//! Weaknesses that another tool reports and the scan found itself are counted once.

use std::collections::{BTreeMap, HashMap, HashSet};

use seaworthy_model::{Evidence, Finding, Location, Note};

/// LIMIT: packages with one weakness that an imported finding is compared with. A source package
/// has a few dozen; what is not compared is not taken away.
const PACKAGES_MAX: usize = 200;

/// Takes imported findings away that say what a finding of ours says: the same weakness, in a
/// package of that name. Ours then says who reports it too. A finding at an address stays: that
/// something answers there is more than that a package is installed. Notes tell how many.
pub fn count_once(findings: &mut Vec<Finding>) -> Vec<Note> {
    let by_id = by_id(findings);
    let mut gone: HashSet<usize> = HashSet::new();
    let mut told: Vec<(usize, Evidence)> = Vec::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate() {
        if finding.check != super::CHECK.id() {
            continue;
        }
        let ids: Vec<&str> = values(finding, "vulnerability").collect();
        let ours: Vec<usize> = ids
            .iter()
            .filter_map(|id| by_id.get(&id.to_ascii_uppercase()))
            .flatten()
            .copied()
            .take(PACKAGES_MAX)
            .filter(|known| names_package(finding, findings.get(*known)))
            .collect();
        let covers = |id: &&str| {
            let known = by_id.get(&id.to_ascii_uppercase());
            known.is_some_and(|known| known.iter().any(|one| ours.contains(one)))
        };
        let report = values(finding, "report").next().unwrap_or_default();
        if ids.is_empty() || !ids.iter().all(covers) || is_address(finding) {
            continue;
        }
        gone.insert(at);
        *counts.entry(report.to_owned()).or_default() += 1;
        let tool = values(finding, "tool").next().unwrap_or_default();
        let words = format!("{tool} as {} in {report}", finding.id());
        told.extend(
            ours.iter()
                .map(|known| (*known, Evidence::new("also reported by", &words))),
        );
    }
    for (at, evidence) in told {
        if let Some(finding) = findings.get_mut(at)
            && !finding.evidence.contains(&evidence)
        {
            finding.evidence.push(evidence);
        }
    }
    let mut number = 0;
    findings.retain(|_| {
        number += 1;
        !gone.contains(&(number - 1))
    });
    let notes = counts.into_iter().map(|(report, count)| {
        let text = format!(
            "{count} of its results are weaknesses of packages that the scan found itself; they \
             are counted once"
        );
        Note {
            source: Some(report),
            ..Note::new("imported results", text)
        }
    });
    notes.collect()
}

/// Findings of weaknesses by every id of them, in upper case.
fn by_id(findings: &[Finding]) -> HashMap<String, Vec<usize>> {
    let mut by_id: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let Some(weakness) = &finding.vulnerability else {
            continue;
        };
        let ids = std::iter::once(&weakness.id)
            .chain(&weakness.aliases)
            .chain(&weakness.advisories);
        for id in ids {
            by_id.entry(id.to_ascii_uppercase()).or_default().push(at);
        }
    }
    by_id
}

fn values<'f>(finding: &'f Finding, name: &str) -> impl Iterator<Item = &'f str> {
    let named = finding.evidence.iter().filter(move |one| one.name == name);
    named.map(|evidence| evidence.value.as_str())
}

fn is_address(finding: &Finding) -> bool {
    matches!(finding.location, Location::Url { .. })
}

/// Whether the message of a finding holds the name of the package of another as a word. The same
/// weakness may be in other packages of which the scan does not know.
fn names_package(finding: &Finding, known: Option<&Finding>) -> bool {
    let package = known.and_then(|known| known.vulnerability.as_ref());
    let Some(package) = package.map(|weakness| weakness.package.as_str()) else {
        return false;
    };
    let text = finding.message.as_str();
    let part = |c: char| c.is_alphanumeric() || "-_".contains(c);
    !package.is_empty()
        && text.match_indices(package).any(|(at, _)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let after = text
                .get(at + package.len()..)
                .and_then(|rest| rest.chars().next());
            !before.is_some_and(part) && !after.is_some_and(part)
        })
}
