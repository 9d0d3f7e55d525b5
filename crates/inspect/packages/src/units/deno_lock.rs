//! Deno's lock files: `deno.lock`, versions 2 to 5.
//!
//! Format: denoland/deno_lockfile. `npm` and `jsr` map `name@version` to an entry, below `packages`
//! in version 3; version 2 has the entries of npm below `npm.packages`. A version of npm carries
//! its peers behind an underscore. `remote` maps the addresses of single files to their digests;
//! those whose address has a version are modules of the address.

use std::collections::HashSet;

use seaworthy_facts::PackageKind;
use serde::Deserialize;
use serde::de::MapAccess;

use super::node_package::split_scope;
use super::npm_lock::{hashes, is_of_a_project};
use crate::found::Found;
use crate::json::{Loose, Members, TakeMember, Value, read};
use crate::lines::LineFinder;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "deno-lock",
    title: "Deno lock files",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("deno.lock", is_of_a_project)],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: true,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: the largest known have 1 MB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    integrity: Loose,
    #[serde(default)]
    dependencies: Loose,
    #[serde(default, rename = "optionalDependencies")]
    optional: Loose,
}

struct Lock<'l, 'f, 'a> {
    found: &'l mut Found<'f>,
    lines: LineFinder<'a>,
    modules: HashSet<String>,
    addresses: usize,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut lock = Lock {
        found,
        lines: LineFinder::new(content),
        modules: HashSet::new(),
        addresses: 0,
    };
    if let Err(error) = read(content, Members(&mut lock)) {
        let reason = format!("not a whole Deno lock file: {error}");
        lock.found.unread(reason);
    }
    if lock.addresses > 0 {
        let reason = format!(
            "{} files by an address that states no version",
            lock.addresses
        );
        lock.found.unread(reason);
    }
}

impl<'de> TakeMember<'de> for &mut Lock<'_, '_, '_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        match key {
            "packages" => value.seed(Members(&mut **self)),
            "npm" => value.seed(Members(Entries(self, PackageKind::Npm))),
            "jsr" => value.seed(Members(Entries(self, PackageKind::Jsr))),
            "remote" => value.seed(Members(Remote(self))),
            _ => value.skip(),
        }
    }
}

struct Entries<'m, 'l, 'f, 'a>(&'m mut Lock<'l, 'f, 'a>, PackageKind);

impl<'de> TakeMember<'de> for Entries<'_, '_, '_, '_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        match key {
            // Version 2. Names of packages have a version, so that none is called so.
            "packages" => value.seed(Members(Entries(self.0, self.1))),
            "specifiers" => value.skip(),
            _ => {
                let entry = value.read::<Entry>()?;
                self.0.push(key, self.1, entry);
                Ok(())
            }
        }
    }
}

struct Remote<'m, 'l, 'f, 'a>(&'m mut Lock<'l, 'f, 'a>);

impl<'de> TakeMember<'de> for Remote<'_, '_, '_, '_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        value.skip()?;
        let Some((module, version)) = module(key) else {
            self.0.addresses += 1;
            return Ok(());
        };
        let lock = &mut *self.0;
        if lock.found.is_full() || !lock.modules.insert(format!("{module}@{version}")) {
            return Ok(());
        }
        let line = lock.lines.find_json(key);
        let (space, name) = match module.rsplit_once('/') {
            Some((space, name)) => (Some(space.to_owned()), name),
            None => (None, module),
        };
        let mut package = lock.found.new_package(PackageKind::Deno, name, version);
        package.namespace = space;
        lock.found.push_on(package, line);
        Ok(())
    }
}

/// `host/path/name` and version of `https://host/path/name@version/file`.
fn module(address: &str) -> Option<(&str, &str)> {
    let (_, rest) = address.split_once("://")?;
    let at = rest.match_indices('@').find_map(|(at, _)| {
        // Right behind a slash it is the sign of a scope.
        let before = rest.get(..at)?;
        (before.contains('/') && !before.ends_with('/')).then_some(at)
    })?;
    let module = rest.get(..at)?;
    let version = rest.get(at + 1..)?.split('/').next()?;
    (!version.is_empty()).then_some((module, version))
}

impl Lock<'_, '_, '_> {
    fn push(&mut self, key: &str, kind: PackageKind, entry: Entry) {
        if self.found.is_full() {
            return;
        }
        let line = self.lines.find_json(key);
        let (name, version) = split_version(key);
        let version = match kind {
            PackageKind::Npm => version.split('_').next().unwrap_or(version),
            _ => version,
        };
        let (space, name) = split_scope(name);
        let mut package = self.found.new_package(kind, name, version);
        package.namespace = space.map(str::to_owned);
        if kind == PackageKind::Npm {
            // That of JSR is of the list of files and not of an archive.
            package.hashes = hashes(entry.integrity.text.as_deref().unwrap_or_default());
        }
        let needs = [entry.dependencies, entry.optional].into_iter();
        package.depends = needs
            .flat_map(|needs| needs.keys.into_iter().chain(needs.texts))
            .map(|need| {
                let plain = need.trim_start_matches("jsr:").trim_start_matches("npm:");
                split_version(plain).0.to_owned()
            })
            .collect();
        self.found.push_on(package, line);
    }
}

