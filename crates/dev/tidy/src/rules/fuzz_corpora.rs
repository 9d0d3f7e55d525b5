//! Each fuzz target has its file, its entry in the fuzz crate and a corpus that is not empty; no
//! corpus is left over.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::Rule;
use crate::{Tree, Violation};

pub(super) const RULE: Rule = Rule {
    name: "fuzz-corpora",
    check,
};

const MANIFEST: &str = "fuzz/Cargo.toml";

fn check(tree: &Tree) -> Vec<Violation> {
    let corpora: BTreeSet<String> = names(tree, "fuzz/corpus", "");
    let files = names(tree, "fuzz/fuzz_targets", ".rs");
    let targets = declared(tree);
    let mut violations = Vec::new();
    let places = [("fuzz/corpus", &corpora), ("fuzz/fuzz_targets", &files)];
    for target in &targets {
        for (place, names) in places {
            if !names.contains(target) {
                let message = format!("target `{target}` has nothing in {place}");
                violations.push(Violation::of(MANIFEST, message));
            }
        }
    }
    for (place, names) in places {
        for name in names.difference(&targets) {
            let message = format!("`{name}` is no target of {MANIFEST}");
            violations.push(Violation::of(&format!("{place}/{name}"), message));
        }
    }
    violations
}

/// The names in a folder, without their ending, as targets are written: with dashes.
fn names(tree: &Tree, folder: &str, ending: &str) -> BTreeSet<String> {
    let names = tree.children(folder).into_iter();
    names
        .map(|name| name.trim_end_matches(ending).replace('_', "-"))
        .collect()
}

fn declared(tree: &Tree) -> BTreeSet<String> {
    let Some(Ok(table)) = tree.text(MANIFEST).map(str::parse::<Table>) else {
        return BTreeSet::new();
    };
    let targets = table
        .get("bin")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let names = targets.filter_map(|target| target.get("name")?.as_str());
    names.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::super::messages;
    use super::*;

    const TARGET: (&str, &str) = ("fuzz/Cargo.toml", "[[bin]]\nname = \"go-buildinfo\"\n");
    const FILE: (&str, &str) = ("fuzz/fuzz_targets/go_buildinfo.rs", "");
    const CORPUS: (&str, &str) = ("fuzz/corpus/go-buildinfo/empty", "");

    #[test]
    fn a_whole_target_is_left_alone() {
        let found = messages(&RULE, &[TARGET, FILE, CORPUS]);
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_target_without_a_corpus_and_a_corpus_without_a_target_are_found() {
        let without = messages(&RULE, &[TARGET, FILE]);
        assert_eq!(
            without,
            ["fuzz/Cargo.toml:0 target `go-buildinfo` has nothing in fuzz/corpus"]
        );
        let left_over = messages(&RULE, &[CORPUS]);
        assert_eq!(
            left_over,
            ["fuzz/corpus/go-buildinfo:0 `go-buildinfo` is no target of fuzz/Cargo.toml"]
        );
    }
}
