//! Manifests, as far as the rules ask them.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::Tree;

/// The manifest of a member of the workspace.
pub(crate) struct Member {
    /// The folder of the crate, from the root.
    pub(crate) folder: String,
    /// The manifest.
    pub(crate) manifest: String,
    table: Table,
}

/// The kinds of dependency tables.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What the crate is built with.
    Normal,
    /// What its build script is built with.
    Build,
    /// What its tests are built with.
    Test,
}

/// The manifests below `crates/` and that of `xtask`; one that does not parse is left to cargo.
pub(crate) fn members(tree: &Tree) -> Vec<Member> {
    let mut members = Vec::new();
    for (path, text) in tree.texts() {
        let Some(folder) = path.strip_suffix("/Cargo.toml") else {
            continue;
        };
        if !folder.starts_with("crates/") && folder != "xtask" {
            continue;
        }
        // A manifest inside a crate, such as a fixture, is no member.
        let depth = folder.split('/').count();
        let is_member = folder == "xtask" || depth <= 3;
        if let (true, Ok(table)) = (is_member, text.parse::<Table>()) {
            members.push(Member {
                folder: folder.to_owned(),
                manifest: path.to_owned(),
                table,
            });
        }
    }
    members
}

impl Member {
    /// A value by its path of keys.
    pub(crate) fn value(&self, keys: &[&str]) -> Option<&Value> {
        let (first, rest) = keys.split_first()?;
        let mut value = self.table.get(*first)?;
        for key in rest {
            value = value.get(key)?;
        }
        Some(value)
    }

    /// The last part of its folder: the crate as the dependency table names it.
    pub(crate) fn noun(&self) -> &str {
        self.folder.rsplit('/').next().unwrap_or(&self.folder)
    }

    /// Its dependencies of all targets: name, kind and declaration.
    pub(crate) fn dependencies(&self) -> Vec<(&str, Kind, &Value)> {
        let mut found = Vec::new();
        let targets = self.table.get("target").and_then(Value::as_table);
        let targets = targets.into_iter().flat_map(|targets| targets.values());
        let tables = targets.filter_map(Value::as_table).chain([&self.table]);
        for table in tables {
            for (section, kind) in [
                ("dependencies", Kind::Normal),
                ("build-dependencies", Kind::Build),
                ("dev-dependencies", Kind::Test),
            ] {
                let entries = table.get(section).and_then(Value::as_table);
                for (name, value) in entries.into_iter().flatten() {
                    found.push((name.as_str(), kind, value));
                }
            }
        }
        found
    }
}

/// Our own crates: name to folder, as the workspace manifest has them.
pub(crate) fn own_crates(tree: &Tree) -> BTreeMap<String, String> {
    let Some(Ok(table)) = tree.text("Cargo.toml").map(str::parse::<Table>) else {
        return BTreeMap::new();
    };
    let dependencies = table.get("workspace").and_then(|w| w.get("dependencies"));
    let dependencies = dependencies.and_then(Value::as_table);
    let with_path = dependencies
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.clone(), value.get("path")?.as_str()?.to_owned())));
    with_path.collect()
}

/// A dependency of the workspace as it is written: name, its line from 1, its declaration, the
/// comment above it.
pub(crate) struct Shared<'a> {
    /// The name.
    pub(crate) name: &'a str,
    /// Its line, from 1.
    pub(crate) line: usize,
    /// What stands behind `=`.
    pub(crate) declaration: &'a str,
    /// The comment right above, in one line; empty if there is none.
    pub(crate) comment: String,
}

/// The entries of `[workspace.dependencies]`, in their order.
pub(crate) fn shared(tree: &Tree) -> Vec<Shared<'_>> {
    let mut found = Vec::new();
    let mut inside = false;
    let mut comment = String::new();
    for (index, line) in tree
        .text("Cargo.toml")
        .unwrap_or_default()
        .lines()
        .enumerate()
    {
        if line.starts_with('[') {
            inside = line.trim() == "[workspace.dependencies]";
        } else if let Some(text) = line.strip_prefix('#') {
            comment = format!("{comment} {}", text.trim()).trim().to_owned();
            continue;
        } else if let (true, Some((name, declaration))) = (inside, line.split_once('=')) {
            let comment = std::mem::take(&mut comment);
            let (name, declaration) = (name.trim(), declaration.trim());
            found.push(Shared {
                name,
                line: index + 1,
                declaration,
                comment,
            });
        }
        comment.clear();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_comment_belongs_to_the_line_below_it() {
        let text = "[workspace.dependencies]\n# Reads.\n# Everywhere.\na = \"1\"\nb = \"2\"\n\
            [profile]\nc = 1\n";
        let tree = Tree::of(&[("Cargo.toml", text)]);
        let found = shared(&tree);
        let found: Vec<_> = found
            .iter()
            .map(|s| (s.name, s.line, s.comment.as_str()))
            .collect();
        assert_eq!(found, [("a", 4, "Reads. Everywhere."), ("b", 5, "")]);
    }

    #[test]
    fn dependencies_of_a_target_are_seen() {
        let text = "[dependencies]\na = \"1\"\n[target.'cfg(unix)'.dev-dependencies]\nb = \"1\"\n";
        let tree = Tree::of(&[
            ("crates/assess/Cargo.toml", text),
            ("crates/a/b/tests/c/Cargo.toml", ""),
        ]);
        let members = members(&tree);
        assert_eq!(members.len(), 1);
        let mut names: Vec<&str> = Vec::new();
        for (name, _, _) in members.first().unwrap().dependencies() {
            names.push(name);
        }
        assert_eq!(names, ["b", "a"]);
    }
}
