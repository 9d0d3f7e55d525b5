//! Pipenv's lock files: `Pipfile.lock`.
//!
//! Format: pypa/pipfile, "Pipfile.lock": JSON with `default` and `develop`, each from names to
//! `version` (`==1.0`) and `hashes`. Other members are categories of the project's own.

use seaworthy_facts::PackageKind;
use serde::Deserialize;
use serde::de::MapAccess;

use crate::found::Found;
use crate::json::{Loose, Members, TakeMember, Value, read};
use crate::lines::LineFinder;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "pipfile-lock",
    title: "Pipenv lock files",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("Pipfile.lock", anywhere)],
    knows: Knows {
        licences: false,
        edges: false,
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

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    version: Loose,
    #[serde(default)]
    hashes: Loose,
    #[serde(default)]
    path: Loose,
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
        let reason = format!("not a whole Pipfile.lock: {error}");
        lock.found.unread(reason);
    }
}

impl<'de> TakeMember<'de> for &mut Lock<'_, '_, '_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        match key {
            "_meta" => value.skip(),
            "develop" => value.seed(Members(Entries(self, true))),
            _ => value.seed(Members(Entries(self, false))),
        }
    }
}

struct Entries<'m, 'l, 'f, 'a>(&'m mut Lock<'l, 'f, 'a>, bool);

impl<'de> TakeMember<'de> for Entries<'_, '_, '_, '_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        let entry = value.read::<Entry>()?;
        let lock = &mut *self.0;
        if lock.found.is_full() || entry.path.text.is_some() {
            return Ok(());
        }
        let line = lock.lines.find(format!("\"{key}\":").as_bytes());
        let version = entry.version.text.unwrap_or_default();
        let version = version.trim_start_matches('=').to_owned();
        let mut package = lock.found.new_package(PackageKind::Pypi, key, version);
        let hashes = entry.hashes.texts.iter();
        package.hashes = hashes.filter_map(|hash| hash.parse().ok()).collect();
        package.development = self.1;
        lock.found.push_on(package, line);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const LOCK: &str = r#"{
    "_meta": { "sources": [ { "name": "pypi" } ] },
    "default": {
        "a": {
            "hashes": [
                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            ],
            "version": "==1.0"
        },
        "git": { "git": "https://x", "ref": "0123" },
        "own": { "editable": true, "path": "." }
    },
    "develop": {
        "b": { "version": "==2.0" }
    }
}"#;

    #[test]
    fn both_parts_are_read() {
        let facts = parsed(&UNIT, "Pipfile.lock", LOCK.as_bytes());
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let all = facts.packages.iter();
        let seen: Vec<_> = all
            .map(|p| (&*p.name, &*p.version, p.development, p.places[0].line))
            .collect();
        let expected = [
            ("a", "1.0", false, Some(4)),
            ("git", "", false, Some(10)),
            ("b", "2.0", true, Some(14)),
        ];
        assert_eq!(seen, expected);
        assert_eq!(facts.packages[0].hashes.len(), 1);
    }

    #[test]
    fn cut_files_keep_their_beginning() {
        let cut = &LOCK[..LOCK.find("\"b\"").unwrap()];
        let facts = parsed(&UNIT, "Pipfile.lock", cut.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (2, 1));
        let facts = parsed(&UNIT, "Pipfile.lock", b"[]");
        assert!(facts.packages.is_empty());
    }
}
