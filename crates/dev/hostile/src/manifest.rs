//! Files that decide how a container runs.

use std::sync::Arc;

use seaworthy_facts::manifest::{Dialect, Tree, Value};
use seaworthy_manifest::dockerfile::{self, Ignores};
use seaworthy_manifest::{compose, kubernetes, yaml};

use crate::Target;

pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "compose",
        run: compose,
    },
    Target {
        name: "dockerfile",
        run: dockerfile,
    },
    Target {
        name: "dockerignore",
        run: dockerignore,
    },
    Target {
        name: "kubernetes",
        run: kubernetes,
    },
    Target {
        name: "yaml",
        run: yaml,
    },
];

/// The bytes as every file that a project asks for.
fn compose(bytes: &[u8]) {
    let lookup = |_: &str| Some(bytes.to_vec());
    let project = compose::read(&lookup, &["compose.yaml", "other/compose.yaml"]);
    for view in project.views() {
        let _ = (
            view.ports().count(),
            view.mounts().count(),
            view.environment().len(),
        );
    }
}

fn dockerfile(bytes: &[u8]) {
    let file = dockerfile::read("Dockerfile", bytes);
    for stage in 0..file.stages.len() {
        let _ = (file.needed(stage).len(), file.lineage(stage).len());
    }
}

/// The first line as a path, the rest as patterns.
fn dockerignore(bytes: &[u8]) {
    let path = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let ignores = Ignores::read(".dockerignore", bytes);
    let _ = ignores.is_ignored(&String::from_utf8_lossy(path));
}

fn kubernetes(bytes: &[u8]) {
    let tree = Arc::new(yaml::read("a.yaml", bytes, Dialect::Kubernetes));
    for object in &kubernetes::objects(&tree).objects {
        let _ = (object.title(), object.category());
        for pod in object.pods() {
            let _ = pod.containers().map(|container| container.path()).count();
        }
    }
}

/// Both dialects, and a walk over every value, aliases followed.
fn yaml(bytes: &[u8]) {
    for dialect in [Dialect::Kubernetes, Dialect::Core] {
        let tree = yaml::read("a.yaml", bytes, dialect);
        let _ = tree.roots().map(walk).sum::<usize>();
        let _ = paths(&tree);
    }
}

fn walk(value: Value<'_>) -> usize {
    let _ = (
        value.place(),
        value.text(),
        value.as_f64(),
        value.as_i64(),
        value.tag(),
    );
    let items = value.items().map(walk).sum::<usize>();
    let entries = value
        .entries()
        .map(|entry| walk(entry.value))
        .sum::<usize>();
    1 + items + entries
}

fn paths(tree: &Tree) -> usize {
    tree.roots()
        .flat_map(|root| root.entries().collect::<Vec<_>>())
        .map(|entry| entry.value.path().len())
        .sum()
}
