//! Python distributions as files: wheels (`*.whl`) and eggs (`*.egg`).
//!
//! Format: the specification "Binary distribution format" of packaging.python.org, and setuptools,
//! "The Internal Structure of Python Eggs": zip archives with `NAME.dist-info/METADATA` or
//! `EGG-INFO/PKG-INFO`, which [`super::python_dist`] reads.

use crate::found::Found;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};
use crate::zip::Archive;

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "python-archive",
    title: "Python wheels and eggs",
    evidence: Evidence::Installed,
    recognise: &[
        Recognise::Extension("whl", anywhere),
        Recognise::Extension("egg", anywhere),
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
    file_bytes_max: usize::MAX,
    parse,
};

/// LIMIT: the headers stand at the start; descriptions of a megabyte exist.
const METADATA_BYTES_MAX: usize = 4 * 1024 * 1024;

fn parse(content: &[u8], found: &mut Found<'_>) {
    let archive = match Archive::open(content) {
        Ok(archive) => archive,
        Err(error) => return found.unread(error.to_string()),
    };
    let Some(entry) = archive.entries().find(|entry| is_metadata(entry.name)) else {
        return found.unread("it has no metadata of a Python distribution");
    };
    match archive.content(&entry, METADATA_BYTES_MAX) {
        Ok(metadata) => super::python_dist::parse(&metadata, found),
        Err(error) => found.unread(format!("its metadata: {error}")),
    }
}

/// In the outermost folder: a wheel may carry other distributions inside.
fn is_metadata(name: &[u8]) -> bool {
    let folder = name.strip_suffix(b".dist-info/METADATA");
    folder.is_some_and(|folder| !folder.contains(&b'/')) || name == b"EGG-INFO/PKG-INFO"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;
    use crate::zip::tests::archive;

    const METADATA: &[u8] = b"Name: a\nVersion: 1.0\nLicense: MIT\nRequires-Dist: b\n\ntext\n";

    #[test]
    fn wheels_and_eggs_become_packages() {
        for name in ["a-1.0.dist-info/METADATA", "EGG-INFO/PKG-INFO"] {
            let inner = "a/_vendor/z-9.dist-info/METADATA";
            let other: &[u8] = b"Name: z\n";
            let wheel = archive(&[("a/__init__.py", b""), (inner, other), (name, METADATA)]);
            let facts = parsed(&UNIT, "wheels/a-1.0-py3-none-any.whl", &wheel);
            let package = &facts.packages[0];
            assert_eq!((&*package.name, &*package.version), ("a", "1.0"));
            assert_eq!(package.licences, ["MIT"]);
            assert_eq!(package.depends, ["b"]);
        }
    }

    #[test]
    fn bombs_and_damage_are_told() {
        let bomb = vec![b'\n'; METADATA_BYTES_MAX + 1];
        let bomb = archive(&[("a-1.dist-info/METADATA", &bomb)]);
        let empty = archive(&[("a.py", b"")]);
        for content in [&bomb[..], &empty, b"no zip", &bomb[..bomb.len() - 9]] {
            let facts = parsed(&UNIT, "a.whl", content);
            assert_eq!((facts.packages.len(), facts.unread.len()), (0, 1));
        }
    }
}
