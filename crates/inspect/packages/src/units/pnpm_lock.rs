//! pnpm's lock files: `pnpm-lock.yaml`, versions 5, 6 and 9.
//!
//! Format: pnpm/spec, "lockfile". Keys of `packages` are `/name/1.0.0_peers` in version 5,
//! `/name@1.0.0(peers)` in 6 and `name@1.0.0` in 9. The older ones mark development themselves;
//! from 9 on it follows from `importers` and from what `snapshots` need.

use std::collections::HashMap;

use seaworthy_facts::PackageKind;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess};

use super::node_package::split_scope;
use super::npm_lock::{hashes, is_of_a_project};
use crate::found::{FIELD_ENTRIES_MAX, FILE_PACKAGES_MAX, Found};
use crate::json::{Members, TakeMember, Value};
use crate::lines::LineFinder;
use crate::reach::development_only;
use crate::unit::{Evidence, Knows, Recognise, Unit};
use crate::yaml::{self, Scalar};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "pnpm-lock",
    title: "pnpm lock files",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("pnpm-lock.yaml", is_of_a_project)],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: true,
        source: false,
        files: false,
        development: true,
        locations: true,
    },
    // LIMIT: the largest monorepositories have 2 MB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

/// LIMIT: documents of one file. pnpm writes one for itself and one for the project.
const DOCUMENTS_MAX: usize = 4;

#[derive(Default)]
struct Lock {
    packages: Vec<(String, Entry)>,
    snapshots: Vec<(String, Snapshot)>,
    /// What projects need: name, version, and whether for development.
    roots: Vec<(String, String, bool)>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    name: Scalar,
    version: Scalar,
    resolution: Resolution,
    dev: bool,
    dependencies: Names,
    #[serde(rename = "optionalDependencies")]
    optional: Names,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Resolution {
    integrity: Scalar,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Snapshot {
    dependencies: Names,
    #[serde(rename = "optionalDependencies")]
    optional: Names,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Importer {
    dependencies: Names,
    #[serde(rename = "optionalDependencies")]
    optional: Names,
    #[serde(rename = "devDependencies")]
    development: Names,
}

/// Names with versions.
#[derive(Default)]
struct Names(Vec<(String, String)>);

impl<'de> TakeMember<'de> for &mut Names {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        let version = value.read::<Scalar>()?.0.unwrap_or_default();
        if self.0.len() < FIELD_ENTRIES_MAX {
            self.0.push((key.to_owned(), version));
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut names = Names::default();
        Members(&mut names).deserialize(deserializer)?;
        Ok(names)
    }
}

impl<'de> TakeMember<'de> for &mut Lock {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        match key {
            "importers" => value.seed(Members(Importers(self))),
            "dependencies" | "optionalDependencies" => {
                let names = value.read::<Names>()?;
                self.root(names, false);
                Ok(())
            }
            "devDependencies" => {
                let names = value.read::<Names>()?;
                self.root(names, true);
                Ok(())
            }
            "packages" => value.seed(Members(Entries(&mut self.packages))),
            "snapshots" => value.seed(Members(Entries(&mut self.snapshots))),
            _ => value.skip(),
        }
    }
}

impl Lock {
    fn root(&mut self, names: Names, development: bool) {
        let free = FILE_PACKAGES_MAX.saturating_sub(self.roots.len());
        let roots = names.0.into_iter().take(free);
        self.roots
            .extend(roots.map(|(name, version)| (name, version, development)));
    }
}

struct Importers<'l>(&'l mut Lock);

impl<'de> TakeMember<'de> for Importers<'_> {
    fn take<A: MapAccess<'de>>(&mut self, _: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        let importer = value.read::<Importer>()?;
        self.0.root(importer.dependencies, false);
        self.0.root(importer.optional, false);
        self.0.root(importer.development, true);
        Ok(())
    }
}

struct Entries<'l, T>(&'l mut Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> TakeMember<'de> for Entries<'_, T> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        // One more than the limit, so that reaching it is reported.
        if self.0.len() > FILE_PACKAGES_MAX {
            return value.skip();
        }
        let entry = value.read::<T>()?;
        self.0.push((key.to_owned(), entry));
        Ok(())
    }
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let text = String::from_utf8_lossy(content);
    let mut lines = LineFinder::new(text.as_bytes());
    for (number, document) in text.split("\n---\n").enumerate() {
        if number == DOCUMENTS_MAX {
            return found.unread(format!(
                "more than {DOCUMENTS_MAX} documents; the rest was left out"
            ));
        }
        let mut lock = Lock::default();
        if let Err(error) = yaml::read(document, Members(&mut lock)) {
            found.unread(format!("not a whole pnpm lock file: {error}"));
        }
        packages(lock, &mut lines, found);
    }
}

