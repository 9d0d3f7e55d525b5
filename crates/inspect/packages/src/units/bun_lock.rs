//! Bun's lock files: `bun.lock`; the binary `bun.lockb` of before 1.2 is recorded as unread.
//!
//! Format: bun.lock of oven-sh/bun, JSON with comments and trailing commas. `packages` maps the
//! folder a package would have (`a`, `a/b`: the `b` of `a`) to `[name@version, registry, needs,
//! integrity]`; forms from elsewhere leave some out. `workspaces` say what projects need.

use std::collections::HashMap;
use std::fmt;

use seaworthy_facts::PackageKind;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::node_package::split_scope;
use super::npm_lock::{hashes, is_of_a_project};
use crate::found::{FILE_PACKAGES_MAX, Found};
use crate::json::{Loose, Members, TakeMember, Value, read};
use crate::jsonc;
use crate::lines::LineFinder;
use crate::reach::development_only;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "bun-lock",
    title: "Bun lock files",
    evidence: Evidence::Locked,
    recognise: &[
        Recognise::Name("bun.lock", is_of_a_project),
        Recognise::Name("bun.lockb", is_of_a_project),
    ],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: true,
        source: false,
        files: false,
        development: true,
        locations: true,
    },
    // LIMIT: the largest monorepositories have 1 MB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

/// The first line of the binary form.
const BINARY: &[u8] = b"#!/usr/bin/env bun\nbun-lockfile-format-v0\n";

/// LIMIT: folders inside each other that are looked through for what a package needs. Paths in
/// real trees have under ten.
const DEPTH_MAX: usize = 32;

#[derive(Default)]
struct Lock {
    packages: Vec<(String, Entry)>,
    production: Vec<String>,
    development: Vec<String>,
}

#[derive(Deserialize)]
struct Workspace {
    #[serde(default)]
    dependencies: Loose,
    #[serde(default, rename = "optionalDependencies")]
    optional: Loose,
    #[serde(default, rename = "peerDependencies")]
    peer: Loose,
    #[serde(default, rename = "devDependencies")]
    development: Loose,
}

/// What stands in the array of a package: its first text, its needs, and its last text.
#[derive(Default)]
struct Entry {
    resolution: String,
    needs: Vec<String>,
    integrity: String,
}

#[derive(Deserialize)]
struct Needs {
    #[serde(default)]
    dependencies: Loose,
    #[serde(default, rename = "optionalDependencies")]
    optional: Loose,
    #[serde(default, rename = "peerDependencies")]
    peer: Loose,
}

enum Item {
    Text(String),
    Needs(Needs),
    Other,
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Look)
    }
}

struct Look;

impl<'de> Visitor<'de> for Look {
    type Value = Item;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a part of a package")
    }

    fn visit_str<E>(self, text: &str) -> Result<Item, E> {
        Ok(Item::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Item, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Item::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Item, A::Error> {
        Needs::deserialize(MapAccessDeserializer::new(map)).map(Item::Needs)
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Parts;
        impl<'de> Visitor<'de> for Parts {
            type Value = Entry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the parts of a package")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Entry, A::Error> {
                let mut entry = Entry::default();
                while let Some(item) = seq.next_element::<Item>()? {
                    match item {
                        Item::Text(text) if entry.resolution.is_empty() => entry.resolution = text,
                        Item::Text(text) => entry.integrity = text,
                        Item::Needs(needs) => {
                            entry.needs = needs.dependencies.keys;
                            entry.needs.extend(needs.optional.keys);
                            entry.needs.extend(needs.peer.keys);
                        }
                        Item::Other => {}
                    }
                }
                Ok(entry)
            }
        }
        deserializer.deserialize_any(Parts)
    }
}

impl<'de> TakeMember<'de> for &mut Lock {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        match key {
            "workspaces" => value.seed(Members(Workspaces(self))),
            "packages" => value.seed(Members(Packages(self))),
            _ => value.skip(),
        }
    }
}

