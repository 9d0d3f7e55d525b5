//! Identifiers of elements: `SPDXRef-` with letters, digits, dots and dashes (section 3.2).

use std::collections::{HashMap, HashSet};

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Digest};

use crate::cyclonedx::refs::{Refs, lists};

/// The document itself.
pub(super) const DOCUMENT: &str = "SPDXRef-DOCUMENT";

/// LIMIT: characters of a name that an identifier repeats, so that people can read it.
const NAME_CHARS_MAX: usize = 60;

/// Identifiers by the references of a bill of materials, which are unique already.
pub(super) struct Ids {
    target: String,
    containers: Vec<String>,
    packages: Vec<Vec<String>>,
    by_reference: HashMap<String, String>,
}

impl Ids {
    /// Makes the identifiers of an assessment.
    pub(super) fn of(assessment: &Assessment<Facts>, refs: &Refs<'_>) -> Self {
        let mut taken = HashSet::from([DOCUMENT.to_owned()]);
        let mut by_reference = HashMap::new();
        let mut make = |reference: &str, readable: &str| {
            let known = by_reference.entry(reference.to_owned());
            known
                .or_insert_with(|| identifier(&mut taken, reference, readable))
                .clone()
        };
        let target = make(refs.target(), "target");
        let facts = &assessment.facts;
        let containers = (0..facts.images.len() + usize::from(facts.tree.is_some()))
            .map(|n| make(refs.container(n), "image"))
            .collect();
        let packages = lists(facts)
            .enumerate()
            .map(|(n, list)| {
                let references = refs.packages(n).iter();
                list.iter()
                    .zip(references)
                    .map(|(package, reference)| {
                        let readable = format!("{}-{}", package.kind.as_str(), package.name);
                        make(reference, &readable)
                    })
                    .collect()
            })
            .collect();
        Ids {
            target,
            containers,
            packages,
            by_reference,
        }
    }

    /// Of what the document describes.
    pub(super) fn target(&self) -> String {
        self.target.clone()
    }

    /// Of the image or folder at a position.
    pub(super) fn container(&self, n: usize) -> &str {
        self.containers.get(n).map_or(DOCUMENT, String::as_str)
    }

    /// Of the packages of the container at a position.
    pub(super) fn packages(&self, n: usize) -> &[String] {
        self.packages.get(n).map_or(&[], Vec::as_slice)
    }

    /// Of a reference of the bill of materials.
    pub(super) fn by_reference(&self, reference: &str) -> Option<&str> {
        self.by_reference.get(reference).map(String::as_str)
    }
}

fn identifier(taken: &mut HashSet<String>, reference: &str, readable: &str) -> String {
    let kept: String = readable
        .chars()
        .take(NAME_CHARS_MAX)
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '.' {
                c
            } else {
                '-'
            }
        })
        .collect();
    let mut salt = reference.to_owned();
    loop {
        let hash = Digest::sha256(salt.as_bytes());
        let id = format!("SPDXRef-{kept}-{}", hash.short());
        if taken.insert(id.clone()) {
            return id;
        }
        salt.push('\0');
    }
}