fn packages(mut lock: Lock, lines: &mut LineFinder<'_>, found: &mut Found<'_>) {
    let mut needs: HashMap<String, (Vec<String>, bool)> = HashMap::new();
    let only = development(&lock);
    let marks = only.into_iter().chain(std::iter::repeat(false));
    for ((key, snapshot), only) in std::mem::take(&mut lock.snapshots).into_iter().zip(marks) {
        let names = snapshot
            .dependencies
            .0
            .into_iter()
            .chain(snapshot.optional.0);
        let names = names.map(|(name, _)| name);
        // A package with other peers is the same package.
        let plain = without_peers(&key).to_owned();
        let seen = needs.entry(plain).or_insert_with(|| (Vec::new(), only));
        seen.1 &= only;
        if seen.0.is_empty() {
            seen.0.extend(names);
        }
    }
    for (key, entry) in lock.packages {
        let quote = if key.starts_with('@') { "'" } else { "" };
        let line = lines.find(format!("\n  {quote}{key}{quote}:").as_bytes());
        // The match begins at the end of the line before.
        let line = line.map(|line| line.saturating_add(1));
        let Some((name, version)) = identity(&key, &entry) else {
            continue;
        };
        let (space, name) = split_scope(&name);
        let mut package = found.new_package(PackageKind::Npm, name, version);
        package.namespace = space.map(str::to_owned);
        package.hashes = hashes(entry.resolution.integrity.0.as_deref().unwrap_or_default());
        let names = entry.dependencies.0.into_iter().chain(entry.optional.0);
        package.depends = names.map(|(name, _)| name).collect();
        package.development = entry.dev;
        if let Some((names, only)) = needs.remove(&key) {
            package.depends.extend(names);
            package.development |= only;
        }
        found.push_on(package, line);
        if found.is_full() {
            return;
        }
    }
}

/// Which snapshots are there for development only.
fn development(lock: &Lock) -> Vec<bool> {
    let keys = lock.snapshots.iter().enumerate();
    let index: HashMap<&str, usize> = keys.map(|(at, (key, _))| (key.as_str(), at)).collect();
    let node = |name: &str, version: &str| {
        // An alias states the whole key of the other package.
        let own = index.get(format!("{name}@{version}").as_str());
        own.or_else(|| index.get(version)).copied()
    };
    let edges: Vec<Vec<usize>> = lock
        .snapshots
        .iter()
        .map(|(_, snapshot)| {
            let names = snapshot.dependencies.0.iter().chain(&snapshot.optional.0);
            names
                .filter_map(|(name, version)| node(name, version))
                .collect()
        })
        .collect();
    let roots = |wanted: bool| {
        let roots = lock.roots.iter().filter(move |root| root.2 == wanted);
        roots.filter_map(|(name, version, _)| node(name, version))
    };
    development_only(&edges, roots(false), roots(true))
}

fn without_peers(key: &str) -> &str {
    key.split('(').next().unwrap_or(key)
}

/// Name and version of an entry; none where it is a folder of the project.
fn identity(key: &str, entry: &Entry) -> Option<(String, String)> {
    let (name, version) = split_key(key);
    let is_folder = |text: &str| text.starts_with("file:") || text.starts_with("link:");
    if is_folder(key) || is_folder(version) {
        return None;
    }
    let stated = entry.version.0.as_deref();
    let is_version = version.starts_with(|c: char| c.is_ascii_digit());
    let version = stated.unwrap_or(if is_version { version } else { "" });
    let name = entry.name.0.as_deref().unwrap_or(name);
    Some((name.to_owned(), version.to_owned()))
}

