//! npm lock files: `package-lock.json` and `npm-shrinkwrap.json`, versions 1, 2 and 3.
//!
//! Format: npm documentation, "package-lock.json". Version 1 nests `dependencies`; 2 and 3 have
//! `packages`, keyed by folder. Entries that link to a folder of the project are not packages.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use seaworthy_facts::PackageKind;
use seaworthy_model::{Algorithm, Digest};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::node_package::split_scope;
use crate::found::Found;
use crate::json::{Loose, Members, TakeMember, Value, read};
use crate::lines::LineFinder;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "npm-lock",
    title: "npm lock files",
    evidence: Evidence::Locked,
    recognise: &[
        Recognise::Name("package-lock.json", is_of_a_project),
        Recognise::Name("npm-shrinkwrap.json", is_of_a_project),
    ],
    knows: Knows {
        licences: true,
        edges: true,
        hashes: true,
        source: false,
        files: false,
        development: true,
        locations: true,
    },
    // LIMIT: the largest monorepositories have 5 MB.
    file_bytes_max: 64 * 1024 * 1024,
    parse,
};

/// A lock file inside an installed package locked its development and says nothing of the image.
pub(super) fn is_of_a_project(path: &str) -> bool {
    !path.split('/').any(|part| part == "node_modules")
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let spaced = memchr::memmem::find(content, b"\": {").is_some();
    let lock = Lock {
        found,
        lines: LineFinder::new(content),
        colon: if spaced { "\": {" } else { "\":{" },
        version: 1,
    };
    let mut lock = lock;
    if let Err(error) = read(content, Members(&mut lock)) {
        let reason = format!("not a whole npm lock file: {error}");
        lock.found.unread(reason);
    }
}

struct Lock<'l, 'f, 'a> {
    found: &'l mut Found<'f>,
    lines: LineFinder<'a>,
    colon: &'static str,
    version: u64,
}

impl<'de> TakeMember<'de> for &mut Lock<'_, '_, '_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        match key {
            "lockfileVersion" => {
                self.version = value
                    .read::<Loose>()?
                    .text
                    .and_then(|text| text.parse().ok())
                    .unwrap_or(1);
                Ok(())
            }
            "packages" => value.seed(Members(Folders(self))),
            // Version 2 repeats everything here for older readers.
            "dependencies" if self.version < 2 => value.seed(Members(Names(self))),
            _ => value.skip(),
        }
    }
}

/// One entry of any version.
#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    version: Loose,
    #[serde(default)]
    integrity: Loose,
    #[serde(default)]
    license: Loose,
    #[serde(default)]
    dev: bool,
    #[serde(default, rename = "devOptional")]
    dev_optional: bool,
    #[serde(default)]
    link: bool,
    /// Version 1: names with ranges, or `true`.
    #[serde(default)]
    requires: Loose,
    /// Version 1: nested entries. Versions 2 and 3: names with ranges.
    #[serde(default)]
    dependencies: Nested,
}

/// The members of `dependencies`: an entry where it is an object, else only the name.
#[derive(Default)]
struct Nested(Vec<(String, Option<Entry>)>);

impl<'de> Deserialize<'de> for Nested {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect(Vec<(String, Option<Entry>)>);
        impl<'de> TakeMember<'de> for &mut Collect {
            fn take<A: MapAccess<'de>>(
                &mut self,
                key: &str,
                value: Value<'_, A>,
            ) -> Result<(), A::Error> {
                let entry = value.read::<MaybeEntry>()?;
                self.0.push((key.to_owned(), entry.0));
                Ok(())
            }
        }
        let mut all = Collect(Vec::new());
        serde::de::DeserializeSeed::deserialize(Members(&mut all), deserializer)?;
        Ok(Nested(all.0))
    }
}

struct MaybeEntry(Option<Entry>);

impl<'de> Deserialize<'de> for MaybeEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = MaybeEntry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a version range or an entry")
            }

            fn visit_str<E>(self, _range: &str) -> Result<MaybeEntry, E> {
                Ok(MaybeEntry(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<MaybeEntry, A::Error> {
                let entry = Entry::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(MaybeEntry(Some(entry)))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// Versions 2 and 3.
struct Folders<'m, 'l, 'f, 'a>(&'m mut Lock<'l, 'f, 'a>);

impl<'de> TakeMember<'de> for Folders<'_, '_, '_, '_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        let Some((_, name)) = key.rsplit_once("node_modules/") else {
            // The project itself and its workspaces.
            return value.skip();
        };
        let entry: Entry = value.read()?;
        if !entry.link {
            self.0.push(key, name, &entry);
        }
        Ok(())
    }
}

/// Version 1.
struct Names<'m, 'l, 'f, 'a>(&'m mut Lock<'l, 'f, 'a>);

impl<'de> TakeMember<'de> for Names<'_, '_, '_, '_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        let entry: Entry = value.read()?;
        self.0.push_nested(key, &entry);
        Ok(())
    }
}

