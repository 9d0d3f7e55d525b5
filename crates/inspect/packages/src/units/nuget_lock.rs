//! NuGet's lock files: `packages.lock.json`.
//!
//! Format: NuGet documentation, "Locking dependencies": `dependencies` maps each target framework
//! to packages with `type`, `resolved`, `contentHash` (SHA-512 in Base64) and `dependencies`. Those
//! of type `Project` are folders of the solution.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use seaworthy_facts::PackageKind;
use seaworthy_model::{Algorithm, Digest};
use serde::Deserialize;
use serde::de::MapAccess;

use crate::found::Found;
use crate::json::{Loose, Members, TakeMember, Value, read};
use crate::lines::LineFinder;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "nuget-lock",
    title: "NuGet lock files",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("packages.lock.json", anywhere)],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: true,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: 500 packages for three frameworks have 500 kB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

#[derive(Deserialize)]
struct Entry {
    #[serde(default, rename = "type")]
    kind: Loose,
    #[serde(default)]
    resolved: Loose,
    #[serde(default, rename = "contentHash")]
    content_hash: Loose,
    #[serde(default)]
    dependencies: Loose,
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
        let reason = format!("not a whole lock file of NuGet: {error}");
        lock.found.unread(reason);
    }
}

impl<'de> TakeMember<'de> for &mut Lock<'_, '_, '_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        match key {
            "dependencies" => value.seed(Members(Frameworks(self))),
            _ => value.skip(),
        }
    }
}

struct Frameworks<'m, 'l, 'f, 'a>(&'m mut Lock<'l, 'f, 'a>);

impl<'de> TakeMember<'de> for Frameworks<'_, '_, '_, '_> {
    fn take<A: MapAccess<'de>>(&mut self, _: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        value.seed(Members(Entries(self.0)))
    }
}

struct Entries<'m, 'l, 'f, 'a>(&'m mut Lock<'l, 'f, 'a>);

impl<'de> TakeMember<'de> for Entries<'_, '_, '_, '_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        let entry = value.read::<Entry>()?;
        let lock = &mut *self.0;
        let kind = entry.kind.text.unwrap_or_default();
        if lock.found.is_full() || kind.eq_ignore_ascii_case("project") {
            return Ok(());
        }
        let line = lock.lines.find(format!("\"{key}\": {{").as_bytes());
        let version = entry.resolved.text.unwrap_or_default();
        let mut package = lock.found.new_package(PackageKind::Nuget, key, version);
        package.depends = entry.dependencies.keys;
        package
            .hashes
            .extend(entry.content_hash.text.and_then(|text| digest(&text)));
        lock.found.push_on(package, line);
        Ok(())
    }
}

/// A SHA-512 as NuGet writes it.
pub(super) fn digest(text: &str) -> Option<Digest> {
    let hash = STANDARD.decode(text).ok()?;
    (hash.len() == 64).then(|| Digest::of_hash(Algorithm::Sha512, &hash))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    /// The SHA-512 of nothing.
    const EMPTY: &str = "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H\
        0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==";

    const LOCK: &str = r#"{
  "version": 1,
  "dependencies": {
    "net8.0": {
      "Newtonsoft.Json": {
        "type": "Direct",
        "requested": "[13.0.1, )",
        "resolved": "13.0.1",
        "contentHash": "EMPTY",
        "dependencies": { "System.Memory": "4.5.4" }
      },
      "own": { "type": "Project" },
      "System.Memory": { "type": "Transitive", "resolved": "4.5.4" }
    }
  }
}"#;

    #[test]
    fn packages_are_read_with_lines_and_digests() {
        let lock = LOCK.replace("EMPTY", EMPTY);
        let facts = parsed(&UNIT, "packages.lock.json", lock.as_bytes());
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let [json, memory] = &facts.packages[..] else {
            panic!("{facts:?}")
        };
        assert_eq!((&*json.name, &*json.version), ("Newtonsoft.Json", "13.0.1"));
        assert_eq!((json.places[0].line, json.hashes.len()), (Some(5), 1));
        assert_eq!(json.depends, ["System.Memory"]);
        assert_eq!(memory.places[0].line, Some(13));
    }

    #[test]
    fn cut_files_keep_their_beginning() {
        let cut = &LOCK[..LOCK.find("\"own\"").unwrap()];
        let facts = parsed(&UNIT, "packages.lock.json", cut.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (1, 1));
    }
}
