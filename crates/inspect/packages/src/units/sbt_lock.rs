//! Lock files of sbt: `build.sbt.lock`.
//!
//! Format: the plug-in sbt-dependency-lock, lock file version 1: JSON with `dependencies`, each
//! with `org`, `name`, `version`, `artifacts` (`hash`) and `configurations`. What only
//! configurations of tests have is for development.

use seaworthy_facts::PackageKind;
use serde::Deserialize;
use serde::de::MapAccess;

use crate::found::Found;
use crate::json::{Elements, Loose, Members, TakeMember, Value, read};
use crate::lines::LineFinder;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "sbt-lock",
    title: "sbt lock files",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("build.sbt.lock", anywhere)],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: true,
        source: false,
        files: false,
        development: true,
        locations: true,
    },
    // LIMIT: 1,000 packages have 500 kB.
    file_bytes_max: 16 * 1024 * 1024,
    parse,
};

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    org: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    version: Loose,
    #[serde(default)]
    artifacts: Vec<Artifact>,
    #[serde(default)]
    configurations: Loose,
}

#[derive(Deserialize)]
struct Artifact {
    #[serde(default)]
    hash: Loose,
}

struct Lock<'l, 'f, 'a> {
    found: &'l mut Found<'f>,
    lines: LineFinder<'a>,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut lock = Lock {
        found,
        lines: LineFinder::new(content),
    };
    if let Err(error) = read(content, Members(&mut lock)) {
        let reason = format!("not a whole lock file of sbt: {error}");
        lock.found.unread(reason);
    }
}

impl<'de> TakeMember<'de> for &mut Lock<'_, '_, '_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        match key {
            "dependencies" => value.seed(Elements::new(|entry: Entry| self.push(entry))),
            _ => value.skip(),
        }
    }
}

impl Lock<'_, '_, '_> {
    fn push(&mut self, entry: Entry) {
        if self.found.is_full() {
            return;
        }
        self.lines.find_json(&entry.org);
        let line = self.lines.find_json(&entry.name);
        let version = entry.version.text.unwrap_or_default();
        let mut package = self
            .found
            .new_package(PackageKind::Maven, entry.name, version);
        package.namespace = Some(entry.org).filter(|group| !group.is_empty());
        let hashes = entry
            .artifacts
            .iter()
            .filter_map(|one| one.hash.text.as_ref());
        package.hashes = hashes.filter_map(|text| text.parse().ok()).collect();
        let configurations = &entry.configurations.texts;
        let of_tests = |name: &String| name.to_ascii_lowercase().contains("test");
        package.development = !configurations.is_empty() && configurations.iter().all(of_tests);
        self.found.push_on(package, line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const LOCK: &str = r#"{
  "lockVersion": 1,
  "timestamp": "2026-01-01T00:00:00Z",
  "configurations": ["compile", "test"],
  "dependencies": [
    {
      "org": "org.typelevel",
      "name": "cats-core_2.13",
      "version": "2.9.0",
      "artifacts": [
        {"name": "a.jar", "hash": "sha1:00"},
        {"name": "b.jar",
         "hash": "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}
      ],
      "configurations": ["compile", "test"]
    },
    {
      "org": "org.scalatest",
      "name": "scalatest_2.13",
      "version": "3.2.0",
      "artifacts": [],
      "configurations": ["test"]
    }
  ]
}"#;

    #[test]
    fn packages_are_read_with_lines_and_marks() {
        let facts = parsed(&UNIT, "build.sbt.lock", LOCK.as_bytes());
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let all = facts.packages.iter();
        let seen: Vec<_> = all
            .map(|p| (p.full_name(), &*p.version, p.development, p.places[0].line))
            .collect();
        let expected = [
            (
                "org.typelevel:cats-core_2.13".to_owned(),
                "2.9.0",
                false,
                Some(8),
            ),
            (
                "org.scalatest:scalatest_2.13".to_owned(),
                "3.2.0",
                true,
                Some(19),
            ),
        ];
        assert_eq!(seen, expected);
        assert_eq!(facts.packages[0].hashes.len(), 1);
    }

    #[test]
    fn cut_files_keep_their_beginning() {
        let cut = &LOCK[..LOCK.find("\"org.scalatest\"").unwrap()];
        let facts = parsed(&UNIT, "build.sbt.lock", cut.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (1, 1));
    }
}