fn split_key(key: &str) -> (&str, &str) {
    let plain = without_peers(key);
    let (own, rooted) = match plain.strip_prefix('/') {
        Some(own) => (own, true),
        None => (plain, false),
    };
    let scope = match own.starts_with('@') {
        true => own.find('/').map_or(0, |at| at + 1),
        false => 0,
    };
    let rest = own.get(scope..).unwrap_or_default();
    let at = rest.find(['/', '@']).map_or(own.len(), |at| scope + at);
    let (name, version) = own.split_at(at);
    match version.strip_prefix('@') {
        Some(version) => (name, version),
        // Version 5: `/name/1.0.0_peers`.
        None if rooted => {
            let version = version.trim_start_matches('/');
            (name, version.split('_').next().unwrap_or(version))
        }
        // Version 5, another registry: `registry.example/name/1.0.0`.
        None => {
            let (path, version) = own.rsplit_once('/').unwrap_or((own, ""));
            let name = path.split_once('/').map_or(path, |(_, name)| name);
            (name, version.split('_').next().unwrap_or(version))
        }
    }
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::LayerFacts;

    use super::*;
    use crate::units::parsed;

    const V5: &str = "\
lockfileVersion: 5.4
specifiers:
  a: ^1.0.0
dependencies:
  a: 1.0.0_react@17.0.2
packages:
  /a/1.0.0_react@17.0.2:
    resolution: {integrity: sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=}
    dependencies:
      '@s/b': 2.0.0
    dev: false
  /@s/b/2.0.0:
    resolution: {integrity: sha1-x}
    dev: true
  github.com/u/r/0123:
    resolution: {tarball: https://codeload.example/u/r/tar.gz/0123}
    name: r
    version: 3.0.0
    dev: false
";

    const V6: &str = "\
lockfileVersion: '6.0'
packages:

  /a@1.0.0(react@17.0.2):
    resolution: {integrity: sha512-x}
    dev: false

  /@s/b@2.0.0:
    resolution: {integrity: sha1-x}
    dev: true
";

    const V9: &str = "\
lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.0.0(react@17.0.2)
      own:
        specifier: workspace:*
        version: link:../own
    devDependencies:
      alias:
        specifier: npm:c@^3
        version: c@3.0.0
packages:

  '@s/b@2.0.0':
    resolution: {integrity: sha1-x}

  a@1.0.0:
    resolution: {integrity: sha512-x}

  c@3.0.0:
    resolution: {integrity: sha512-x}

  d@4.0.0:
    resolution: {integrity: sha512-x}

snapshots:

  '@s/b@2.0.0': {}

  a@1.0.0(react@17.0.2):
    dependencies:
      '@s/b': 2.0.0

  c@3.0.0:
    dependencies:
      '@s/b': 2.0.0
      d: 4.0.0

  d@4.0.0:
    dependencies:
      c: 3.0.0
";

    fn seen(facts: &LayerFacts) -> Vec<(String, &str, bool, Option<u32>)> {
        let all = facts.packages.iter();
        all.map(|p| {
            let line = p.places[0].line;
            (p.full_name(), p.version.as_str(), p.development, line)
        })
        .collect()
    }

    #[test]
    fn versions_five_and_six_are_read() {
        let facts = parsed(&UNIT, "pnpm-lock.yaml", V5.as_bytes());
        let expected = [
            ("a".to_owned(), "1.0.0", false, Some(7)),
            ("@s/b".to_owned(), "2.0.0", true, Some(12)),
            ("r".to_owned(), "3.0.0", false, Some(15)),
        ];
        assert_eq!(seen(&facts), expected, "{:?}", facts.unread);
        assert_eq!(facts.packages[0].depends, ["@s/b"]);
        assert_eq!(facts.packages[0].hashes.len(), 1);
        let facts = parsed(&UNIT, "pnpm-lock.yaml", V6.as_bytes());
        let expected = [
            ("a".to_owned(), "1.0.0", false, Some(4)),
            ("@s/b".to_owned(), "2.0.0", true, Some(8)),
        ];
        assert_eq!(seen(&facts), expected, "{:?}", facts.unread);
    }

    #[test]
    fn development_in_version_nine_is_what_only_development_needs() {
        let facts = parsed(&UNIT, "pnpm-lock.yaml", V9.as_bytes());
        let expected = [
            ("@s/b".to_owned(), "2.0.0", false, Some(17)),
            ("a".to_owned(), "1.0.0", false, Some(20)),
            ("c".to_owned(), "3.0.0", true, Some(23)),
            ("d".to_owned(), "4.0.0", true, Some(26)),
        ];
        assert_eq!(seen(&facts), expected, "{:?}", facts.unread);
        assert_eq!(facts.packages[2].depends, ["@s/b", "d"]);
    }

    #[test]
    fn cut_and_hostile_files_are_told_and_their_beginning_is_kept() {
        let cut = format!("{}    resolution: [", &V6[..V6.find("  /@s/b").unwrap()]);
        let facts = parsed(&UNIT, "pnpm-lock.yaml", cut.as_bytes());
        assert_eq!(facts.unread.len(), 1);
        let broken = V5.replace("  /@s/b/2.0.0:\n", "  /@s/b/2.0.0: ]\n");
        let facts = parsed(&UNIT, "pnpm-lock.yaml", broken.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (1, 1));
        let many = "a: 1\n---\n".repeat(DOCUMENTS_MAX + 1);
        let facts = parsed(&UNIT, "pnpm-lock.yaml", many.as_bytes());
        assert!(facts.unread[0].reason.contains("documents"));
    }

    #[test]
    fn a_lock_of_too_many_entries_is_read_up_to_the_limit() {
        let mut lock = "packages:\n".to_owned();
        for number in 0..FILE_PACKAGES_MAX + 3 {
            lock.push_str(&format!("  /a/{number}.0.0: {{dev: true}}\n"));
        }
        let facts = parsed(&UNIT, "pnpm-lock.yaml", lock.as_bytes());
        assert_eq!(facts.packages.len(), FILE_PACKAGES_MAX);
        assert_eq!(facts.unread.len(), 1);
        assert!(facts.unread[0].reason.contains("more than 100000"));
    }
}
