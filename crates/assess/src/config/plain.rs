//! Plain files of YAML and JSON: which of them hold objects of Kubernetes, and which objects.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use seaworthy_facts::manifest::kubernetes::{KubeVersion, Object, ObjectSet};
use seaworthy_facts::manifest::{Dialect, Tree};
use seaworthy_facts::{ConfigurationFacts, Unread};
use seaworthy_manifest::kubernetes::{self, POD_TEMPLATES_MAX};
use seaworthy_manifest::{compose, yaml};

use super::files::{Files, base_of};
use super::{Configuration, Deployed, chart};
use crate::folder::each;

/// What the objects of all plain files are called together.
const SET: &str = "the folder";

/// How many of what were found.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    manifests: u64,
    objects: u64,
    workloads: u64,
    passed_over: BTreeMap<String, u64>,
}

impl Counts {
    pub(super) fn add(&mut self, other: &Counts) {
        self.manifests += other.manifests;
        self.objects += other.objects;
        self.workloads += other.workloads;
        for (kind, count) in &other.passed_over {
            *self.passed_over.entry(kind.clone()).or_default() += count;
        }
    }

    pub(super) fn add_to(self, facts: &mut ConfigurationFacts) {
        facts.manifests += self.manifests;
        facts.objects += self.objects;
        facts.workloads += self.workloads;
        for (kind, count) in self.passed_over {
            *facts.passed_over.entry(kind).or_default() += count;
        }
    }
}

/// What one file holds.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) objects: Vec<Object>,
    pub(super) unread: Vec<Unread>,
    pub(super) counts: Counts,
}

/// Reads every file that may hold objects and is no part of a chart or kustomization.
pub(super) fn read(
    files: &Files<'_>,
    parts: &BTreeSet<String>,
    kube_version: KubeVersion,
    threads: usize,
    into: &mut Configuration,
) {
    let charts = chart::folders(files);
    let names: Vec<&str> = files
        .names()
        .filter(|name| is_candidate(base_of(name)) && !chart::holds(&charts, name))
        .filter(|name| !parts.contains(*name))
        .collect();
    let found = each(&names, threads, |name| match files.read(name) {
        Some(Ok(content)) => file(name, &content),
        Some(Err(error)) => Found {
            unread: vec![Unread::new(*name, "yaml", error.to_string())],
            ..Found::default()
        },
        None => Found::default(),
    });
    let mut objects = Vec::new();
    for found in found {
        objects.extend(found.objects);
        into.unread.extend(found.unread);
        found.counts.add_to(&mut into.facts);
    }
    if !objects.is_empty() {
        let set = ObjectSet::new(SET, kube_version, objects);
        into.sets.push(Deployed {
            set: Arc::new(set),
            chart: None,
        });
    }
}

/// Whether a name is one of YAML or JSON that no other reader knows.
fn is_candidate(base: &str) -> bool {
    let lower = base.to_ascii_lowercase();
    let is_kept = [".yaml", ".yml", ".json"]
        .iter()
        .any(|ending| lower.ends_with(ending));
    let is_lock = matches!(
        lower.as_str(),
        "package-lock.json" | "npm-shrinkwrap.json" | "pnpm-lock.yaml" | "composer.lock"
    );
    is_kept && !is_lock && !compose::is_name(base)
}

fn file(name: &str, content: &[u8]) -> Found {
    let Some(text) = may_hold_objects(content) else {
        return Found::default();
    };
    let tree = yaml::read(name, text, Dialect::Kubernetes);
    let mut found = objects(name, &Arc::new(tree));
    // A file of another tool may speak of `kind` and `apiVersion` without being a manifest.
    if found.objects.is_empty() && found.unread.is_empty() {
        found.counts.manifests = 0;
    }
    found
}

/// The content, where both words that make an object are in it. UTF-16 is not searched, but read.
fn may_hold_objects(content: &[u8]) -> Option<&[u8]> {
    let is_wide = content.starts_with(&[0xff, 0xfe]) || content.starts_with(&[0xfe, 0xff]);
    let has = |word: &str| memchr::memmem::find(content, word.as_bytes()).is_some();
    (is_wide || (has("apiVersion") && has("kind"))).then_some(content)
}

/// The objects of a tree.
pub(super) fn objects(name: &str, tree: &Arc<Tree>) -> Found {
    let mut found = Found::default();
    for problem in tree.problems() {
        let reason = format!("line {}: {}", problem.place.line, problem.reason);
        found.unread.push(Unread::new(name, "yaml", reason));
    }
    let read = kubernetes::objects(tree);
    for index in &read.cut_off {
        let title = read.objects.get(*index).map(Object::title);
        let reason = format!(
            "{} holds more than {POD_TEMPLATES_MAX} pod templates",
            title.unwrap_or_default()
        );
        found.unread.push(Unread::new(name, "yaml", reason));
    }
    let workloads = read.objects.iter().filter(|o| !o.pod_sites().is_empty());
    found.counts = Counts {
        manifests: 1,
        objects: read.objects.len() as u64,
        workloads: workloads.count() as u64,
        passed_over: read
            .unknown
            .iter()
            .map(|((version, kind), count)| (format!("{version}/{kind}"), u64::from(*count)))
            .collect(),
    };
    found.objects = read.objects;
    found
}
