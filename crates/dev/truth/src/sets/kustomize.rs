//! Overlays, built as `kubectl kustomize` builds them.
//!
//! A case is a folder with a kustomization: those of the corpus of manifests, and the small ones
//! that the tests of the crate hold. Ours must be equal as parsed YAML, in the same order; where
//! kubectl refuses, we must tell a problem, and nowhere else.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use seaworthy_facts::manifest::{Dialect, Kind, Value};
use seaworthy_manifest::kustomize::{self, Built, Files};
use seaworthy_manifest::yaml;

use crate::{Outcome, Set};

pub(super) const SET: Set = Set {
    name: "kustomize",
    source: "../corpora/manifests.tar.zst",
    slow: true,
    run,
};

/// The small overlays of our own.
const OWN: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../inspect/manifest/tests/it/data/kustomize"
);
/// The line of `kubectl version --client` that tells which kustomize is inside, up to its release:
/// version 4 and older sort and merge in other ways.
const RELEASE: &str = "Kustomize Version: v5.";

fn run(corpus: &Path) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    if !has_kubectl() {
        outcome.skipped = Some("there is no kubectl with kustomize 5".to_owned());
        return Ok(outcome);
    }
    let folder = std::env::temp_dir().join(format!("overlays-{}", std::process::id()));
    let done = unpack(corpus, &folder).and_then(|()| {
        compare_below(&folder, &mut outcome)?;
        compare_below(Path::new(OWN), &mut outcome)
    });
    fs::remove_dir_all(&folder).context("removing the unpacked overlays")?;
    done.map(|()| outcome)
}

fn has_kubectl() -> bool {
    let output = Command::new("kubectl")
        .args(["version", "--client"])
        .output();
    output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(RELEASE))
}

fn unpack(corpus: &Path, folder: &Path) -> Result<()> {
    let file = fs::File::open(corpus).context("opening the corpus")?;
    let unpacked = zstd::Decoder::new(file).context("reading the corpus")?;
    fs::create_dir_all(folder).context("making a folder for the overlays")?;
    let mut archive = tar::Archive::new(unpacked);
    archive.unpack(folder).context("unpacking the corpus")
}

/// The files below a folder, by their path in it.
struct Tree(BTreeMap<String, PathBuf>);

impl Tree {
    fn read(root: &Path) -> Result<Self> {
        let mut found = BTreeMap::new();
        let mut rest = vec![root.to_owned()];
        while let Some(folder) = rest.pop() {
            for entry in fs::read_dir(&folder).context("reading a folder")? {
                let path = entry.context("reading a folder")?.path();
                if path.is_dir() {
                    rest.push(path);
                    continue;
                }
                let name = path.strip_prefix(root).context("a path outside")?;
                let name = name.to_string_lossy().replace('\\', "/");
                found.insert(name, path);
            }
        }
        Ok(Tree(found))
    }
}

impl Files for Tree {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.0.get(path)?).ok()
    }

    fn below(&self, folder: &str) -> Vec<String> {
        let start = format!("{folder}/");
        let inside = self.0.keys().filter(|path| path.starts_with(&start));
        inside.cloned().collect()
    }
}

/// Every kustomization below a folder as a case. The parts of our own overlays are no cases.
fn compare_below(root: &Path, outcome: &mut Outcome) -> Result<()> {
    let files = Tree::read(root)?;
    let folders = files.0.keys().filter_map(|path| {
        let (folder, name) = path.rsplit_once('/')?;
        kustomize::is_name(name).then_some(folder)
    });
    let is_own = root == Path::new(OWN);
    let mut folders: Vec<&str> = folders
        .filter(|folder| !is_own || folder.ends_with("/overlay"))
        .collect();
    folders.dedup();
    for folder in folders {
        let built = kustomize::build(&files, folder);
        let theirs = ask(&root.join(folder))?;
        outcome.count(compare(folder, theirs.as_deref(), &built));
    }
    Ok(())
}

/// What kubectl prints; nothing where it refuses.
fn ask(folder: &Path) -> Result<Option<String>> {
    let output = Command::new("kubectl")
        .arg("kustomize")
        .arg(folder)
        .output()
        .context("starting kubectl")?;
    if !output.status.success() {
        if output.stderr.is_empty() {
            bail!("kubectl failed without a word for {}", folder.display());
        }
        return Ok(None);
    }
    let text = String::from_utf8(output.stdout).context("reading what kubectl prints")?;
    Ok(Some(text))
}

fn compare(folder: &str, theirs: Option<&str>, built: &Built) -> Result<(), String> {
    let told = built.problems.first();
    let Some(theirs) = theirs else {
        let miss = || format!("{folder}: kubectl refuses it");
        return told.map(|_| ()).ok_or_else(miss);
    };
    if let Some(problem) = told {
        let (path, line, text) = (&problem.path, problem.place.line, &problem.text);
        return Err(format!("{folder}: {path}:{line}: {text}"));
    }
    let theirs = yaml::read_text("theirs", theirs, Dialect::Kubernetes);
    let theirs: Vec<Value<'_>> = theirs.roots().filter(|root| !root.is_null()).collect();
    let ours = built.objects.iter().filter_map(|tree| tree.root());
    let ours: Vec<Value<'_>> = ours.collect();
    if theirs.len() != ours.len() {
        let (ours, theirs) = (ours.len(), theirs.len());
        return Err(format!("{folder}: {ours} objects, not {theirs}"));
    }
    let mut pairs = theirs.iter().zip(&ours).enumerate();
    let found = pairs.find_map(|(at, (one, two))| difference(&at.to_string(), *one, *two));
    found.map_or(Ok(()), |path| Err(format!("{folder}: {path} differs")))
}

/// The path of the first difference.
fn difference(path: &str, theirs: Value<'_>, ours: Value<'_>) -> Option<String> {
    let is_number = |value: Value<'_>| matches!(value.kind(), Kind::Integer | Kind::Float);
    let is_equal = match (theirs.kind(), ours.kind()) {
        (Kind::Mapping, Kind::Mapping) if theirs.len() == ours.len() => {
            return theirs.entries().find_map(|entry| {
                let path = format!("{path}.{}", entry.name());
                match ours.entry(&entry.name()) {
                    Some(other) => difference(&path, entry.value, other.value),
                    None => Some(path),
                }
            });
        }
        (Kind::Sequence, Kind::Sequence) if theirs.len() == ours.len() => {
            let mut pairs = theirs.items().zip(ours.items()).enumerate();
            return pairs
                .find_map(|(at, (one, two))| difference(&format!("{path}[{at}]"), one, two));
        }
        _ if is_number(theirs) && is_number(ours) => theirs.as_f64() == ours.as_f64(),
        (Kind::Null, Kind::Null) => true,
        (one, two) => one == two && theirs.text().is_some() && theirs.text() == ours.text(),
    };
    (!is_equal).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_compared_and_not_their_text() {
        let differ = |one: &str, two: &str| {
            let one = yaml::read_text("one", one, Dialect::Kubernetes);
            let two = yaml::read_text("two", two, Dialect::Kubernetes);
            difference("", one.root().unwrap(), two.root().unwrap())
        };
        assert_eq!(
            differ("{a: [1.0, x], b: ~}", "b: null\na: [1, 'x']\n"),
            None
        );
        assert_eq!(differ("a: 1", "a: '1'"), Some(".a".to_owned()));
        assert_eq!(differ("a: [1, 2]", "a: [1, 3]"), Some(".a[1]".to_owned()));
        assert_eq!(differ("a: 1", "{a: 1, b: 2}"), Some(String::new()));
    }
}
