//! Composer's lock files: `composer.lock`.
//!
//! Format: getcomposer.org, "composer.lock": entries under `packages` and `packages-dev`. The same
//! entries, as a list or with `dev-package-names`, are what [`super::composer_installed`] reads.

use std::collections::HashSet;

use seaworthy_facts::{Package, PackageKind};
use serde::Deserialize;
use serde::de::MapAccess;

use crate::found::{FILE_PACKAGES_MAX, Found};
use crate::json::{Elements, Loose, Members, TakeMember, Value, read};
use crate::lines::LineFinder;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "composer-lock",
    title: "Composer lock files",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("composer.lock", anywhere)],
    knows: Knows {
        licences: true,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: true,
        locations: true,
    },
    // LIMIT: the largest applications have 2 MB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    name: String,
    #[serde(default)]
    version: Loose,
    #[serde(default)]
    license: Loose,
    #[serde(default)]
    require: Loose,
}

#[derive(Default)]
struct Lock {
    entries: Vec<(Entry, bool)>,
    development: HashSet<String>,
}

impl<'de> TakeMember<'de> for &mut Lock {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        let development = match key {
            "packages" => false,
            "packages-dev" => true,
            "dev-package-names" => {
                let names = |name: Loose| {
                    self.development.extend(name.text);
                };
                return value.seed(Elements::new(names));
            }
            _ => return value.skip(),
        };
        value.seed(Elements::new(|entry: Entry| self.add(entry, development)))
    }
}

impl Lock {
    fn add(&mut self, entry: Entry, development: bool) {
        // One more than the limit, so that reaching it is reported.
        if self.entries.len() <= FILE_PACKAGES_MAX {
            self.entries.push((entry, development));
        }
    }
}

/// Reads a lock file or a list of what is installed.
pub(super) fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut lock = Lock::default();
    let is_list = content.trim_ascii_start().starts_with(b"[");
    let result = if is_list {
        read(content, Elements::new(|entry| lock.add(entry, false)))
    } else {
        read(content, Members(&mut lock))
    };
    if let Err(error) = result {
        found.unread(format!("not a whole Composer file: {error}"));
    }
    let mut lines = LineFinder::new(content);
    for (entry, development) in &lock.entries {
        let line = lines.find_json(&entry.name);
        let mut package = package(entry, found);
        package.development = *development || lock.development.contains(&entry.name);
        for place in &mut package.places {
            place.line = line;
        }
        found.push(package);
    }
}

fn package(entry: &Entry, found: &Found<'_>) -> Package {
    let (space, name) = match entry.name.split_once('/') {
        Some((space, name)) => (Some(space.to_owned()), name),
        None => (None, entry.name.as_str()),
    };
    let version = entry.version.text.clone().unwrap_or_default();
    let mut package = found.new_package(PackageKind::Composer, name, version);
    package.namespace = space;
    package.licences = entry.license.clone().all().collect();
    // `php` and `ext-*` are the platform; packages have a vendor.
    let needs = entry.require.keys.iter();
    package.depends = needs.filter(|name| name.contains('/')).cloned().collect();
    package
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const LOCK: &str = r#"{
    "content-hash": "x",
    "packages": [
        {
            "name": "symfony/yaml",
            "version": "v5.4.1",
            "require": { "php": ">=7", "symfony/polyfill": "^1" },
            "license": ["MIT"]
        }
    ],
    "packages-dev": [
        {
            "name": "phpunit/phpunit",
            "version": "9.5.0",
            "require": [],
            "license": "BSD-3-Clause"
        }
    ],
    "aliases": []
}"#;

    #[test]
    fn a_lock_is_read_with_lines_and_marks() {
        let facts = parsed(&UNIT, "composer.lock", LOCK.as_bytes());
        let [yaml, unit] = &facts.packages[..] else {
            panic!("{facts:?}")
        };
        assert_eq!(yaml.full_name(), "symfony/yaml");
        assert_eq!(yaml.depends, ["symfony/polyfill"]);
        assert_eq!(yaml.licences, ["MIT"]);
        assert_eq!(yaml.places[0].line, Some(5));
        assert!(unit.development && !yaml.development);
        assert_eq!(unit.licences, ["BSD-3-Clause"]);
        assert_eq!(unit.places[0].line, Some(13));
    }

    #[test]
    fn a_file_cut_short_keeps_what_was_read() {
        let cut = &LOCK[..LOCK.find("\"phpunit").unwrap()];
        let facts = parsed(&UNIT, "composer.lock", cut.as_bytes());
        assert_eq!(facts.packages.len(), 1);
        assert_eq!(facts.unread.len(), 1);
    }
}
