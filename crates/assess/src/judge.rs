//! Facts to findings and unknowns: the checks of images, the secrets, the advisories.

use jiff::civil::Date;
use seaworthy_checks_image::Image;
use seaworthy_facts::{Facts, ImageFacts, TreeFacts, Unread};
use seaworthy_model::{ControlId, Finding, Location, Unknown};

/// What is wrong, and what could not be decided.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    pub(crate) findings: Vec<Finding>,
    pub(crate) unknowns: Vec<Unknown>,
}

/// The controls whose answer lacks something where a file or layer could not be read.
const OF_CONTENT: [ControlId; 3] = [
    ControlId::known("IMG-01"),
    ControlId::known("IMG-06"),
    ControlId::known("IMG-09"),
];

/// Judges everything but the packages and the configuration.
pub(crate) fn judge(facts: &mut Facts, today: Date, judged: &mut Judged) {
    for image in &mut facts.images {
        judge_image(image, today, judged);
    }
    if let Some(tree) = &facts.tree {
        judge_tree(tree, judged);
    }
}

fn judge_image(image: &mut ImageFacts, today: Date, judged: &mut Judged) {
    let within = image.name.clone();
    // The checks take the facts as a whole; they are lent to them rather than copied.
    let subject = Image {
        facts: std::mem::take(image),
        today: Some(today),
    };
    for judgement in seaworthy_checks_image::judge(&subject) {
        judged
            .findings
            .extend(judgement.findings.into_iter().map(|mut finding| {
                if finding.subject.name != within {
                    finding.subject.within.get_or_insert_with(|| within.clone());
                }
                finding
            }));
        judged
            .unknowns
            .extend(judgement.unknowns.into_iter().map(|mut unknown| {
                unknown.within = Some(within.clone());
                unknown
            }));
    }
    *image = subject.facts;
    judged.unknowns.extend(image.unread.iter().map(|unread| {
        let mut unknown = unknown_of(unread, "image");
        unknown.within = Some(within.clone());
        unknown
    }));
}

fn judge_tree(tree: &TreeFacts, judged: &mut Judged) {
    judged
        .findings
        .extend(seaworthy_checks_image::judge_secrets(tree).findings);
    judged.unknowns.extend(
        tree.unread
            .iter()
            .map(|unread| unknown_of(unread, "folder")),
    );
}

fn unknown_of(unread: &Unread, whole: &str) -> Unknown {
    let Unread {
        path,
        analyser,
        reason,
    } = unread;
    let what = match (path.is_empty(), analyser.as_str()) {
        (true, _) => whole.to_owned(),
        (false, "" | "layer" | "folder") => path.clone(),
        (false, analyser) => format!("{path} ({analyser})"),
    };
    let unknown = Unknown::new(what, reason.clone()).leaving(&OF_CONTENT);
    if path.is_empty() {
        unknown
    } else {
        unknown.at(Location::file(path.clone()))
    }
}

/// The order of a report: the worst first, and the same every time. Findings are large, so that
/// each is moved once.
pub(crate) fn sort(findings: &mut Vec<Finding>) {
    let mut order: Vec<(usize, &Finding)> = findings.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| {
        let risk = b.risk.value().total_cmp(&a.risk.value());
        risk.then(b.severity.cmp(&a.severity))
            .then_with(|| a.check.cmp(&b.check))
            .then_with(|| a.rule.cmp(&b.rule))
            .then_with(|| a.subject.cmp(&b.subject))
            .then_with(|| a.location.cmp(&b.location))
            .then_with(|| a.fingerprint.cmp(&b.fingerprint))
    });
    let order: Vec<usize> = order.into_iter().map(|(place, _)| place).collect();
    let mut left: Vec<Option<Finding>> = std::mem::take(findings).into_iter().map(Some).collect();
    let taken = order.into_iter().filter_map(|at| left.get_mut(at)?.take());
    *findings = taken.collect();
}
