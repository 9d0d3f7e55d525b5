//! The references by which parts of a bill of materials point at each other: unique and stable.

use std::collections::{HashMap, HashSet};

use seaworthy_facts::{Facts, Package};
use seaworthy_model::{Assessment, Digest};

use super::purl;

/// References of the target, its images and its packages, in their order in the facts.
pub(crate) struct Refs<'a> {
    target: String,
    /// By container: every image, then the folder.
    containers: Vec<String>,
    /// By container, then by package.
    packages: Vec<Vec<String>>,
    /// Positions of packages by package URL.
    by_purl: HashMap<&'a str, Vec<(usize, usize)>>,
}

impl<'a> Refs<'a> {
    /// Makes the references of an assessment.
    pub(crate) fn of(assessment: &'a Assessment<Facts>) -> Self {
        let facts = &assessment.facts;
        let mut taken = HashSet::new();
        let target = unique(&mut taken, &target_name(assessment), &["target"]);
        let images = facts.images.iter();
        let mut containers: Vec<String> = images
            .map(|image| {
                let name = purl::of_image(image).unwrap_or_else(|| image.name.clone());
                unique(&mut taken, &name, &["image", &image.name])
            })
            .collect();
        if let [only] = containers.as_mut_slice()
            && facts.tree.is_none()
        {
            // A single image is the target itself.
            only.clone_from(&target);
        }
        if facts.tree.is_some() {
            containers.push(target.clone());
        }
        let mut packages = Vec::with_capacity(containers.len());
        let mut by_purl: HashMap<&str, Vec<(usize, usize)>> = HashMap::new();
        for (n, (container, list)) in containers.iter().zip(lists(facts)).enumerate() {
            let mut names = Vec::with_capacity(list.len());
            for (m, package) in list.iter().enumerate() {
                let place = package.places.first().map_or("", |place| &place.path);
                let base = match package.purl.as_str() {
                    "" => format!("{}:{}", package.kind.as_str(), package.full_name()),
                    purl => purl.to_owned(),
                };
                names.push(unique(
                    &mut taken,
                    &base,
                    &[container, &package.version, place],
                ));
                by_purl.entry(&package.purl).or_default().push((n, m));
            }
            packages.push(names);
        }
        Refs {
            target,
            containers,
            packages,
            by_purl,
        }
    }

    /// Of the target.
    pub(crate) fn target(&self) -> &str {
        &self.target
    }

    /// Of the image or folder at a position.
    pub(crate) fn container(&self, n: usize) -> &str {
        self.containers.get(n).map_or("", String::as_str)
    }

    /// Of the packages of the container at a position.
    pub(crate) fn packages(&self, n: usize) -> &[String] {
        self.packages.get(n).map_or(&[], Vec::as_slice)
    }

    /// Of every package that has a package URL, with the position of its container.
    pub(crate) fn of_purl(&self, purl: &str) -> impl Iterator<Item = (usize, &str)> {
        let places = self.by_purl.get(purl).into_iter().flatten();
        places.filter_map(|(n, m)| Some((*n, self.packages.get(*n)?.get(*m)?.as_str())))
    }

    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        let packages = self.packages.iter().flatten();
        self.containers.iter().chain(packages).map(String::as_str)
    }
}

/// The packages of every image, then of the folder.
pub(crate) fn lists(facts: &Facts) -> impl Iterator<Item = &[Package]> {
    let tree = facts.tree.iter().map(|tree| tree.packages.as_slice());
    facts
        .images
        .iter()
        .map(|image| image.packages.as_slice())
        .chain(tree)
}

fn target_name(assessment: &Assessment<Facts>) -> String {
    match assessment.facts.images.as_slice() {
        [only] if assessment.facts.tree.is_none() => {
            purl::of_image(only).unwrap_or_else(|| assessment.target.name.clone())
        }
        _ => assessment.target.name.clone(),
    }
}

/// A name, made unique by a hash of what tells it from its equals: the hash does not depend on what
/// else is in the document, only on whether the name is free.
fn unique(taken: &mut HashSet<String>, name: &str, parts: &[&str]) -> String {
    let name = if name.is_empty() { "unnamed" } else { name };
    if taken.insert(name.to_owned()) {
        return name.to_owned();
    }
    let mut salt = parts.join("\0");
    loop {
        let hash = Digest::sha256(salt.as_bytes());
        let named = format!("{name}#{}", hash.short());
        if taken.insert(named.clone()) {
            return named;
        }
        salt.push('\0');
    }
}
