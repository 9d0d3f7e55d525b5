//! Kustomizations of a folder: built as they are deployed, each base only where nothing builds on
//! it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use seaworthy_facts::Unread;
use seaworthy_facts::manifest::kubernetes::{KubeVersion, ObjectSet};
use seaworthy_manifest::kustomize::{self, Built, ProblemKind};

use super::files::{Files, base_of, folder_of};
use super::{Configuration, Deployed, plain};
use crate::folder::each;

impl kustomize::Files for Files<'_> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        Files::read(self, path)?.ok()
    }

    fn below(&self, folder: &str) -> Vec<String> {
        let folder = match folder {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        Files::below(self, &folder).map(str::to_owned).collect()
    }
}

/// Builds the kustomizations, and yields the names of all files that are a part of one.
pub(super) fn read(
    files: &Files<'_>,
    kube_version: KubeVersion,
    threads: usize,
    into: &mut Configuration,
) -> BTreeSet<String> {
    let names = files.names();
    let names: Vec<&str> = names
        .filter(|name| kustomize::is_name(base_of(name)))
        .collect();
    let built = each(&names, threads, |name| {
        kustomize::build(files, folder_of(name).trim_end_matches('/'))
    });
    // One that another builds on is judged as it is deployed.
    let folder = |name: &str| folder_of(name).trim_end_matches('/').to_owned();
    let folders: Vec<String> = names.iter().map(|name| folder(name)).collect();
    let mut users: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (outer, built) in built.iter().enumerate() {
        for used in &built.folders {
            users.entry(used).or_default().push(outer);
        }
    }
    // Two that use each other are told of both: neither is a part of the other.
    let is_inner = |own: usize, built: &Built| {
        let name = folders.get(own).map_or("", String::as_str);
        let mut users = users.get(name).into_iter().flatten();
        users.any(|outer| {
            let other = folders.get(*outer);
            *outer != own && other.is_some_and(|other| !built.folders.contains(other))
        })
    };
    let mut parts = BTreeSet::new();
    for (own, (name, built)) in names.iter().zip(&built).enumerate() {
        parts.extend(built.files.iter().cloned());
        if !is_inner(own, built) {
            take(name, built, kube_version, into);
        }
    }
    parts
}

fn take(name: &str, built: &Built, kube_version: KubeVersion, into: &mut Configuration) {
    // A component is a part for overlays to come: that it cannot stand alone says nothing of it.
    let told = built.problems.iter().filter(|problem| {
        !built.is_component || matches!(problem.kind, ProblemKind::Broken | ProblemKind::Limit)
    });
    let problems = told.map(|problem| {
        let reason = format!("line {}: {}", problem.place.line, problem.text);
        Unread::new(problem.path.clone(), "kustomize", reason)
    });
    into.unread.extend(problems);
    let mut objects = Vec::new();
    for tree in &built.objects {
        let found = plain::objects(name, tree);
        into.unread.extend(found.unread);
        found.counts.add_to(&mut into.facts);
        objects.extend(found.objects);
    }
    into.facts.kustomizations += 1;
    let folder = folder_of(name).trim_end_matches('/');
    let set = ObjectSet::new(folder, kube_version, objects);
    into.sets.push(Deployed {
        set: Arc::new(set),
        chart: None,
    });
}
