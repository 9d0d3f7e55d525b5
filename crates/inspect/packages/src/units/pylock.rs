//! Python's standard lock files: `pylock.toml` and `pylock.NAME.toml`.
//!
//! Format: PEP 751 and the specification "pylock.toml" of packaging.python.org: one `[[packages]]`
//! each with `name`, `version`, `marker`, `dependencies`, and `sdist`, `wheels` and `archive` with
//! `hashes`. A marker that asks for a dependency group which is not one of `default-groups` makes
//! it one for development. A `directory` is the project's own.

use std::collections::HashMap;

use seaworthy_facts::PackageKind;
use seaworthy_model::Digest;
use serde::Deserialize;
use toml::Spanned;

use crate::found::{FIELD_ENTRIES_MAX, Found};
use crate::json::Loose;
use crate::lines::LineFinder;
use crate::toml_lock;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "pylock",
    title: "Standard Python lock files",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Extension("toml", is_pylock)],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: true,
        source: false,
        files: false,
        development: true,
        locations: true,
    },
    // LIMIT: 500 packages with all digests have 1 MB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

fn is_pylock(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let middle = name
        .strip_prefix("pylock.")
        .and_then(|rest| rest.strip_suffix("toml"));
    // Nothing, or one name and a dot.
    middle.is_some_and(|middle| {
        middle.is_empty()
            || middle
                .strip_suffix('.')
                .is_some_and(|one| !one.contains('.'))
    })
}

#[derive(Deserialize)]
struct Lock {
    #[serde(default, rename = "default-groups")]
    default_groups: Vec<String>,
    #[serde(default)]
    packages: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: Spanned<String>,
    #[serde(default)]
    version: String,
    #[serde(default)]
    marker: String,
    #[serde(default)]
    dependencies: Vec<Need>,
    #[serde(default)]
    directory: Loose,
    #[serde(default)]
    archive: Option<Archive>,
    #[serde(default)]
    sdist: Option<Archive>,
    #[serde(default)]
    wheels: Vec<Archive>,
}

#[derive(Deserialize)]
struct Need {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct Archive {
    #[serde(default)]
    hashes: HashMap<String, String>,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let text = String::from_utf8_lossy(content);
    let Some(lock) = toml_lock::read::<Lock>(&text, "[[packages]]", found) else {
        return;
    };
    let mut lines = LineFinder::new(text.as_bytes());
    for entry in lock.packages {
        let line = lines.at(entry.name.span().start);
        if !entry.directory.keys.is_empty() {
            continue;
        }
        let name = entry.name.into_inner();
        let mut package = found.new_package(PackageKind::Pypi, name, entry.version);
        let archives = entry
            .archive
            .iter()
            .chain(&entry.sdist)
            .chain(&entry.wheels);
        package.hashes = archives.flat_map(digests).take(FIELD_ENTRIES_MAX).collect();
        package.depends = entry
            .dependencies
            .into_iter()
            .map(|need| need.name)
            .collect();
        package.development = is_development(&entry.marker, &lock.default_groups);
        found.push_on(package, Some(line));
        if found.is_full() {
            return;
        }
    }
}

/// In the order of their algorithms, for that of the table is lost.
fn digests(archive: &Archive) -> impl Iterator<Item = Digest> {
    ["sha256", "sha512"].into_iter().filter_map(|algorithm| {
        let hex = archive.hashes.get(algorithm)?;
        format!("{algorithm}:{hex}").parse().ok()
    })
}

/// Whether a marker asks for groups only of which none is chosen by default.
fn is_development(marker: &str, default: &[String]) -> bool {
    if !marker.contains("in dependency_groups") || marker.contains(" or ") {
        return false;
    }
    let mut groups = marker.split(" and ").filter_map(|part| {
        let (group, rest) = part.split_once(" in ")?;
        let group = group.trim_matches(|c: char| c.is_whitespace() || "'\"()".contains(c));
        rest.contains("dependency_groups").then_some(group)
    });
    groups.any(|group| !default.iter().any(|name| name == group))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const LOCK: &str = "\
lock-version = '1.0'
dependency-groups = ['main', 'dev']
default-groups = ['main']
created-by = 'tool'

[[packages]]
name = 'a'
version = '1.0'
marker = \"'main' in dependency_groups\"
dependencies = [{name = 'b'}]

[[packages.wheels]]
name = 'a-1.0-py3-none-any.whl'
url = 'https://x'
hashes = {sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'}

[[packages]]
name = 'b'
version = '2.0'
marker = \"python_version >= '3.9' and 'dev' in dependency_groups\"

[[packages]]
name = 'own'
directory = {path = '.', editable = true}
";

    #[test]
    fn packages_are_read_with_lines_and_groups() {
        let facts = parsed(&UNIT, "pylock.toml", LOCK.as_bytes());
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let [a, b] = &facts.packages[..] else {
            panic!("{facts:?}")
        };
        assert_eq!((&*a.name, &*a.version, a.development), ("a", "1.0", false));
        assert_eq!(a.hashes, [Digest::sha256(b"")]);
        assert_eq!((a.places[0].line, &*a.depends[0]), (Some(7), "b"));
        assert!(b.development);
    }

    #[test]
    fn names_are_those_of_the_specification() {
        for (path, expected) in [
            ("pylock.toml", true),
            ("app/pylock.dev.toml", true),
            ("pylock..toml", true),
            ("pylock.a.b.toml", false),
            ("pyproject.toml", false),
            ("mypylock.toml", false),
        ] {
            assert_eq!(is_pylock(path), expected, "{path}");
        }
    }

    #[test]
    fn damage_is_told_and_what_stands_before_is_kept() {
        let cut = &LOCK[..LOCK.find("version = '2.0'").unwrap() + 12];
        let facts = parsed(&UNIT, "pylock.toml", cut.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (1, 1));
    }
}
