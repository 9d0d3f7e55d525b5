//! uv's lock files: `uv.lock`.
//!
//! Format: TOML of astral-sh/uv, one `[[package]]` each with `name`, `version`, `source`,
//! `dependencies`, and `sdist` and `wheels` with digests. Packages whose source is `virtual`,
//! `editable` or `directory` are the project's own; what only their `dev-dependencies` need is for
//! development.

use std::collections::HashMap;

use seaworthy_facts::PackageKind;
use serde::Deserialize;
use toml::Spanned;

use super::poetry_lock::{File, digests};
use crate::found::Found;
use crate::json::Loose;
use crate::lines::LineFinder;
use crate::reach::development_only;
use crate::toml_lock;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "uv-lock",
    title: "uv lock files",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("uv.lock", anywhere)],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: true,
        source: false,
        files: false,
        development: true,
        locations: true,
    },
    // LIMIT: 1,000 packages with all digests have 2 MB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    package: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: Spanned<String>,
    #[serde(default)]
    version: String,
    #[serde(default)]
    source: Loose,
    #[serde(default)]
    dependencies: Vec<Need>,
    #[serde(default, rename = "optional-dependencies")]
    optional: HashMap<String, Vec<Need>>,
    #[serde(default, rename = "dev-dependencies")]
    development: HashMap<String, Vec<Need>>,
    #[serde(default)]
    sdist: Option<File>,
    #[serde(default)]
    wheels: Vec<File>,
}

#[derive(Deserialize)]
struct Need {
    name: String,
    /// Stated where the lock has more than one version.
    #[serde(default)]
    version: Option<String>,
}

impl Entry {
    fn is_of_project(&self) -> bool {
        let own = ["virtual", "editable", "directory"];
        self.source
            .keys
            .iter()
            .any(|key| own.contains(&key.as_str()))
    }
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let text = String::from_utf8_lossy(content);
    let Some(lock) = toml_lock::read::<Lock>(&text, "[[package]]", found) else {
        return;
    };
    let only = development(&lock);
    let mut lines = LineFinder::new(text.as_bytes());
    for (entry, only) in lock.package.into_iter().zip(only) {
        let line = lines.at(entry.name.span().start);
        if entry.is_of_project() {
            continue;
        }
        let name = entry.name.into_inner();
        let mut package = found.new_package(PackageKind::Pypi, name, entry.version);
        package.hashes = digests(entry.sdist.iter().chain(&entry.wheels));
        let optional = entry.optional.into_values().flatten();
        let needs = entry.dependencies.into_iter().chain(optional);
        package.depends = needs.map(|need| need.name).collect();
        // The optional ones stand in no order of the file.
        package.depends.sort();
        package.depends.dedup();
        package.development = only;
        found.push_on(package, Some(line));
        if found.is_full() {
            return;
        }
    }
}

/// Which packages are there for development only.
fn development(lock: &Lock) -> Vec<bool> {
    // INVARIANT: a name with thousands of versions would make edges explode, so that a need is
    // followed to the first and the last of a name, or to the version that it states.
    let mut by_name: HashMap<&str, (usize, usize)> = HashMap::new();
    let mut by_version: HashMap<(&str, &str), usize> = HashMap::new();
    for (at, entry) in lock.package.iter().enumerate() {
        let name = entry.name.get_ref().as_str();
        by_name.entry(name).or_insert((at, at)).1 = at;
        by_version.insert((name, &entry.version), at);
    }
    let nodes = |need: &Need| -> Vec<usize> {
        let name = need.name.as_str();
        let exact = need.version.as_deref();
        if let Some(at) = exact.and_then(|version| by_version.get(&(name, version))) {
            return vec![*at];
        }
        let any = by_name.get(name);
        any.map_or_else(Vec::new, |(first, last)| vec![*first, *last])
    };
    let edges: Vec<Vec<usize>> = lock
        .package
        .iter()
        .map(|entry| {
            let optional = entry.optional.values().flatten();
            entry
                .dependencies
                .iter()
                .chain(optional)
                .flat_map(nodes)
                .collect()
        })
        .collect();
    let own = lock.package.iter().enumerate();
    let own = own
        .filter(|(_, entry)| entry.is_of_project())
        .map(|(at, _)| at);
    let all = lock.package.iter();
    let development = all.flat_map(|entry| entry.development.values().flatten());
    let development: Vec<usize> = development.flat_map(nodes).collect();
    development_only(&edges, own, development)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const LOCK: &str = "\
version = 1
requires-python = \">=3.12\"

[[package]]
name = \"app\"
version = \"0.1.0\"
source = { virtual = \".\" }
dependencies = [
    { name = \"a\" },
]

[package.dev-dependencies]
dev = [
    { name = \"c\" },
]

[[package]]
name = \"a\"
version = \"1.0\"
source = { registry = \"https://pypi.example/simple\" }
dependencies = [
    { name = \"b\", version = \"2.0\", marker = \"x\" },
]
sdist = { url = \"https://x\", \
hash = \"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\", size = 1 }
wheels = [
    { url = \"https://y\", hash = \"sha256:00\" },
]

[[package]]
name = \"b\"
version = \"1.0\"
source = { registry = \"https://pypi.example/simple\" }

[[package]]
name = \"b\"
version = \"2.0\"
source = { registry = \"https://pypi.example/simple\" }

[[package]]
name = \"c\"
version = \"3.0\"
source = { registry = \"https://pypi.example/simple\" }
dependencies = [
    { name = \"b\" },
]
";

    #[test]
    fn packages_are_read_and_what_only_development_needs_is_marked() {
        let facts = parsed(&UNIT, "uv.lock", LOCK.as_bytes());
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let all = facts.packages.iter();
        let seen: Vec<_> = all
            .map(|p| (&*p.name, &*p.version, p.development, p.places[0].line))
            .collect();
        let expected = [
            ("a", "1.0", false, Some(18)),
            ("b", "1.0", true, Some(30)),
            ("b", "2.0", false, Some(35)),
            ("c", "3.0", true, Some(40)),
        ];
        assert_eq!(seen, expected);
        assert_eq!(facts.packages[0].hashes.len(), 1);
        assert_eq!(facts.packages[0].depends, ["b"]);
    }

    #[test]
    fn damage_is_told_and_what_stands_before_is_kept() {
        let cut = &LOCK[..LOCK.len() - 8];
        let facts = parsed(&UNIT, "uv.lock", cut.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (3, 1));
    }

    #[test]
    fn a_name_with_very_many_versions_ends() {
        let mut lock = String::new();
        for number in 0..3000 {
            lock.push_str(&format!(
                "[[package]]\nname = \"a\"\nversion = \"{number}\"\n\
                 dependencies = [{{ name = \"a\" }}]\n"
            ));
        }
        let facts = parsed(&UNIT, "uv.lock", lock.as_bytes());
        assert_eq!(facts.packages.len(), 3000);
    }
}
