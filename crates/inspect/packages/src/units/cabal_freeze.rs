//! Cabal's frozen projects: `cabal.project.freeze`.
//!
//! Format: a Cabal project file (cabal.readthedocs.io, "cabal freeze") whose field `constraints`
//! has `any.NAME ==VERSION` for every package, and `NAME +flag` for some.

use seaworthy_facts::PackageKind;

use crate::found::Found;
use crate::lines::numbered;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "cabal-freeze",
    title: "Haskell projects that Cabal froze",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("cabal.project.freeze", anywhere)],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: the largest known have 50 kB.
    file_bytes_max: 16 * 1024 * 1024,
    parse,
};

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut seen = false;
    let mut inside = false;
    for (line, bytes) in numbered(content) {
        if bytes.trim_ascii_start().starts_with(b"--") {
            continue;
        }
        let text = String::from_utf8_lossy(bytes);
        // A field begins in the first column; what is indented continues it.
        let mut constraints = text.as_ref();
        if !text.starts_with([' ', '\t']) && !text.is_empty() {
            let field = text.split_once(':');
            inside = field.is_some_and(|(name, _)| name.trim() == "constraints");
            seen |= inside;
            constraints = field.map_or("", |(_, rest)| rest);
        }
        if !inside {
            continue;
        }
        for constraint in constraints.split(',') {
            let Some((name, version)) = constraint.trim().split_once("==") else {
                continue;
            };
            let name = name.trim();
            let name = name.strip_prefix("any.").unwrap_or(name);
            // `==1.0 || ==1.1` and `==1.*` are not one version.
            let version = version.trim();
            let version = if version.contains(['|', '&', '*', ' ']) {
                ""
            } else {
                version
            };
            let package = found.new_package(PackageKind::Hackage, name, version);
            found.push_on(package, Some(line));
        }
        if found.is_full() {
            return;
        }
    }
    if !seen {
        found.unread("no `constraints` as Cabal writes them");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const FREEZE: &str = "\
active-repositories: hackage.haskell.org:merge
constraints: any.Cabal ==3.2.1.0,
             any.QuickCheck ==2.14.2,
             QuickCheck -old-random +templatehaskell,
             any.wide ==1.*
index-state: hackage.haskell.org 2023-01-01T00:00:00Z
";

    #[test]
    fn constraints_with_a_version_become_packages() {
        let facts = parsed(&UNIT, "cabal.project.freeze", FREEZE.as_bytes());
        let seen: Vec<_> = facts
            .packages
            .iter()
            .map(|package| (&*package.name, &*package.version, package.places[0].line))
            .collect();
        assert_eq!(
            seen,
            [
                ("Cabal", "3.2.1.0", Some(2)),
                ("QuickCheck", "2.14.2", Some(3)),
                ("wide", "", Some(5)),
            ]
        );
    }

    #[test]
    fn other_files_are_told() {
        assert_eq!(
            parsed(&UNIT, "cabal.project.freeze", b"\xff\n")
                .unread
                .len(),
            1
        );
    }
}