impl Lock<'_, '_, '_> {
    fn push_nested(&mut self, name: &str, entry: &Entry) {
        self.push(name, name, entry);
        // INVARIANT: the JSON reader ends nesting at 128 levels.
        for (name, entry) in &entry.dependencies.0 {
            if let Some(entry) = entry {
                self.push_nested(name, entry);
            }
        }
    }

    fn push(&mut self, key: &str, name: &str, entry: &Entry) {
        let needle = format!("\"{key}{}", self.colon);
        let line = self.lines.find(needle.as_bytes());
        // An alias stands under another name than the package has.
        let (space, name) = split_scope(entry.name.as_deref().unwrap_or(name));
        let version = entry.version.text.clone().unwrap_or_default();
        let mut package = self.found.new_package(PackageKind::Npm, name, version);
        package.namespace = space.map(str::to_owned);
        package.development = entry.dev || entry.dev_optional;
        package.licences.extend(entry.license.text.clone());
        let ranges = entry.dependencies.0.iter();
        let ranges = ranges.filter(|(_, entry)| entry.is_none());
        package.depends = ranges.map(|(name, _)| name.clone()).collect();
        package.depends.extend(entry.requires.keys.iter().cloned());
        package.hashes = hashes(entry.integrity.text.as_deref().unwrap_or_default());
        for place in &mut package.places {
            place.line = line;
        }
        self.found.push(package);
    }
}

/// The digests of a Subresource Integrity text (W3C), as far as they are of registered algorithms.
pub(super) fn hashes(integrity: &str) -> Vec<Digest> {
    let one = |text: &str| {
        let (algorithm, encoded) = text.split_once('-')?;
        let (algorithm, bytes) = match algorithm {
            "sha256" => (Algorithm::Sha256, 32),
            "sha512" => (Algorithm::Sha512, 64),
            _ => return None,
        };
        let hash = STANDARD.decode(encoded.split('?').next()?).ok()?;
        (hash.len() == bytes).then(|| Digest::of_hash(algorithm, &hash))
    };
    integrity
        .split_ascii_whitespace()
        .take(4)
        .filter_map(one)
        .collect()
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::LayerFacts;

    use super::*;
    use crate::units::parsed;

    const V3: &str = r#"{
  "name": "app",
  "lockfileVersion": 3,
  "packages": {
    "": { "name": "app", "dependencies": { "a": "^1" } },
    "packages/own": { "version": "1.0.0" },
    "node_modules/own": { "resolved": "packages/own", "link": true },
    "node_modules/a": {
      "version": "1.2.3",
      "integrity": "sha1-x sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
      "license": "MIT",
      "dependencies": { "@s/b": "^2" }
    },
    "node_modules/a/node_modules/@s/b": {
      "version": "2.0.0",
      "dev": true
    },
    "node_modules/alias": { "name": "real", "version": "3.0.0" }
  }
}"#;

    const V1: &str = r#"{
  "lockfileVersion": 1,
  "requires": true,
  "dependencies": {
    "a": {
      "version": "1.0.0",
      "requires": { "b": "^1.0.0" },
      "dependencies": {
        "b": {
          "version": "1.5.0",
          "dev": true
        }
      }
    },
    "b": {
      "version": "2.0.0"
    }
  }
}"#;

    fn seen(facts: &LayerFacts) -> Vec<(String, &str, bool, Option<u32>)> {
        let one =
            |p: &'_ seaworthy_facts::Package| (p.full_name(), p.development, p.places[0].line);
        let all = facts.packages.iter();
        all.map(|p| {
            let (name, development, line) = one(p);
            (name, p.version.as_str(), development, line)
        })
        .collect()
    }

    #[test]
    fn versions_two_and_three_are_read() {
        let expected = [
            ("a".to_owned(), "1.2.3", false, Some(8)),
            ("@s/b".to_owned(), "2.0.0", true, Some(14)),
            ("real".to_owned(), "3.0.0", false, Some(18)),
        ];
        let facts = parsed(&UNIT, "package-lock.json", V3.as_bytes());
        assert_eq!(seen(&facts), expected);
        assert_eq!(facts.packages[0].depends, ["@s/b"]);
        assert_eq!(facts.packages[0].hashes, [Digest::sha256(b"")]);
        assert_eq!(facts.packages[0].licences, ["MIT"]);
        let v2 = V3.replace(": 3,", ": 2,").replace(
            "  }\n}",
            "  },\n  \"dependencies\": { \"a\": { \"version\": \"1.2.3\" } }\n}",
        );
        assert_eq!(
            seen(&parsed(&UNIT, "package-lock.json", v2.as_bytes())),
            expected
        );
    }

    #[test]
    fn version_one_nests() {
        let facts = parsed(&UNIT, "npm-shrinkwrap.json", V1.as_bytes());
        assert_eq!(
            seen(&facts),
            [
                ("a".to_owned(), "1.0.0", false, Some(5)),
                ("b".to_owned(), "1.5.0", true, Some(9)),
                ("b".to_owned(), "2.0.0", false, Some(15)),
            ]
        );
        assert_eq!(facts.packages[0].depends, ["b"]);
    }

    #[test]
    fn a_lock_cut_short_keeps_what_was_read() {
        let cut = &V3[..V3.find("\"node_modules/alias\"").unwrap()];
        let facts = parsed(&UNIT, "package-lock.json", cut.as_bytes());
        assert_eq!(facts.packages.len(), 2);
        assert_eq!(facts.unread.len(), 1);
    }

    #[test]
    fn hostile_nesting_ends() {
        let deep = r#"{"dependencies":{"a":"#.to_owned()
            + &r#"{"version":"1","dependencies":{"a":"#.repeat(5000);
        let facts = parsed(&UNIT, "package-lock.json", deep.as_bytes());
        assert_eq!(facts.unread.len(), 1);
    }

    #[test]
    fn wrong_digests_are_left_out() {
        assert!(hashes("sha512-AAAA md5-x sha256-!!").is_empty());
    }
}
