//! Facts of configuration to findings.

use std::collections::HashSet;
use std::sync::Arc;

use seaworthy_check::{Judgement, Unit};
use seaworthy_facts::Unread;
use seaworthy_facts::manifest::kubernetes::ObjectSet;
use seaworthy_model::{ControlId, Finding, Fingerprint, Gate, Location, Unknown};
use seaworthy_policy::Policy;
use seaworthy_policy::ignores::Ignore;

use super::{Configuration, Deployed, ignore};
use crate::folder::each;
use crate::judge::Judged;

/// The controls whose answer lacks something where a file of configuration could not be read.
const OF_FILES: [ControlId; 2] = [ControlId::known("CLU-09"), ControlId::known("IMG-07")];

/// The same of infrastructure as code.
const OF_CLOUD: [ControlId; 1] = [ControlId::known("CLU-10")];

/// By what is decided later, which tells what is worth asking.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) gate: Gate,
}

/// Judges everything that was read.
pub(crate) fn judge(
    configuration: &Configuration,
    asked: Asked<'_>,
    threads: usize,
    judged: &mut Judged,
) {
    let policies = &configuration.policies;
    let sets = each(&configuration.sets, threads, |set| {
        of_set(set, asked, policies)
    });
    let mut findings: Vec<Finding> = Vec::new();
    for (found, unknowns) in sets {
        findings.extend(found);
        judged.unknowns.extend(unknowns);
    }
    for project in &configuration.projects {
        let judgements = seaworthy_checks_workload::compose::judge(project);
        let ignores = ignore::of_sources(project.files.iter().map(Arc::as_ref));
        take(judgements, ignores, &mut findings, &mut judged.unknowns);
    }
    for build in &configuration.builds {
        let judgements = seaworthy_checks_image::dockerfile::judge(build);
        let ignores = ignore::of_dockerfile(build.file());
        take(judgements, ignores, &mut findings, &mut judged.unknowns);
    }
    let declared = &configuration.declared;
    let ignores = ignore::of_sources(declared.sources());
    take(
        declared.judge(),
        ignores,
        &mut findings,
        &mut judged.unknowns,
    );
    judged.findings.extend(once(findings));
    let unread = configuration.unread.iter().map(unknown_of);
    judged.unknowns.extend(unread);
}

/// What an earlier assessment found in files of configuration.
pub(crate) fn kept(findings: Vec<Finding>, unknowns: Vec<Unknown>) -> Judged {
    let ids: HashSet<String> = units().map(|unit| unit.id).collect();
    let analysers = [
        "(admission policy)",
        "(helm)",
        "(kustomize)",
        "(yaml)",
        "(dockerfile)",
        "(compose)",
        "(cloud)",
    ];
    let is_kept = |unknown: &Unknown| analysers.iter().any(|end| unknown.what.ends_with(end));
    Judged {
        findings: findings
            .into_iter()
            .filter(|finding| ids.contains(&finding.check))
            .collect(),
        unknowns: unknowns.into_iter().filter(is_kept).collect(),
    }
}

/// The units that judge configuration.
fn units() -> impl Iterator<Item = Unit> {
    let of_files = seaworthy_checks_image::dockerfile::CHECKS.iter();
    let of_comments = seaworthy_policy::ignores::CHECKS.iter();
    seaworthy_checks_workload::units()
        .chain(seaworthy_checks_cluster::units())
        .chain(seaworthy_checks_cloud::units())
        .chain(seaworthy_expr::units())
        .chain(of_files.map(|check| check.unit()))
        .chain(of_comments.map(|check| check.unit()))
}

fn of_set(
    deployed: &Deployed,
    asked: Asked<'_>,
    policies: &[Arc<ObjectSet>],
) -> (Vec<Finding>, Vec<Unknown>) {
    let set = &deployed.set;
    let mut judgements = seaworthy_checks_workload::judge(set);
    judgements.extend(seaworthy_checks_cluster::judge(set));
    judgements.extend(seaworthy_expr::judge(set, policies));
    for check in seaworthy_checks_workload::STANDARDS {
        if asked.policy.asks_for(asked.gate, check.id()) {
            judgements.extend(seaworthy_checks_workload::judge_one(check, set));
        }
    }
    let (mut findings, mut unknowns) = (Vec::new(), Vec::new());
    let ignores = ignore::of_objects(set);
    take(judgements, ignores, &mut findings, &mut unknowns);
    if let Some(chart) = &deployed.chart {
        findings.iter_mut().for_each(|finding| chart.trace(finding));
    }
    (findings, unknowns)
}

/// Takes what checks say, accepts what comments accept, and judges the comments themselves.
fn take(
    judgements: Vec<Judgement>,
    mut ignores: Vec<Ignore>,
    findings: &mut Vec<Finding>,
    unknowns: &mut Vec<Unknown>,
) {
    let from = findings.len();
    for judgement in judgements {
        findings.extend(judgement.findings);
        unknowns.extend(judgement.unknowns);
    }
    Ignore::apply(&mut ignores, findings.get_mut(from..).unwrap_or_default());
    for judgement in Ignore::judge(&ignores) {
        findings.extend(judgement.findings);
    }
}

/// Checks that know a secret by the name beside it, where the search for secrets may know it too.
const OF_SECRETS: [&str; 8] = [
    "config-map-credential",
    "credential-argument",
    "credential-in-arguments",
    "credential-in-build-arguments",
    "credential-in-environment",
    "credential-in-service-environment",
    "credential-variable",
    "secret-in-git",
];

/// Leaves out what the search for secrets tells at the same line: one secret is told once.
pub(crate) fn tell_secrets_once(findings: &mut Vec<Finding>) {
    let line = |finding: &Finding| match &finding.location {
        Location::File { path, line, .. } => line.map(|line| (path.clone(), line)),
        _ => None,
    };
    let searched = findings
        .iter()
        .filter(|finding| finding.check == "hard-coded-secret");
    let searched: HashSet<(String, u32)> = searched.filter_map(line).collect();
    findings.retain(|finding| {
        let known = || line(finding).is_some_and(|at| searched.contains(&at));
        !OF_SECRETS.contains(&finding.check.as_str()) || !known()
    });
}

/// Findings of one place and check once: a file of Compose lies under several projects, a template
/// makes several objects.
fn once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut seen: HashSet<(Fingerprint, Location, String)> = HashSet::new();
    let first = |finding: &Finding| {
        let at = finding.location.clone();
        seen.insert((finding.fingerprint.clone(), at, finding.message.clone()))
    };
    let mut first = first;
    findings
        .into_iter()
        .filter(|finding| first(finding))
        .collect()
}

fn unknown_of(unread: &Unread) -> Unknown {
    let what = format!("{} ({})", unread.path, unread.analyser);
    let controls: &[ControlId] = match unread.analyser.as_str() {
        "cloud" => &OF_CLOUD,
        _ => &OF_FILES,
    };
    let unknown = Unknown::new(what, unread.reason.clone()).leaving(controls);
    unknown.at(Location::file(unread.path.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checks_that_know_secrets_exist() {
        let ids: HashSet<String> = units().map(|unit| unit.id).collect();
        for id in OF_SECRETS {
            assert!(ids.contains(id), "{id}");
        }
    }
}
