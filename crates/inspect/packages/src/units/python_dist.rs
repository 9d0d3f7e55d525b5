//! Installed Python distributions: `*.dist-info/METADATA`, `*.egg-info/PKG-INFO`, `*.egg-info`
//! files.
//!
//! Format: core metadata specification of the Python Packaging Authority (headers as in e-mail), of
//! which `Name`, `Version`, `License-Expression`, `License`, licence classifiers and
//! `Requires-Dist` are read.

use seaworthy_facts::PackageKind;

use crate::found::{Found, text};
use crate::lines::lines;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "python-dist",
    title: "Installed Python distributions",
    evidence: Evidence::Installed,
    recognise: &[
        Recognise::Name("METADATA", is_wheel),
        Recognise::Name("PKG-INFO", is_egg),
        Recognise::Extension("egg-info", anywhere),
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
    // LIMIT: the headers stand at the start; descriptions of a megabyte exist.
    file_bytes_max: 4 * 1024 * 1024,
    parse,
};

fn folder(path: &str) -> &str {
    path.rsplit('/').nth(1).unwrap_or_default()
}

fn is_wheel(path: &str) -> bool {
    folder(path).ends_with(".dist-info")
}

fn is_egg(path: &str) -> bool {
    folder(path).ends_with(".egg-info") || folder(path) == "EGG-INFO"
}

#[derive(Default)]
struct Metadata<'a> {
    name: &'a [u8],
    version: &'a [u8],
    expression: &'a [u8],
    licence: &'a [u8],
    licence_goes_on: bool,
    classifiers: Vec<String>,
    needs: Vec<String>,
}

/// Reads the metadata of a distribution, installed or in an archive.
pub(super) fn parse(content: &[u8], found: &mut Found<'_>) {
    let metadata = headers(content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content));
    if metadata.name.is_empty() {
        return found.unread("no metadata of a Python distribution: it does not state a name");
    }
    let version = text(metadata.version);
    let mut package = found.new_package(PackageKind::Pypi, text(metadata.name), version);
    // LIMIT: whole licence texts stand in `License` too; a name is shorter than this.
    let is_name = |licence: &[u8]| {
        !licence.is_empty() && licence.len() <= 100 && !licence.eq_ignore_ascii_case(b"unknown")
    };
    if is_name(metadata.expression) {
        package.licences.push(text(metadata.expression));
    } else if !metadata.licence_goes_on && is_name(metadata.licence) {
        package.licences.push(text(metadata.licence));
    } else {
        package.licences = metadata.classifiers;
    }
    package.depends = metadata.needs;
    found.push(package);
}

fn headers(content: &[u8]) -> Metadata<'_> {
    let mut metadata = Metadata::default();
    let mut last: &[u8] = b"";
    for line in lines(content) {
        if line.is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            metadata.licence_goes_on |= last.eq_ignore_ascii_case(b"license");
            continue;
        }
        let Some(colon) = memchr::memchr(b':', line) else {
            continue;
        };
        let (name, value) = line.split_at(colon);
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        last = name;
        match name.to_ascii_lowercase().as_slice() {
            b"name" if metadata.name.is_empty() => metadata.name = value,
            b"version" if metadata.version.is_empty() => metadata.version = value,
            b"license-expression" => metadata.expression = value,
            b"license" => metadata.licence = value,
            b"classifier" if value.starts_with(b"License ::") => {
                let value = text(value);
                let licence = value.rsplit(" :: ").next().unwrap_or_default();
                metadata.classifiers.push(licence.to_owned());
            }
            b"requires-dist" => metadata.needs.extend(need(value)),
            _ => {}
        }
    }
    metadata
}

/// The name in a dependency specifier (PEP 508), unless only an extra asks for it.
pub(super) fn need(value: &[u8]) -> Option<String> {
    let value = String::from_utf8_lossy(value);
    let (specifier, marker) = value.split_once(';').unwrap_or((&value, ""));
    if marker.contains("extra") {
        return None;
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = specifier.find(|c| !is_name(c)).unwrap_or(specifier.len());
    let name = specifier.get(..end)?;
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PATH: &str = "usr/lib/python3/site-packages/Jinja2-3.1.2.dist-info/METADATA";

    #[test]
    fn metadata_becomes_a_package() {
        let metadata =
            b"Metadata-Version: 2.1\nName: Jinja2\nVersion: 3.1.2\nLicense: BSD-3-Clause\n\
            Requires-Dist: MarkupSafe (>=2.0)\nRequires-Dist: Babel>=2.7 ; extra == 'i18n'\n\n\
            Name: not-a-header\n";
        let facts = parsed(&UNIT, PATH, metadata);
        let package = &facts.packages[0];
        assert_eq!((&*package.name, &*package.version), ("Jinja2", "3.1.2"));
        assert_eq!(package.licences, ["BSD-3-Clause"]);
        assert_eq!(package.depends, ["MarkupSafe"]);
    }

    #[test]
    fn a_whole_licence_text_gives_way_to_the_classifier() {
        let metadata = b"Name: a\nVersion: 1\nLicense: Copyright me\n        All rights.\n\
            Classifier: License :: OSI Approved :: MIT License\n";
        let facts = parsed(&UNIT, PATH, metadata);
        assert_eq!(facts.packages[0].licences, ["MIT License"]);
        let facts = parsed(
            &UNIT,
            PATH,
            b"Name: a\nLicense: UNKNOWN\nLicense-Expression: MIT\n",
        );
        assert_eq!(facts.packages[0].licences, ["MIT"]);
    }

    #[test]
    fn what_is_no_metadata_is_said() {
        for content in [&b""[..], b"\0\0\0", b"\nName: late\n"] {
            let facts = parsed(&UNIT, PATH, content);
            assert!(facts.packages.is_empty());
            assert_eq!(facts.unread.len(), 1);
        }
    }
}
