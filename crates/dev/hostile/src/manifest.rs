//! Files that decide how a container runs.

use std::sync::Arc;

use seaworthy_facts::manifest::{Dialect, Tree, Value};
use seaworthy_manifest::dockerfile::{self, Ignores};
use seaworthy_manifest::helm::{self, Budget, ChartFile, RenderSettings, ValuesInput};
use seaworthy_manifest::{compose, kubernetes, kustomize, yaml};

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
        name: "helm-archive",
        run: helm_archive,
    },
    Target {
        name: "helm-template",
        run: helm_template,
    },
    Target {
        name: "kubernetes",
        run: kubernetes,
    },
    Target {
        name: "kustomize",
        run: kustomize,
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
            for container in pod.containers() {
                let _ = container.path();
            }
        }
    }
}

/// What stands between lines of `=====`: objects, a strategic patch, a JSON patch for all of them,
/// and more of the kustomization.
fn kustomize(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let parts: Vec<&str> = text.split("\n=====\n").collect();
    let part = |at: usize| parts.get(at).copied().unwrap_or_default();
    let head = "resources: [a.yaml]\npatches:\n  - {path: b.yaml}\n  - {path: c.yaml, target: \
                {name: '.*'}}\n";
    let read = |path: &str| match path {
        "kustomization.yaml" => Some(format!("{head}{}\n", part(3)).into_bytes()),
        "a.yaml" => Some(part(0).as_bytes().to_vec()),
        "b.yaml" => Some(part(1).as_bytes().to_vec()),
        "c.yaml" => Some(part(2).as_bytes().to_vec()),
        _ => None,
    };
    let built = kustomize::build(&read, "");
    let _ = built
        .objects
        .iter()
        .flat_map(|tree| tree.roots().map(walk).collect::<Vec<_>>())
        .sum::<usize>();
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

/// The bytes as a packed chart below another one.
fn helm_archive(bytes: &[u8]) {
    let files = [
        ("Chart.yaml", &b"name: outer\nversion: 1.0.0\n"[..]),
        ("charts/inner-1.0.0.tgz", bytes),
    ];
    render(&files, Vec::new());
}

/// What stands between lines of `=====`: a template, values, helpers, and assignments.
fn helm_template(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.split("\n=====\n");
    let mut part = || parts.next().unwrap_or_default().as_bytes();
    let files = [
        ("Chart.yaml", &b"name: probe\nversion: 1.0.0\n"[..]),
        ("templates/a.yaml", part()),
        ("values.yaml", part()),
        ("templates/_helpers.tpl", part()),
    ];
    let set = String::from_utf8_lossy(part()).into_owned();
    let set = (!set.is_empty()).then_some(ValuesInput::Set(set));
    render(&files, set.into_iter().collect());
}

/// Renders a chart on a small budget, and asks each line for its origin.
fn render(files: &[(&str, &[u8])], values: Vec<ValuesInput>) {
    let files = files.iter().map(|(path, bytes)| ChartFile {
        path: (*path).to_owned(),
        bytes: bytes.to_vec(),
    });
    let files: Vec<ChartFile> = files.collect();
    let settings = RenderSettings {
        values,
        budget: Budget {
            steps_max: 200_000,
            output_bytes_max: 1 << 20,
            ..Budget::default()
        },
        ..RenderSettings::default()
    };
    let rendered = helm::render(&files, &settings);
    for file in &rendered.files {
        for (at, _) in file.text.lines().take(100).enumerate() {
            let _ = rendered.origin(file, u32::try_from(at + 1).unwrap_or(0));
        }
    }
}
