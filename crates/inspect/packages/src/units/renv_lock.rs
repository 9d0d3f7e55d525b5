//! Lock files of R projects: `renv.lock`.
//!
//! Format: JSON that renv writes (rstudio.github.io/renv, "Lockfiles"): `Packages`, by name, with
//! `Version` and `Requirements`. The hash there is that of the DESCRIPTION and not of an archive.

use seaworthy_facts::PackageKind;
use serde::Deserialize;
use serde::de::MapAccess;

use crate::found::{FILE_PACKAGES_MAX, Found};
use crate::json::{Elements, Loose, Members, TakeMember, Value, read};
use crate::lines::LineFinder;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "renv-lock",
    title: "Lock files of R projects",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("renv.lock", anywhere)],
    knows: Knows {
        licences: true,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: the largest known, with whole descriptions inside, have 1 MB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    #[serde(default)]
    package: String,
    #[serde(default)]
    version: Loose,
    #[serde(default)]
    requirements: Loose,
    #[serde(default)]
    license: Loose,
}

struct Lock(Vec<Entry>);

impl<'de> TakeMember<'de> for &mut Lock {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        if key != "Packages" {
            return value.skip();
        }
        value.seed(Elements::new(|entry: Entry| {
            // One more than the limit, so that reaching it is reported.
            if self.0.len() <= FILE_PACKAGES_MAX {
                self.0.push(entry);
            }
        }))
    }
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut lock = Lock(Vec::new());
    if let Err(error) = read(content, Members(&mut lock)) {
        found.unread(format!("not a whole renv.lock: {error}"));
    }
    let mut lines = LineFinder::new(content);
    for entry in lock.0 {
        let line = lines.find_json(&entry.package);
        let version = entry.version.text.unwrap_or_default();
        let mut package = found.new_package(PackageKind::Cran, entry.package, version);
        package.depends = entry.requirements.texts;
        // `R` is the language.
        package.depends.retain(|name| name != "R");
        package.licences = entry.license.all().collect();
        found.push_on(package, line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const LOCK: &str = r#"{
  "R": { "Version": "4.2.1", "Repositories": [] },
  "Packages": {
    "markdown": {
      "Package": "markdown", "Version": "1.0", "Source": "Repository",
      "Hash": "4584a57f565dd7987d59dda3a02cfb41",
      "Requirements": ["R", "mime"]
    },
    "mime": { "Package": "mime", "Version": "0.12.1", "License": "GPL" }
  }
}"#;

    #[test]
    fn packages_are_read_with_lines_and_edges() {
        let facts = parsed(&UNIT, "renv.lock", LOCK.as_bytes());
        let [markdown, mime] = &facts.packages[..] else {
            panic!("{facts:?}")
        };
        assert_eq!((&*markdown.name, &*markdown.version), ("markdown", "1.0"));
        assert_eq!(markdown.depends, ["mime"]);
        assert_eq!(markdown.places[0].line, Some(4));
        assert_eq!(mime.licences, ["GPL"]);
    }

    #[test]
    fn a_file_cut_short_keeps_what_was_read() {
        let cut = &LOCK[..LOCK.find("0.12.1").unwrap()];
        let facts = parsed(&UNIT, "renv.lock", cut.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (1, 1));
    }
}
