//! Installed npm packages: `node_modules/NAME/package.json`, and Debian's folders `nodejs`.
//!
//! Format: package.json of npm, of which `name`, `version`, `license` (a text, an object with
//! `type`, or the old `licenses` list) and the keys of `dependencies` are read. A `package.json`
//! that is not directly in a package's folder is part of that package and not another one.

use seaworthy_facts::PackageKind;
use serde::Deserialize;

use crate::found::Found;
use crate::json::Loose;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "node-package",
    title: "Installed npm packages",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Name("package.json", is_installed)],
    knows: Knows {
        licences: true,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: the largest known, with its whole configuration inside, has 300 kB.
    file_bytes_max: 4 * 1024 * 1024,
    parse,
};

fn is_installed(path: &str) -> bool {
    let mut parts = path.rsplit('/').skip(1);
    let (Some(_name), Some(folder)) = (parts.next(), parts.next()) else {
        return false;
    };
    // Node.js as Debian builds it also looks into `/usr/share/nodejs`, `/usr/lib/nodejs` and
    // `/usr/lib/TRIPLET/nodejs` (Debian Javascript Policy).
    let holds =
        |folder: &str| folder == "node_modules" || folder == "nodejs" && path.starts_with("usr/");
    holds(folder) || folder.starts_with('@') && parts.next().is_some_and(holds)
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    name: Loose,
    #[serde(default)]
    version: Loose,
    #[serde(default)]
    license: Loose,
    #[serde(default)]
    licenses: Loose,
    #[serde(default)]
    dependencies: Loose,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let manifest: Manifest = match serde_json::from_slice(content) {
        Ok(manifest) => manifest,
        Err(error) => return found.unread(format!("not a package.json: {error}")),
    };
    let Some(name) = manifest.name.text else {
        return found.unread("an installed package does not state its name");
    };
    let version = manifest.version.text.unwrap_or_default();
    let (space, name) = split_scope(&name);
    let mut package = found.new_package(PackageKind::Npm, name, version);
    package.namespace = space.map(str::to_owned);
    let licences = manifest.license.all().chain(manifest.licenses.all());
    package.licences = licences.filter(|text| !text.is_empty()).collect();
    package.depends = manifest.dependencies.keys;
    found.push(package);
}

/// `@scope/name` in its two parts.
pub(super) fn split_scope(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((scope, name)) if scope.starts_with('@') => (Some(scope), name),
        _ => (None, name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    #[test]
    fn a_manifest_becomes_a_package() {
        let json = br#"{"name": "@babel/core", "version": "7.1.0", "license": "MIT",
            "dependencies": {"debug": "^4", "lodash": "^4"}, "scripts": 7}"#;
        let facts = parsed(&UNIT, "app/node_modules/@babel/core/package.json", json);
        let package = &facts.packages[0];
        assert_eq!(package.full_name(), "@babel/core");
        assert_eq!(package.licences, ["MIT"]);
        assert_eq!(package.depends, ["debug", "lodash"]);
    }

    #[test]
    fn old_and_odd_members_do_not_hide_a_package() {
        let json = br#"{"name": "a", "version": {}, "licenses": [{"type": "MIT"}, "BSD", [[]]],
            "license": {"type": "ISC"}, "dependencies": []}"#;
        let facts = parsed(&UNIT, "node_modules/a/package.json", json);
        assert_eq!(facts.packages[0].version, "");
        assert_eq!(facts.packages[0].licences, ["ISC", "MIT", "BSD"]);
    }

    #[test]
    fn only_the_manifest_of_the_folder_counts() {
        assert!(is_installed("usr/lib/node_modules/npm/package.json"));
        assert!(is_installed("usr/share/nodejs/semver/package.json"));
        assert!(is_installed(
            "usr/share/nodejs/@npmcli/arborist/package.json"
        ));
        assert!(is_installed(
            "node_modules/a/node_modules/@b/c/package.json"
        ));
        for path in [
            "package.json",
            "app/package.json",
            "srv/nodejs/app/package.json",
            "node_modules/a/dist/package.json",
        ] {
            assert!(!is_installed(path), "{path}");
        }
    }

    #[test]
    fn broken_manifests_are_said() {
        for json in [&b"{"[..], b"[]", b"{\"version\": \"1\"}", b"\xff\xfe"] {
            let facts = parsed(&UNIT, "node_modules/a/package.json", json);
            assert!(facts.packages.is_empty());
            assert_eq!(facts.unread.len(), 1);
        }
    }
}