fn split_version(key: &str) -> (&str, &str) {
    let at = key.get(1..).and_then(|rest| rest.find('@'));
    match at {
        Some(at) => (
            key.get(..=at).unwrap_or(key),
            key.get(at + 2..).unwrap_or_default(),
        ),
        None => (key, ""),
    }
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::LayerFacts;

    use super::*;
    use crate::found::FILE_PACKAGES_MAX;
    use crate::units::parsed;

    const V5: &str = r#"{
  "version": "5",
  "specifiers": { "jsr:@std/path@1": "1.0.2", "npm:a@1": "1.2.3_react@18.0.0" },
  "jsr": {
    "@std/path@1.0.2": { "integrity": "0123", "dependencies": ["jsr:@std/internal@^1"] }
  },
  "npm": {
    "@s/b@2.0.0": { "integrity": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" },
    "a@1.2.3_react@18.0.0": { "integrity": "sha512-x", "dependencies": ["@s/b", "c@3.0.0"] }
  },
  "remote": {
    "https://deno.land/x/oak@v12.6.1/mod.ts": "00",
    "https://deno.land/x/oak@v12.6.1/deps.ts": "00",
    "https://example.com/x.ts": "00"
  }
}"#;

    fn seen(facts: &LayerFacts) -> Vec<(&'static str, String, &str, Option<u32>)> {
        let all = facts.packages.iter();
        all.map(|p| {
            (
                p.kind.as_str(),
                p.full_name(),
                &*p.version,
                p.places[0].line,
            )
        })
        .collect()
    }

    #[test]
    fn all_three_sources_are_read() {
        let facts = parsed(&UNIT, "deno.lock", V5.as_bytes());
        let expected = [
            ("jsr", "@std/path".to_owned(), "1.0.2", Some(5)),
            ("npm", "@s/b".to_owned(), "2.0.0", Some(8)),
            ("npm", "a".to_owned(), "1.2.3", Some(9)),
            ("deno", "deno.land/x/oak".to_owned(), "v12.6.1", Some(12)),
        ];
        assert_eq!(seen(&facts), expected);
        assert_eq!(facts.packages[0].depends, ["@std/internal"]);
        assert_eq!(facts.packages[1].hashes.len(), 1);
        assert_eq!(facts.packages[2].depends, ["@s/b", "c"]);
        assert_eq!(facts.unread.len(), 1);
        assert!(facts.unread[0].reason.starts_with("1 files by an address"));
    }

    #[test]
    fn versions_two_and_three_are_read() {
        let v2 = br#"{"version": "2", "remote": {}, "npm": {"specifiers": {"a": "a@1.0.0"},
            "packages": {"a@1.0.0": {"integrity": "sha512-x", "dependencies": {"b": "b@2"}}}}}"#;
        let v3 = br#"{"version": "3", "packages": {"specifiers": {"npm:a": "npm:a@1.0.0"},
            "npm": {"a@1.0.0": {"dependencies": {"b": "b@2"}}}}}"#;
        for lock in [&v2[..], v3] {
            let facts = parsed(&UNIT, "deno.lock", lock);
            assert_eq!(facts.packages.len(), 1, "{facts:?}");
            assert_eq!(facts.packages[0].full_name(), "a");
            assert_eq!(facts.packages[0].depends, ["b"]);
            assert!(facts.unread.is_empty());
        }
    }

    #[test]
    fn cut_files_keep_their_beginning_and_nesting_ends() {
        let cut = &V5[..V5.find("    \"a@1").unwrap()];
        let facts = parsed(&UNIT, "deno.lock", cut.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (2, 1));
        let deep = "{\"packages\":".repeat(100_000);
        let facts = parsed(&UNIT, "deno.lock", deep.as_bytes());
        assert_eq!(facts.unread.len(), 1);
    }

    #[test]
    fn a_lock_of_too_many_entries_is_read_up_to_the_limit() {
        let entries: Vec<String> = (0..FILE_PACKAGES_MAX + 2)
            .map(|number| format!("\"a@{number}\":{{}}"))
            .collect();
        let lock = format!("{{\"npm\":{{{}}}}}", entries.join(","));
        let facts = parsed(&UNIT, "deno.lock", lock.as_bytes());
        assert_eq!(facts.packages.len(), FILE_PACKAGES_MAX);
        assert!(facts.unread[0].reason.contains("more than 100000"));
    }
}
