//! The store of Nix: `nix/var/nix/db/db.sqlite`.
//!
//! Format: Nix reference manual, "Store path" and `builtins.parseDrvName`. The table `ValidPaths`
//! of the database has a row for each path `/nix/store/HASH-NAME-VERSION[-OUTPUT]` that is there.
//! The outputs of one build (`-bin`, `-dev`) are one package. A store that was copied without its
//! database tells nothing here: a file of it does not say what it belongs to.

use std::collections::HashSet;

use seaworthy_facts::PackageKind;

use crate::found::{FILE_PACKAGES_MAX, Found};
use crate::sqlite::{Database, Value, values};
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "nix-store",
    title: "Database of the Nix store",
    evidence: Evidence::Installed,
    recognise: &[
        Recognise::Path("nix/var/nix/db/db.sqlite"),
        Recognise::Path("nix/var/nix/db/db.sqlite-wal"),
    ],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: the database of a desktop with some ten thousand paths has 100 MB.
    file_bytes_max: 256 * 1024 * 1024,
    parse,
};

/// Characters of the hash in the name of a store path.
const HASH_CHARS: usize = 32;
/// Outputs of a build that nixpkgs uses beside the main one.
const OUTPUTS: [&str; 13] = [
    "bin", "data", "debug", "dev", "devdoc", "dist", "doc", "info", "lib", "man", "out", "py",
    "static",
];
/// What a build takes in or is described by, and no software itself.
const SOURCES: [&str; 10] = [
    ".bz2", ".diff", ".drv", ".gem", ".gz", ".patch", ".sh", ".tgz", ".xz", ".zip",
];

fn parse(content: &[u8], found: &mut Found<'_>) {
    if found.path().ends_with("-wal") {
        if !content.is_empty() {
            found.unread(
                "the write-ahead log of the Nix store is not read: paths that were added or \
                 removed last may be missing or too many",
            );
        }
        return;
    }
    let opened = Database::open(content).and_then(|database| {
        let root = database.table("ValidPaths")?;
        Ok((database, root))
    });
    let (database, root) = match opened {
        Ok(opened) => opened,
        Err(error) => return found.unread(error.to_string()),
    };
    let mut seen: HashSet<(String, String)> = HashSet::new();
    database.rows(root, |row| {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                found.unread(error.to_string());
                return true;
            }
        };
        // Columns: id, path, and what is not wanted.
        let columns = values(&row);
        let Some(Value::Bytes(path)) = columns.get(1) else {
            found.unread("a row without a path was left out");
            return true;
        };
        let path = String::from_utf8_lossy(path);
        if let Some((name, version)) = software(&path)
            && seen.len() <= FILE_PACKAGES_MAX
            && seen.insert((name.to_owned(), version.to_owned()))
        {
            let package = found.new_package(PackageKind::Nix, name, version);
            found.push(package);
        }
        !found.is_full()
    });
}

/// Name and version of a store path; nothing where it has no version: configurations, scripts and
/// the like.
fn software(path: &str) -> Option<(&str, &str)> {
    let entry = path.rsplit('/').next()?;
    let (hash, whole) = entry.split_at_checked(HASH_CHARS)?;
    let whole = whole.strip_prefix('-')?;
    let is_hash = hash.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_hash || SOURCES.iter().any(|end| whole.ends_with(end)) {
        return None;
    }
    // The version begins behind the first hyphen that a number follows.
    let begins = |at: &usize| whole.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit);
    let at = whole.match_indices('-').map(|(at, _)| at).find(begins)?;
    let (name, version) = (whole.get(..at)?, whole.get(at + 1..)?);
    let version = match version.rsplit_once('-') {
        Some((version, output)) if OUTPUTS.contains(&output) => version,
        _ => version,
    };
    (!name.is_empty()).then_some((name, version))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PATH: &str = "nix/var/nix/db/db.sqlite";
    const STORE: &[u8] = include_bytes!("../../../../../fuzz/corpus/nix-store/store");

    #[test]
    fn outputs_of_a_build_are_one_package() {
        let facts = parsed(&UNIT, PATH, STORE);
        let seen: Vec<(&str, &str)> = facts
            .packages
            .iter()
            .map(|one| (&*one.name, &*one.version))
            .collect();
        assert_eq!(
            seen,
            [
                ("openssl", "3.0.12"),
                ("bash", "5.2-p21"),
                ("gtk+3", "3.24.38")
            ]
        );
        assert!(
            facts
                .packages
                .iter()
                .all(|one| one.kind == PackageKind::Nix)
        );
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
    }

    #[test]
    fn paths_without_a_version_and_sources_are_no_software() {
        let hash = "0123456789abcdfghijklmnpqrsvwxyz";
        for (name, expected) in [
            ("libfoo-bar-1.2", Some(("libfoo-bar", "1.2"))),
            (
                "python3.11-requests-2.31.0",
                Some(("python3.11-requests", "2.31.0")),
            ),
            ("zlib-1.3-dev", Some(("zlib", "1.3"))),
            ("a-1.0-rc1", Some(("a", "1.0-rc1"))),
            ("source", None),
            ("etc-os-release", None),
            ("-1.0", None),
            ("fix-1.patch", None),
            ("bash-5.2.tar.gz", None),
            ("bash-5.2.drv", None),
            ("", None),
        ] {
            assert_eq!(
                software(&format!("/nix/store/{hash}-{name}")),
                expected,
                "{name}"
            );
        }
        for path in [
            "",
            "/nix/store/short-a-1",
            "/nix/store/éééééééééééééééé-a-1",
        ] {
            assert_eq!(software(path), None);
        }
    }

    #[test]
    fn a_log_that_is_not_empty_is_said() {
        let path = "nix/var/nix/db/db.sqlite-wal";
        assert!(parsed(&UNIT, path, b"").unread.is_empty());
        assert_eq!(parsed(&UNIT, path, b"x").unread.len(), 1);
    }

    #[test]
    fn another_file_is_said() {
        for broken in [&b""[..], b"SQLite format 3\0", b"text"] {
            let facts = parsed(&UNIT, PATH, broken);
            assert_eq!((facts.packages.len(), facts.unread.len()), (0, 1));
        }
    }
}
