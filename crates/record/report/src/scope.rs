//! Which image or folder each finding belongs to.

use std::collections::HashMap;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Finding, SubjectKind};

use crate::place;

/// The findings of one image, of the folder, or of the target as a whole.
pub(crate) struct Scope<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Its findings that nothing settles, in the order of the assessment.
    pub(crate) findings: Vec<&'a Finding>,
}

/// Sorts the findings that nothing settles by scope: images first, then the folder, then what
/// belongs to neither. There is at least one.
pub(crate) fn scopes(assessment: &Assessment<Facts>) -> Vec<Scope<'_>> {
    let facts = &assessment.facts;
    let mut scopes: Vec<Scope<'_>> = facts
        .images
        .iter()
        .map(|image| image.name.as_str())
        .chain(facts.tree.iter().map(|tree| tree.name.as_str()))
        .map(|name| Scope {
            name,
            findings: Vec::new(),
        })
        .collect();
    if scopes.is_empty() {
        scopes.push(Scope {
            name: &assessment.target.name,
            findings: Vec::new(),
        });
    }
    let mut index: HashMap<&str, usize> = HashMap::new();
    for finding in assessment.findings.iter().filter(|f| !f.is_settled()) {
        let name = scope_name(assessment, finding);
        let n = *index.entry(name).or_insert_with(|| {
            let known = scopes.iter().position(|scope| scope.name == name);
            known.unwrap_or_else(|| {
                scopes.push(Scope {
                    name,
                    findings: Vec::new(),
                });
                scopes.len() - 1
            })
        });
        if let Some(scope) = scopes.get_mut(n) {
            scope.findings.push(finding);
        }
    }
    scopes
}

/// The name of the scope that a finding belongs to.
pub(crate) fn scope_name<'a>(assessment: &'a Assessment<Facts>, finding: &'a Finding) -> &'a str {
    let facts = &assessment.facts;
    let named = match (&finding.subject.within, finding.subject.kind) {
        (Some(within), _) => Some(within.as_str()),
        (None, SubjectKind::Image) => Some(finding.subject.name.as_str()),
        (None, _) => None,
    };
    let image = named.and_then(|name| {
        let mut images = facts.images.iter();
        images.find(|image| place::names_image(image, name))
    });
    match (image, named, &facts.tree, facts.images.as_slice()) {
        (Some(image), ..) => &image.name,
        (None, _, None, [only]) => &only.name,
        (None, Some(name), ..) if finding.subject.kind != SubjectKind::Image => name,
        (None, _, Some(tree), _) => &tree.name,
        _ => &assessment.target.name,
    }
}
