//! Installed distributions of Perl: `.meta/NAME-VERSION/install.json` and `MYMETA.json`.
//!
//! Format: JSON that cpanm and Carton leave beside what they install; `install.json` has `dist`,
//! `MYMETA.json` is a CPAN::Meta::Spec 2 document with `name`, `version`, `license` and `prereqs`.

use seaworthy_facts::PackageKind;
use serde::Deserialize;

use crate::found::Found;
use crate::json::Loose;
use crate::unit::{Evidence, Knows, Recognise, Unit};

use super::cpanfile_snapshot::split_distribution;

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "perl-install",
    title: "Installed distributions of Perl",
    evidence: Evidence::Installed,
    recognise: &[
        Recognise::Name("install.json", is_installed),
        Recognise::Name("MYMETA.json", is_installed),
    ],
    knows: Knows {
        licences: true,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: the largest known, with all modules of a distribution, have 200 kB.
    file_bytes_max: 4 * 1024 * 1024,
    parse,
};

fn is_installed(path: &str) -> bool {
    path.rsplit('/').nth(2) == Some(".meta")
}

#[derive(Deserialize)]
struct Meta {
    #[serde(default)]
    dist: Option<String>,
    #[serde(default)]
    name: Loose,
    #[serde(default)]
    version: Loose,
    #[serde(default)]
    license: Loose,
    #[serde(default)]
    prereqs: Phases,
}

#[derive(Default, Deserialize)]
struct Phases {
    #[serde(default)]
    runtime: Relations,
}

#[derive(Default, Deserialize)]
struct Relations {
    #[serde(default)]
    requires: Loose,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let meta: Meta = match serde_json::from_slice(content) {
        Ok(meta) => meta,
        Err(error) => return found.unread(format!("not what cpanm leaves: {error}")),
    };
    let version = meta.version.text.unwrap_or_default();
    let package = match (&meta.dist, &meta.name.text) {
        // In `install.json` the name is that of the main module.
        (Some(dist), _) => {
            let (name, written) = split_distribution(dist);
            let version = if written.is_empty() {
                &version
            } else {
                written
            };
            found.new_package(PackageKind::Cpan, name, version)
        }
        (None, Some(name)) => found.new_package(PackageKind::Cpan, name.as_str(), version),
        (None, None) => return found.unread("an installed distribution does not state its name"),
    };
    let mut package = package;
    package.licences = meta
        .license
        .all()
        .filter(|name| name != "unknown")
        .collect();
    package.depends = meta.prereqs.runtime.requires.keys;
    package.depends.retain(|name| name != "perl");
    found.push(package);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PATH: &str = "usr/local/lib/perl5/x86_64-linux/.meta/DBIx-Class-0.082/install.json";

    #[test]
    fn both_files_name_the_distribution() {
        let install = br#"{"name": "DBIx::Class", "dist": "DBIx-Class-0.082", "version": "0.082",
            "pathname": "R/RI/RIBASUSHI/DBIx-Class-0.082.tar.gz", "provides": {}}"#;
        let facts = parsed(&UNIT, PATH, install);
        let package = &facts.packages[0];
        assert_eq!((&*package.name, &*package.version), ("DBIx-Class", "0.082"));
        let mymeta = br#"{"name": "DBIx-Class", "version": "0.082", "license": ["perl_5"],
            "prereqs": {"runtime": {"requires": {"perl": "5.8.1", "DBI": "1.57"}}}}"#;
        let facts = parsed(&UNIT, PATH, mymeta);
        assert_eq!(facts.packages[0].licences, ["perl_5"]);
        assert_eq!(facts.packages[0].depends, ["DBI"]);
    }

    #[test]
    fn other_files_are_told_and_not_wanted_elsewhere() {
        for json in [&b"{"[..], b"[]", b"{}", b"\xff"] {
            assert_eq!(parsed(&UNIT, PATH, json).unread.len(), 1);
        }
        assert!(is_installed(PATH));
        assert!(!is_installed("app/install.json"));
    }
}
