//! Julia's manifests: `Manifest.toml`, formats 1 and 2.
//!
//! Format: TOML that Julia's Pkg writes (pkgdocs.julialang.org, "Manifest.toml"): tables
//! `[[NAME]]`, since format 2 `[[deps.NAME]]`, with `version` and `deps` (a list of names, or a
//! table of names where one is not unique). Packages of the standard library may have no version.

use seaworthy_facts::PackageKind;
use serde::Deserialize;
use toml::{Spanned, Value};

use crate::found::Found;
use crate::lines::LineFinder;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "julia-manifest",
    title: "Julia manifests",
    evidence: Evidence::Locked,
    recognise: &[
        Recognise::Name("Manifest.toml", is_of_a_project),
        Recognise::Name("JuliaManifest.toml", is_of_a_project),
    ],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: the largest known have 200 kB.
    file_bytes_max: 16 * 1024 * 1024,
    parse,
};

/// Installed packages carry the manifests of their authors: `packages/NAME/SLUG/`.
fn is_of_a_project(path: &str) -> bool {
    !path.contains(".julia/packages/")
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    deps: Option<Value>,
}

type Entries = std::collections::BTreeMap<Spanned<String>, Vec<Entry>>;

#[derive(Deserialize)]
struct Second {
    deps: Entries,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let text = String::from_utf8_lossy(content);
    match entries(&text) {
        Ok(entries) => packages(&entries, &text, found),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let line = LineFinder::new(text.as_bytes()).at(at);
            found.unread(format!(
                "line {line} is not as Julia writes it; the rest is left out"
            ));
            // The entries before the damage are whole.
            let before = text.get(..at).unwrap_or_default();
            let whole = before.rfind("\n[[").and_then(|end| text.get(..end));
            if let Some(Ok(entries)) = whole.map(entries) {
                packages(&entries, &text, found);
            }
        }
    }
}

fn entries(text: &str) -> Result<Entries, toml::de::Error> {
    // Format 2 says so, and has everything below `deps`.
    if text.contains("[[deps.") || text.contains("manifest_format") {
        toml::from_str::<Second>(text).map(|manifest| manifest.deps)
    } else {
        toml::from_str::<Entries>(text)
    }
}

fn packages(entries: &Entries, text: &str, found: &mut Found<'_>) {
    let mut sorted: Vec<_> = entries.iter().collect();
    sorted.sort_by_key(|(name, _)| name.span().start);
    let mut lines = LineFinder::new(text.as_bytes());
    for (name, all) in sorted {
        let line = lines.at(name.span().start);
        for entry in all {
            let version = entry.version.as_deref().unwrap_or_default();
            let mut package =
                found.new_package(PackageKind::Julia, name.get_ref().as_str(), version);
            package.depends = match &entry.deps {
                Some(Value::Array(names)) => {
                    let names = names.iter().filter_map(Value::as_str);
                    names.map(str::to_owned).collect()
                }
                Some(Value::Table(names)) => names.keys().cloned().collect(),
                _ => Vec::new(),
            };
            found.push_on(package, Some(line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const SECOND: &str = "\
julia_version = \"1.9.0\"
manifest_format = \"2.0\"

[[deps.Dates]]
deps = [\"Printf\"]
uuid = \"ade2ca70-3891-5945-98fb-dc099432e06a\"

[[deps.JSON]]
deps = [\"Dates\", \"Mmap\"]
git-tree-sha1 = \"31e996f0a15c7b280ba9f76636b3ff9e2ae58c9a\"
uuid = \"682c06a0-de6a-54ab-a142-c8b1cf79cde6\"
version = \"0.21.4\"
";

    #[test]
    fn both_formats_are_read() {
        let facts = parsed(&UNIT, "Manifest.toml", SECOND.as_bytes());
        let [dates, json] = &facts.packages[..] else {
            panic!("{facts:?}")
        };
        assert_eq!((&*dates.name, &*dates.version), ("Dates", ""));
        assert_eq!((&*json.name, &*json.version), ("JSON", "0.21.4"));
        assert_eq!(json.depends, ["Dates", "Mmap"]);
        assert_eq!(json.places[0].line, Some(8));
        let first = b"[[JSON]]\nversion = \"0.21.0\"\n\n    [JSON.deps]\n    Dates = \"ad\"\n";
        let facts = parsed(&UNIT, "Manifest.toml", first);
        assert_eq!(facts.packages[0].depends, ["Dates"]);
    }

    #[test]
    fn entries_before_the_damage_are_kept() {
        for broken in [
            SECOND.replace("\"0.21.4\"", "\"0.21"),
            format!("{SECOND}\n[[deps.X]]\nversion = \u{0}\n"),
        ] {
            let facts = parsed(&UNIT, "Manifest.toml", broken.as_bytes());
            assert_eq!(facts.packages[0].name, "Dates", "{broken}");
            assert_eq!(facts.unread.len(), 1);
        }
        let deep = format!("a = {}", "[".repeat(100_000));
        let facts = parsed(&UNIT, "Manifest.toml", deep.as_bytes());
        assert_eq!(facts.unread.len(), 1);
    }
}
