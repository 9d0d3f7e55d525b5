//! "Fix this first": the changes that remove most risk, each with what it removes.

use std::collections::HashMap;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Finding, SubjectKind};

use crate::counts::Counts;
use crate::packages::{self, PackageIndex};
use crate::scope;

/// One change and the findings that it removes.
pub(crate) struct Step<'a> {
    /// What to change.
    pub(crate) change: Change<'a>,
    /// The images or folders in which.
    pub(crate) scopes: Vec<&'a str>,
    /// What goes away.
    pub(crate) removes: Counts,
    weight: f64,
}

/// A change that removes findings.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Change<'a> {
    /// Another version of a package.
    Upgrade {
        /// Name of the package, or of the source it is built from.
        package: &'a str,
        /// Installed version.
        from: &'a str,
        /// Version that removes the findings.
        to: &'a str,
    },
    /// Something else, in the imperative.
    Action(&'a str),
}

/// Every change that the remedies name, the one that removes most risk first.
///
/// Risks add up as cubes: one finding of risk 10 weighs as much as eight of risk 5, so that a heap
/// of harmless ones never hides the one that matters.
pub(crate) fn steps(assessment: &Assessment<Facts>) -> Vec<Step<'_>> {
    let index = PackageIndex::new(&assessment.facts);
    let mut steps: Vec<Step<'_>> = Vec::new();
    for scope in scope::scopes(assessment) {
        for group in packages::groups(&index, &scope.findings) {
            let Some(to) = group.target else { continue };
            let fixable: Vec<&Finding> = group
                .findings
                .iter()
                .filter(|(finding, weakness)| packages::upgrade_of(finding, weakness).is_some())
                .map(|(finding, _)| *finding)
                .collect();
            let change = Change::Upgrade {
                package: group.name,
                from: group.installed,
                to,
            };
            steps.push(step(change, scope.name, &fixable));
        }
        for (action, findings) in actions(&scope.findings) {
            steps.push(step(Change::Action(action), scope.name, &findings));
        }
    }
    let mut steps = merge(steps);
    // The sort is stable: equal weights stay in the order of the assessment.
    steps.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    steps
}

/// The same change in several images is one step: it is decided once.
fn merge(steps: Vec<Step<'_>>) -> Vec<Step<'_>> {
    let mut merged: Vec<Step<'_>> = Vec::with_capacity(steps.len());
    let mut known: HashMap<Change<'_>, usize> = HashMap::new();
    for step in steps {
        let n = *known.entry(step.change).or_insert(merged.len());
        match merged.get_mut(n) {
            Some(same) => {
                same.scopes.extend(step.scopes);
                same.removes.add(&step.removes);
                same.weight += step.weight;
            }
            None => merged.push(step),
        }
    }
    merged
}

fn step<'a>(change: Change<'a>, scope: &'a str, findings: &[&'a Finding]) -> Step<'a> {
    let cube = |finding: &&Finding| f64::from(finding.risk.value()).powi(3);
    Step {
        change,
        scopes: vec![scope],
        removes: Counts::of(findings.iter().copied()),
        weight: findings.iter().map(cube).sum(),
    }
}

/// What is not a package's weakness, by what the remedy says.
fn actions<'a>(findings: &[&'a Finding]) -> Vec<(&'a str, Vec<&'a Finding>)> {
    let mut actions: Vec<(&str, Vec<&Finding>)> = Vec::new();
    let mut known: HashMap<(&str, &str), usize> = HashMap::new();
    for finding in findings {
        if finding.vulnerability.is_some() || finding.subject.kind == SubjectKind::Policy {
            continue;
        }
        let Some(remedy) = &finding.remedy else {
            continue;
        };
        let n = *known
            .entry((finding.check.as_str(), remedy.action.as_str()))
            .or_insert(actions.len());
        match actions.get_mut(n) {
            Some((_, same)) => same.push(finding),
            None => actions.push((&remedy.action, vec![finding])),
        }
    }
    actions
}