struct Workspaces<'l>(&'l mut Lock);

impl<'de> TakeMember<'de> for Workspaces<'_> {
    fn take<A: MapAccess<'de>>(&mut self, _: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        let workspace = value.read::<Workspace>()?;
        let lock = &mut *self.0;
        if lock.production.len() + lock.development.len() <= FILE_PACKAGES_MAX {
            lock.production.extend(workspace.dependencies.keys);
            lock.production.extend(workspace.optional.keys);
            lock.production.extend(workspace.peer.keys);
            lock.development.extend(workspace.development.keys);
        }
        Ok(())
    }
}

struct Packages<'l>(&'l mut Lock);

impl<'de> TakeMember<'de> for Packages<'_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        // One more than the limit, so that reaching it is reported.
        if self.0.packages.len() > FILE_PACKAGES_MAX {
            return value.skip();
        }
        let entry = value.read::<Entry>()?;
        self.0.packages.push((key.to_owned(), entry));
        Ok(())
    }
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    if content.starts_with(BINARY) {
        return found.unread(
            "the binary lock file of Bun is not read; `bun install --save-text-lockfile` writes \
             the text form",
        );
    }
    let content = jsonc::plain(content);
    let mut lock = Lock::default();
    if let Err(error) = read(&content, Members(&mut lock)) {
        found.unread(format!("not a whole Bun lock file: {error}"));
    }
    let only = development(&lock);
    let mut lines = LineFinder::new(&content);
    // What the projects need stands before, under the same names.
    lines.find(b"\"packages\":");
    for ((key, entry), only) in lock.packages.into_iter().zip(only) {
        let line = lines.find(format!("\"{key}\":").as_bytes());
        let at = entry.resolution.get(1..).and_then(|rest| rest.find('@'));
        let Some(at) = at.map(|at| at + 1) else {
            found.unread(format!("the entry `{}` states no version", cut(&key)));
            continue;
        };
        let (name, version) = entry.resolution.split_at(at);
        let version = version.trim_start_matches('@');
        let local = ["workspace:", "link:", "file:", "root:"];
        if local.iter().any(|scheme| version.starts_with(scheme)) {
            continue;
        }
        let is_version = version.starts_with(|c: char| c.is_ascii_digit());
        let (space, name) = split_scope(name);
        // From a repository or an address: which version that is stands nowhere.
        let version = if is_version { version } else { "" };
        let mut package = found.new_package(PackageKind::Npm, name, version);
        package.namespace = space.map(str::to_owned);
        package.depends = entry.needs;
        package.hashes = hashes(&entry.integrity);
        package.development = only;
        found.push_on(package, line);
    }
}

