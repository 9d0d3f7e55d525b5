//! Lock files of conda-lock: `conda-lock.yml`.
//!
//! Format: conda/conda-lock, lock file version 1: a list `package`, each with `name`, `version`,
//! `manager` (`conda` or `pip`), `platform`, `dependencies`, `hash` and `category`; what is not in
//! the category `main` is for development or an extra.

use seaworthy_facts::PackageKind;
use serde::Deserialize;
use serde::de::MapAccess;

use crate::found::Found;
use crate::json::{Elements, Loose, Members, TakeMember, Value};
use crate::lines::LineFinder;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};
use crate::yaml::{self, Plain};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "conda-lock",
    title: "conda-lock files",
    evidence: Evidence::Locked,
    recognise: &[
        Recognise::Name("conda-lock.yml", anywhere),
        Recognise::Name("conda-lock.yaml", anywhere),
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
    // LIMIT: 500 packages for four platforms have 1 MB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    name: Plain,
    version: Plain,
    manager: Plain,
    category: Plain,
    dependencies: Loose,
    hash: Hash,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Hash {
    sha256: Option<Plain>,
}

struct Lock<'l, 'f, 'a> {
    found: &'l mut Found<'f>,
    lines: LineFinder<'a>,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let text = String::from_utf8_lossy(content);
    let mut lock = Lock {
        found,
        lines: LineFinder::new(text.as_bytes()),
    };
    if let Err(error) = yaml::read(&text, Members(&mut lock)) {
        let reason = format!("not a whole file of conda-lock: {error}");
        lock.found.unread(reason);
    }
}

impl<'de> TakeMember<'de> for &mut Lock<'_, '_, '_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        match key {
            "package" => value.seed(Elements::new(|entry: Entry| self.push(entry))),
            _ => value.skip(),
        }
    }
}

impl Lock<'_, '_, '_> {
    fn push(&mut self, entry: Entry) {
        if self.found.is_full() {
            return;
        }
        let line = self
            .lines
            .find(format!("name: {}\n", entry.name.0).as_bytes());
        let kind = match entry.manager.0.as_str() {
            "pip" => PackageKind::Pypi,
            _ => PackageKind::Conda,
        };
        let mut package = self.found.new_package(kind, entry.name.0, entry.version.0);
        package.depends = entry.dependencies.keys;
        package.depends.retain(|name| !name.starts_with("__"));
        package.development = !matches!(entry.category.0.as_str(), "" | "main");
        let digest = entry.hash.sha256.map(|hex| format!("sha256:{}", hex.0));
        package
            .hashes
            .extend(digest.and_then(|text| text.parse().ok()));
        self.found.push_on(package, line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const LOCK: &str = "\
version: 1
metadata:
  platforms:
  - linux-64
package:
- name: a
  version: '1.10'
  manager: conda
  platform: linux-64
  dependencies:
    __glibc: '>=2.17'
    b: '>=2'
  url: https://conda.example/a.conda
  hash:
    md5: '00'
    sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
  category: main
  optional: false
- name: b
  version: 2.20
  manager: pip
  dependencies: {}
  hash: {}
  category: dev
";

    #[test]
    fn packages_of_both_managers_are_read() {
        let facts = parsed(&UNIT, "conda-lock.yml", LOCK.as_bytes());
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let all = facts.packages.iter();
        let seen: Vec<_> = all
            .map(|p| (p.kind, &*p.version, p.development, p.places[0].line))
            .collect();
        let expected = [
            (PackageKind::Conda, "1.10", false, Some(6)),
            (PackageKind::Pypi, "2.20", true, Some(19)),
        ];
        assert_eq!(seen, expected);
        assert_eq!(facts.packages[0].depends, ["b"]);
        assert_eq!(facts.packages[0].hashes.len(), 1);
    }

    #[test]
    fn damage_is_told_and_what_stands_before_is_kept() {
        let cut = LOCK.replace("  manager: pip", "  manager: [");
        let facts = parsed(&UNIT, "conda-lock.yml", cut.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (1, 1));
        let facts = parsed(&UNIT, "conda-lock.yml", b"\xff\xfe: [");
        assert_eq!(facts.unread.len(), 1);
    }
}
