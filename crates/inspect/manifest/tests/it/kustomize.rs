//! Small overlays, each built as `kubectl kustomize` builds it.
//!
//! A folder in `data/kustomize` is a case: `overlay` is what is built, `expected.yaml` beside it is
//! what kubectl prints for it; where there is none, kubectl refuses the overlay.
//! `cargo xtask truth kustomize` compares the same folders with a kubectl that is there.

use std::fs;
use std::path::{Path, PathBuf};

use seaworthy_facts::manifest::{Dialect, Kind, Tree, Value};
use seaworthy_manifest::kustomize::{Built, Files, Problem, build};
use seaworthy_manifest::yaml;

/// Files below a folder on disk.
pub(crate) struct Disk(pub(crate) PathBuf);

impl Files for Disk {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.0.join(path)).ok()
    }

    fn below(&self, folder: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut rest = vec![self.0.join(folder)];
        while let Some(folder) = rest.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    rest.push(path);
                } else if let Ok(path) = path.strip_prefix(&self.0) {
                    found.push(path.to_string_lossy().into_owned());
                }
            }
        }
        found.sort();
        found
    }
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data/kustomize")
}

/// The first difference of two values, numbers by their value.
fn difference(path: &str, theirs: Value<'_>, ours: Value<'_>) -> Option<String> {
    let is_number = |kind| matches!(kind, Kind::Integer | Kind::Float);
    let (one, two) = (theirs.kind(), ours.kind());
    match (one, two) {
        (Kind::Mapping, Kind::Mapping) => {
            let missing = theirs.entries().find(|e| ours.entry(&e.name()).is_none());
            if let Some(entry) = missing {
                return Some(format!("{path}.{} is missing", entry.name()));
            }
            ours.entries().find_map(|entry| {
                let path = format!("{path}.{}", entry.name());
                match theirs.entry(&entry.name()) {
                    Some(other) => difference(&path, other.value, entry.value),
                    None => Some(format!("{path} is too much")),
                }
            })
        }
        (Kind::Sequence, Kind::Sequence) if theirs.len() == ours.len() => {
            let mut pairs = theirs.items().zip(ours.items()).enumerate();
            pairs.find_map(|(at, (one, two))| difference(&format!("{path}[{at}]"), one, two))
        }
        (Kind::Sequence, Kind::Sequence) => Some(format!(
            "{path} has {} items, not {}",
            ours.len(),
            theirs.len()
        )),
        _ if is_number(one) && is_number(two) && theirs.as_f64() == ours.as_f64() => None,
        (Kind::Null, Kind::Null) => None,
        _ if one == two && theirs.text() == ours.text() => None,
        _ => Some(format!(
            "{path} is {two:?} {:?}, not {one:?} {:?}",
            ours.text(),
            theirs.text()
        )),
    }
}

fn title(value: Value<'_>) -> String {
    let text = |path: &str| value.at(path).and_then(Value::text).unwrap_or_default();
    format!("{}/{}", text("kind"), text("metadata.name"))
}

fn differences(expected: &Tree, built: &Built) -> Vec<String> {
    let theirs: Vec<Value<'_>> = expected.roots().collect();
    let ours: Vec<Value<'_>> = built
        .objects
        .iter()
        .filter_map(|tree| tree.root())
        .collect();
    let titles = |values: &[Value<'_>]| values.iter().map(|v| title(*v)).collect::<Vec<_>>();
    if titles(&theirs) != titles(&ours) {
        return vec![format!(
            "{:?} instead of {:?}",
            titles(&ours),
            titles(&theirs)
        )];
    }
    let pairs = theirs.iter().zip(&ours);
    pairs
        .filter_map(|(one, two)| difference(&title(*one), *one, *two))
        .collect()
}

fn told(problems: &[Problem]) -> Vec<String> {
    let lines = problems
        .iter()
        .map(|p| format!("{}:{}: {}", p.path, p.place.line, p.text));
    lines.collect()
}

#[test]
fn overlays_are_built_as_kubectl_builds_them() {
    let mut wrong = Vec::new();
    let mut cases = 0;
    for entry in fs::read_dir(data()).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let built = build(&Disk(folder.clone()), "overlay");
        cases += 1;
        let Ok(bytes) = fs::read(folder.join("expected.yaml")) else {
            if built.problems.is_empty() {
                wrong.push(format!("{name}: kubectl refuses it"));
            }
            continue;
        };
        let expected = yaml::read("expected.yaml", &bytes, Dialect::Kubernetes);
        let found = differences(&expected, &built);
        let found = found.into_iter().chain(told(&built.problems));
        wrong.extend(found.map(|text| format!("{name}: {text}")));
    }
    assert!(cases >= 45, "{cases} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
