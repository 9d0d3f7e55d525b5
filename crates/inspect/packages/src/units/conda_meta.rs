//! Installed conda packages: `conda-meta/NAME-VERSION-BUILD.json`.
//!
//! Format: conda documentation, "conda-meta": JSON of one package, of which `name`, `version`,
//! `license`, `depends` (`name versions build`) and `sha256` are read. Its list of files
//! is not: the Python package in it answers for itself.

use seaworthy_facts::PackageKind;
use serde::Deserialize;

use crate::found::Found;
use crate::json::Loose;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "conda-meta",
    title: "Installed conda packages",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Extension("json", is_meta)],
    knows: Knows {
        licences: true,
        edges: true,
        hashes: true,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: a package of 20,000 files, each named twice, has 8 MB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

fn is_meta(path: &str) -> bool {
    path.rsplit('/').nth(1) == Some("conda-meta")
}

#[derive(Deserialize)]
struct Meta {
    #[serde(default)]
    name: Loose,
    #[serde(default)]
    version: Loose,
    #[serde(default)]
    license: Loose,
    #[serde(default)]
    depends: Loose,
    #[serde(default)]
    sha256: Loose,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let meta: Meta = match serde_json::from_slice(content) {
        Ok(meta) => meta,
        Err(error) => return found.unread(format!("not the metadata of a conda package: {error}")),
    };
    let Some(name) = meta.name.text else {
        return found.unread("an installed conda package does not state its name");
    };
    let version = meta.version.text.unwrap_or_default();
    let mut package = found.new_package(PackageKind::Conda, name, version);
    package.licences = meta.license.all().filter(|text| !text.is_empty()).collect();
    let needs = meta.depends.texts.iter();
    package.depends = needs
        .filter_map(|need| need.split(' ').next())
        // `__glibc` and its like are the platform.
        .filter(|name| !name.starts_with("__"))
        .map(str::to_owned)
        .collect();
    let digest = meta.sha256.text.map(|hex| format!("sha256:{hex}"));
    package
        .hashes
        .extend(digest.and_then(|text| text.parse().ok()));
    found.push(package);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PATH: &str = "opt/conda/conda-meta/numpy-1.26.4-py311_0.json";

    #[test]
    fn metadata_becomes_a_package() {
        let json = br#"{"name": "numpy", "version": "1.26.4", "build": "py311_0",
            "license": "BSD-3-Clause", "depends": ["python >=3.11,<3.12.0a0", "__glibc >=2.17"],
            "subdir": "linux-64", "files": ["lib/x"],
            "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}"#;
        let facts = parsed(&UNIT, PATH, json);
        let package = &facts.packages[0];
        assert_eq!((&*package.name, &*package.version), ("numpy", "1.26.4"));
        assert_eq!(package.licences, ["BSD-3-Clause"]);
        assert_eq!(package.depends, ["python"]);
        assert_eq!(package.hashes.len(), 1);
    }

    #[test]
    fn what_is_no_metadata_is_told() {
        for json in [&b"{"[..], b"[]", b"{\"version\": \"1\"}", b"\xff"] {
            let facts = parsed(&UNIT, PATH, json);
            assert_eq!((facts.packages.len(), facts.unread.len()), (0, 1));
        }
        assert!(is_meta(PATH) && !is_meta("opt/conda-meta/x/a.json"));
    }
}