fn cut(key: &str) -> String {
    key.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// Which packages are there for development only.
fn development(lock: &Lock) -> Vec<bool> {
    let keys = lock.packages.iter().enumerate();
    let index: HashMap<&str, usize> = keys.map(|(at, (key, _))| (key.as_str(), at)).collect();
    let mut path = String::new();
    let mut node = |from: &str, name: &str| {
        let mut from = Some(from);
        for _ in 0..DEPTH_MAX {
            let Some(folder) = from else { break };
            path.clear();
            path.push_str(folder);
            path.push('/');
            path.push_str(name);
            if let Some(at) = index.get(path.as_str()) {
                return Some(*at);
            }
            from = parent(folder);
        }
        index.get(name).copied()
    };
    let edges: Vec<Vec<usize>> = lock
        .packages
        .iter()
        .map(|(key, entry)| {
            let needs = entry.needs.iter();
            needs.filter_map(|name| node(key, name)).collect()
        })
        .collect();
    let roots = |names: &[String]| -> Vec<usize> {
        let names = names.iter();
        names
            .filter_map(|name| index.get(name.as_str()).copied())
            .collect()
    };
    development_only(&edges, roots(&lock.production), roots(&lock.development))
}

/// The folder around a package: `a` of `a/@s/b`.
fn parent(folder: &str) -> Option<&str> {
    let (parent, _) = folder.rsplit_once('/')?;
    let last = parent.rsplit('/').next().unwrap_or(parent);
    match parent.rsplit_once('/') {
        Some((above, _)) if last.starts_with('@') => Some(above),
        None if last.starts_with('@') => None,
        _ => Some(parent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const LOCK: &str = r#"{
  "lockfileVersion": 1,
  "workspaces": {
    "": {
      "name": "app",
      "dependencies": {
        "@s/b": "^2.0.0",
        "a": "^1.0.0",
      },
      "devDependencies": { "c": "^3.0.0", "git": "github:u/git", },
    },
  },
  // by folder
  "packages": {
    "@s/b": ["@s/b@2.0.0", "", {}, "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="],
    "a": ["a@1.0.0", "", { "dependencies": { "@s/b": "^2" } }, "sha512-x"],
    "app": ["app@workspace:packages/app"],
    "c": ["c@3.0.0", "", { "dependencies": { "@s/b": "^1" } }, "sha512-x"],
    "c/@s/b": ["@s/b@1.0.0", "", { "dependencies": { "c": "^3" } }, "sha512-x"],
    "git": ["git@github:u/git#0123", {}, "u-git-0123"],
  }
}
"#;

    #[test]
    fn packages_are_read_with_lines_and_what_only_development_needs() {
        let facts = parsed(&UNIT, "bun.lock", LOCK.as_bytes());
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let all = facts.packages.iter();
        let seen: Vec<_> = all
            .map(|p| (p.full_name(), &*p.version, p.development, p.places[0].line))
            .collect();
        let expected = [
            ("@s/b".to_owned(), "2.0.0", false, Some(15)),
            ("a".to_owned(), "1.0.0", false, Some(16)),
            ("c".to_owned(), "3.0.0", true, Some(18)),
            ("@s/b".to_owned(), "1.0.0", true, Some(19)),
            ("git".to_owned(), "", true, Some(20)),
        ];
        assert_eq!(seen, expected);
        assert_eq!(facts.packages[0].hashes.len(), 1);
        assert_eq!(facts.packages[1].depends, ["@s/b"]);
    }

    #[test]
    fn the_binary_form_is_told() {
        let binary = [BINARY, b"\0\0\0\x02rest"].concat();
        let facts = parsed(&UNIT, "bun.lockb", &binary);
        assert!(facts.packages.is_empty());
        assert!(facts.unread[0].reason.contains("binary"));
    }

    #[test]
    fn cut_and_odd_files_are_told() {
        let cut = &LOCK[..LOCK.find("    \"c\":").unwrap()];
        let facts = parsed(&UNIT, "bun.lock", cut.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (2, 1));
        let odd =
            br#"{"packages": {"a": [], "b": ["b", 7, true, null, []], "c": ["c@1.0.0", -1, 1.5]}}"#;
        let facts = parsed(&UNIT, "bun.lock", odd);
        assert_eq!(facts.unread.len(), 2, "{:?}", facts.unread);
        assert_eq!(facts.packages.len(), 1);
    }

    #[test]
    fn folders_without_end_are_looked_through_up_to_the_limit() {
        let deep = "a/".repeat(200_000);
        let json = format!(
            r#"{{"packages": {{"{deep}b": ["b@1.0.0", "", {{"dependencies": {{"c": "1"}}}}]}}}}"#
        );
        let facts = parsed(&UNIT, "bun.lock", json.as_bytes());
        assert_eq!(facts.packages.len(), 1);
    }

    #[test]
    fn parents_keep_scopes_whole() {
        assert_eq!(parent("a/@s/b"), Some("a"));
        assert_eq!(parent("a/b"), Some("a"));
        assert_eq!(parent("@s/b/c"), Some("@s/b"));
        assert_eq!(parent("@s/b"), None);
        assert_eq!(parent("a"), None);
    }
}
