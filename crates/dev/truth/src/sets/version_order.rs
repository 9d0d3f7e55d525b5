//! Pairs of versions in their order, by ecosystem: osv-scalibr's `semantic/testdata`.
//!
//! A line is `a < b`, `a = b` or `a > b`; `//` opens a comment. The file's name begins with the
//! ecosystem.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use seaworthy_advisories::version::{OrderLine, check_order_line};

use crate::{Outcome, Set};

pub(super) const SET: Set = Set {
    name: "version-order",
    source: "version-order",
    slow: false,
    run,
};

/// The first word of a file's name, and the ecosystem as OSV writes it.
const ECOSYSTEMS: &[(&str, &str)] = &[
    ("alpine", "Alpine"),
    ("cran", "CRAN"),
    ("debian", "Debian"),
    ("hackage", "Hackage"),
    ("maven", "Maven"),
    ("nuget", "NuGet"),
    ("packagist", "Packagist"),
    ("pub", "Pub"),
    ("pypi", "PyPI"),
    ("redhat", "Red Hat"),
    ("rubygems", "RubyGems"),
    ("semver", "npm"),
];

fn run(folder: &Path) -> Result<Outcome> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).context("reading the folder")? {
        let path = entry.context("reading the folder")?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut outcome = Outcome::default();
    for path in paths {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&path).with_context(|| format!("reading {name}"))?;
        check_file(&name, &text, &mut outcome);
    }
    Ok(outcome)
}

fn check_file(name: &str, text: &str, outcome: &mut Outcome) {
    let word = name.split('-').next().unwrap_or_default();
    // An unknown file counts each of its lines as a miss: it must not vanish.
    let ecosystem = ECOSYSTEMS
        .iter()
        .find(|(first, _)| *first == word)
        .map_or(word, |(_, e)| *e);
    for (index, line) in text.lines().enumerate() {
        match check_order_line(ecosystem, line) {
            OrderLine::Blank => {}
            OrderLine::Holds => outcome.count(Ok(())),
            OrderLine::Fails(found) => {
                outcome.count(Err(format!("{name}:{}: {line}: {found}", index + 1)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_order_and_an_unknown_ecosystem_are_misses() {
        let mut outcome = Outcome::default();
        check_file(
            "debian-versions.txt",
            "// a comment\n1.0~a < 1.0\n1.0 < 1.0~a\n",
            &mut outcome,
        );
        check_file("other-versions.txt", "1 < 2\n", &mut outcome);
        assert_eq!((outcome.passed, outcome.total), (1, 3));
        let misses = outcome.misses.join("\n");
        assert!(
            misses.contains("debian-versions.txt:3: 1.0 < 1.0~a"),
            "{misses}"
        );
        assert!(misses.contains("other-versions.txt:1"), "{misses}");
    }
}
