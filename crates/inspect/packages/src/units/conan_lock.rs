//! Conan's lock files: `conan.lock`, of Conan 1 and 2.
//!
//! Format: JSON. Conan 1 has `graph_lock.nodes`, each with `ref` and the numbers of the nodes it
//! `requires`; Conan 2 has lists of references, `requires`, `build_requires` and `python_requires`.
//! A reference is `name/version@user/channel#revision%time` (docs.conan.io, "Lockfiles").

use std::collections::BTreeMap;

use seaworthy_facts::{Package, PackageKind};
use serde::Deserialize;
use serde::de::MapAccess;

use crate::found::{FILE_PACKAGES_MAX, Found};
use crate::json::{Elements, Loose, Members, TakeMember, Value, read};
use crate::lines::LineFinder;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "conan-lock",
    title: "Conan lock files",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("conan.lock", anywhere)],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: true,
        locations: true,
    },
    // LIMIT: the largest known have 200 kB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

#[derive(Default, Deserialize)]
struct Node {
    #[serde(default, rename = "ref")]
    reference: Option<String>,
    #[serde(default)]
    requires: Loose,
    #[serde(default)]
    context: Option<String>,
}

#[derive(Default)]
struct Lock {
    nodes: BTreeMap<String, Node>,
    references: Vec<(String, bool)>,
}

impl<'de> TakeMember<'de> for &mut Lock {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        let development = match key {
            "graph_lock" => return value.seed(Members(&mut **self)),
            "nodes" => return value.seed(Members(&mut self.nodes)),
            "requires" => false,
            "build_requires" | "python_requires" => true,
            _ => return value.skip(),
        };
        value.seed(Elements::new(|reference: Loose| {
            // One more than the limit, so that reaching it is reported.
            if self.references.len() <= FILE_PACKAGES_MAX {
                let text = reference.text.unwrap_or_default();
                self.references.push((text, development));
            }
        }))
    }
}

impl<'de> TakeMember<'de> for &mut BTreeMap<String, Node> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        if self.len() > FILE_PACKAGES_MAX {
            return value.skip();
        }
        let node = value.read::<Node>()?;
        self.insert(key.to_owned(), node);
        Ok(())
    }
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut lock = Lock::default();
    if let Err(error) = read(content, Members(&mut lock)) {
        found.unread(format!("not a whole conan.lock: {error}"));
    }
    let mut lines = LineFinder::new(content);
    for (reference, development) in &lock.references {
        let line = lines.find_json(reference);
        let mut package = package(reference, found);
        package.development = *development;
        found.push_on(package, line);
    }
    let names: BTreeMap<&str, &str> = lock
        .nodes
        .iter()
        .filter_map(|(id, node)| Some((id.as_str(), split(node.reference.as_deref()?).0)))
        .collect();
    // Nodes are numbered as text, so that their order here is not that of the file.
    for node in lock.nodes.values() {
        // The root of the graph is the project itself, which may be without a name.
        let Some(reference) = node.reference.as_deref() else {
            continue;
        };
        let mut package = package(reference, found);
        package.development = node.context.as_deref() == Some("build");
        let needs = node.requires.texts.iter();
        package.depends = needs
            .filter_map(|id| names.get(id.as_str()).map(|name| (*name).to_owned()))
            .collect();
        found.push(package);
    }
}

/// The package of a reference.
pub(super) fn package(reference: &str, found: &Found<'_>) -> Package {
    let (name, version) = split(reference);
    found.new_package(PackageKind::Conan, name, version)
}

/// Name and version of a reference; a range of versions is none.
fn split(reference: &str) -> (&str, &str) {
    let end = reference.find(['@', '#', '%']).unwrap_or(reference.len());
    let reference = reference.get(..end).unwrap_or_default().trim();
    let (name, version) = reference.split_once('/').unwrap_or((reference, ""));
    if version.starts_with('[') {
        return (name, "");
    }
    (name, version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const SECOND: &str = r#"{
    "version": "0.5",
    "requires": [
        "zlib/1.2.13#13c96f538b52e1600c40b88994de240f%1667396813.987",
        "openssl/3.0.8@acme/stable"
    ],
    "build_requires": [ "cmake/3.25.2#00" ],
    "python_requires": []
}"#;

    const FIRST: &str = r#"{
 "graph_lock": {
  "nodes": {
   "0": { "options": "", "requires": ["1"], "path": "conanfile.txt" },
   "1": { "ref": "poco/1.9.4#00", "requires": ["2"], "context": "host" },
   "2": { "ref": "zlib/1.2.11", "context": "host" },
   "3": { "ref": "cmake/3.20", "context": "build" }
  } },
 "version": "0.4"
}"#;

    #[test]
    fn references_of_conan_2_are_read() {
        let facts = parsed(&UNIT, "conan.lock", SECOND.as_bytes());
        let seen: Vec<_> = facts
            .packages
            .iter()
            .map(|p| (&*p.name, &*p.version, p.development, p.places[0].line))
            .collect();
        assert_eq!(
            seen,
            [
                ("zlib", "1.2.13", false, Some(4)),
                ("openssl", "3.0.8", false, Some(5)),
                ("cmake", "3.25.2", true, Some(7)),
            ]
        );
    }

    #[test]
    fn nodes_of_conan_1_are_read_with_their_edges() {
        let facts = parsed(&UNIT, "conan.lock", FIRST.as_bytes());
        let [poco, zlib, cmake] = &facts.packages[..] else {
            panic!("{facts:?}")
        };
        assert_eq!((&*poco.name, &*poco.version), ("poco", "1.9.4"));
        assert_eq!(poco.depends, ["zlib"]);
        assert_eq!(zlib.version, "1.2.11");
        assert!(cmake.development);
    }

    #[test]
    fn a_file_cut_short_keeps_what_was_read() {
        let cut = &SECOND[..SECOND.find("openssl").unwrap()];
        let facts = parsed(&UNIT, "conan.lock", cut.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (1, 1));
    }
}
