//! Bundler lock files: `Gemfile.lock` and `gems.locked`.
//!
//! Format: sections without indentation (`GEM`, `GIT`, `PATH`, `CHECKSUMS`, …); below `specs:` each
//! gem stands at four spaces as `name (version)` or `name (version-platform)`, and what it needs at
//! six.

use std::collections::HashMap;

use seaworthy_facts::{Package, PackageKind};
use seaworthy_model::Digest;

use crate::found::{FIELD_ENTRIES_MAX, FILE_PACKAGES_MAX, Found};
use crate::lines::numbered;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "gemfile-lock",
    title: "Bundler lock files",
    evidence: Evidence::Locked,
    recognise: &[
        Recognise::Name("Gemfile.lock", anywhere),
        Recognise::Name("gems.locked", anywhere),
    ],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: true,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: the largest applications have 100 kB.
    file_bytes_max: 16 * 1024 * 1024,
    parse,
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Specs,
    Checksums,
    Other,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut section = Section::Other;
    let mut gems: Vec<Package> = Vec::new();
    let mut by_name: HashMap<(String, String), usize> = HashMap::new();
    for (number, line) in numbered(content) {
        if line.starts_with(b"<<<<<<<") || line.starts_with(b">>>>>>>") {
            found.unread(format!("line {number} is a conflict of a merge"));
            continue;
        }
        let line = String::from_utf8_lossy(line);
        let entry = line.trim_start_matches(' ');
        match (line.len() - entry.len(), section) {
            (_, _) if entry.is_empty() => {}
            (0, _) => {
                section = if entry == "CHECKSUMS" {
                    Section::Checksums
                } else {
                    Section::Other
                };
            }
            (2, _) if entry == "specs:" => section = Section::Specs,
            (2, Section::Checksums) => {
                if let Some((name, version)) = name_and_version(entry)
                    && let Some(index) = by_name.get(&(name, version))
                    && let Some(gem) = gems.get_mut(*index)
                {
                    gem.hashes.extend(checksum(entry));
                }
            }
            (4, Section::Specs) => match name_and_version(entry) {
                Some((name, version)) if gems.len() <= FILE_PACKAGES_MAX => {
                    let mut gem = found.new_package(PackageKind::Gem, &*name, &*version);
                    for place in &mut gem.places {
                        place.line = Some(number);
                    }
                    by_name.insert((name, version), gems.len());
                    gems.push(gem);
                }
                Some(_) => {}
                None => found.unread(format!("line {number} is no gem with a version")),
            },
            (6, Section::Specs) => {
                let name = entry.split(' ').next().unwrap_or_default();
                if let Some(gem) = gems.last_mut()
                    && gem.depends.len() < FIELD_ENTRIES_MAX
                {
                    gem.depends.push(name.trim_end_matches('!').to_owned());
                }
            }
            _ => {}
        }
    }
    for gem in gems {
        found.push(gem);
    }
}

/// `nokogiri (1.15.0-x86_64-linux)`; versions of gems have no hyphen.
fn name_and_version(entry: &str) -> Option<(String, String)> {
    let (name, rest) = entry.split_once(" (")?;
    let (version, _) = rest.split_once(')')?;
    let version = version.split('-').next()?;
    (!version.is_empty()).then(|| (name.to_owned(), version.to_owned()))
}

/// `name (version) sha256=…`.
fn checksum(entry: &str) -> Option<Digest> {
    let (_, hex) = entry.split_once("sha256=")?;
    format!("sha256:{}", hex.split([',', ' ']).next()?)
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const LOCK: &str = "\
GIT
  remote: https://example.com/x.git
  revision: abc
  specs:
    x (0.1)

GEM
  remote: https://rubygems.org/
  specs:
    nokogiri (1.15.0-x86_64-linux)
      racc (~> 1.4)
    racc (1.6.2)
    broken

PLATFORMS
  x86_64-linux

DEPENDENCIES
  nokogiri

CHECKSUMS
  racc (1.6.2) sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
";

    #[test]
    fn gems_are_read_with_lines_needs_and_checksums() {
        let facts = parsed(&UNIT, "app/Gemfile.lock", LOCK.as_bytes());
        let seen: Vec<_> = facts
            .packages
            .iter()
            .map(|p| (&*p.name, &*p.version, p.places[0].line.unwrap()))
            .collect();
        assert_eq!(
            seen,
            [
                ("x", "0.1", 5),
                ("nokogiri", "1.15.0", 10),
                ("racc", "1.6.2", 12)
            ]
        );
        assert_eq!(facts.packages[1].depends, ["racc"]);
        assert_eq!(facts.packages[2].hashes, [Digest::sha256(b"")]);
        assert_eq!(facts.unread.len(), 1);
        assert!(facts.unread[0].reason.contains("line 13"));
    }

    #[test]
    fn an_unresolved_merge_is_said() {
        let text = format!("<<<<<<< HEAD\n{LOCK}");
        let facts = parsed(&UNIT, "Gemfile.lock", text.as_bytes());
        assert_eq!(facts.packages.len(), 3);
        assert_eq!(facts.unread.len(), 2);
    }
}
