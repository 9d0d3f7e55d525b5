//! PDM's lock files: `pdm.lock`.
//!
//! Format: TOML of pdm-project/pdm, one `[[package]]` each with `name`, `version`, `groups` (of
//! which `default` is what the project itself needs), `dependencies` as specifiers (PEP 508), and
//! `files` with digests. A package stands there again for each of its extras.

use seaworthy_facts::PackageKind;
use serde::Deserialize;
use toml::Spanned;

use super::poetry_lock::{File, digests};
use super::python_dist::need;
use crate::found::Found;
use crate::lines::LineFinder;
use crate::toml_lock;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "pdm-lock",
    title: "PDM lock files",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("pdm.lock", anywhere)],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: true,
        source: false,
        files: false,
        development: true,
        locations: true,
    },
    // LIMIT: 500 packages with all digests have 1 MB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    package: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: Spanned<String>,
    #[serde(default)]
    version: String,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    dependencies: Vec<String>,
    #[serde(default)]
    files: Vec<File>,
    #[serde(default)]
    path: Option<String>,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let text = String::from_utf8_lossy(content);
    let Some(lock) = toml_lock::read::<Lock>(&text, "[[package]]", found) else {
        return;
    };
    let mut lines = LineFinder::new(text.as_bytes());
    for entry in lock.package {
        let line = lines.at(entry.name.span().start);
        if entry.path.is_some() {
            // A folder of the project.
            continue;
        }
        let name = entry.name.into_inner();
        let mut package = found.new_package(PackageKind::Pypi, name, entry.version);
        package.hashes = digests(&entry.files);
        let needs = entry.dependencies.iter();
        package.depends = needs.filter_map(|text| need(text.as_bytes())).collect();
        let of_project = |group: &String| group == "default";
        package.development = !entry.groups.is_empty() && !entry.groups.iter().any(of_project);
        found.push_on(package, Some(line));
        if found.is_full() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const LOCK: &str = "\
[metadata]
groups = [\"default\", \"test\"]
lock_version = \"4.5.0\"

[[package]]
name = \"a\"
version = \"1.0\"
groups = [\"default\", \"test\"]
dependencies = [
    \"b>=2; python_version < '3.9'\",
]
files = [
    {file = \"a.whl\", \
hash = \"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"},
]

[[package]]
name = \"b\"
version = \"2.1\"
groups = [\"test\"]

[[package]]
name = \"own\"
version = \"0.1\"
path = \"./own\"
";

    #[test]
    fn packages_are_read_with_lines_groups_and_digests() {
        let facts = parsed(&UNIT, "pdm.lock", LOCK.as_bytes());
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let [a, b] = &facts.packages[..] else {
            panic!("{facts:?}")
        };
        assert_eq!((&*a.name, &*a.version, a.development), ("a", "1.0", false));
        assert_eq!((a.hashes.len(), a.places[0].line), (1, Some(6)));
        assert_eq!(a.depends, ["b"]);
        assert!(b.development);
    }

    #[test]
    fn damage_is_told() {
        for broken in [&LOCK[..LOCK.len() - 3], "name = [", "\u{0}"] {
            let facts = parsed(&UNIT, "pdm.lock", broken.as_bytes());
            assert_eq!(facts.unread.len(), 1, "{broken}");
        }
    }
}
