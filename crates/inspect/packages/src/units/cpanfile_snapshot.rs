//! Carton's lock files of Perl projects: `cpanfile.snapshot`.
//!
//! Format: lines by indentation (metacpan.org, Carton::Doc): two columns for a distribution
//! `Name-Version`, four for its sections, six for entries `Module version`.

use std::collections::HashMap;

use seaworthy_facts::{Package, PackageKind};

use crate::found::{FIELD_ENTRIES_MAX, FILE_PACKAGES_MAX, Found};
use crate::lines::numbered;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "cpanfile-snapshot",
    title: "Lock files of Perl projects",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("cpanfile.snapshot", anywhere)],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: the largest known have 1 MB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

/// LIMIT: modules whose distribution is kept in mind for the edges; a distribution has up to 700.
const MODULES_MAX: usize = 500_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Provides,
    Requirements,
    Other,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut packages: Vec<(Package, u32)> = Vec::new();
    let mut provided: HashMap<String, usize> = HashMap::new();
    let mut section = Section::Other;
    let mut seen = false;
    for (line, bytes) in numbered(content) {
        let body = bytes.trim_ascii_start();
        let indent = bytes.len() - body.len();
        let text = String::from_utf8_lossy(body.trim_ascii_end());
        match indent {
            _ if text.is_empty() => {}
            0 => seen |= text == "DISTRIBUTIONS",
            // One more than the limit, so that reaching it is reported.
            2 if packages.len() > FILE_PACKAGES_MAX => break,
            2 => {
                let (name, version) = split_distribution(&text);
                packages.push((found.new_package(PackageKind::Cpan, name, version), line));
                section = Section::Other;
            }
            4 => {
                section = match text.as_ref() {
                    "provides:" => Section::Provides,
                    "requirements:" => Section::Requirements,
                    _ => Section::Other,
                }
            }
            _ => {
                let module = text.split(' ').next().unwrap_or_default();
                let number = packages.len().saturating_sub(1);
                if section == Section::Provides && provided.len() < MODULES_MAX {
                    provided.insert(module.to_owned(), number);
                } else if section == Section::Requirements
                    && module != "perl"
                    && let Some((package, _)) = packages.last_mut()
                    && package.depends.len() < FIELD_ENTRIES_MAX
                {
                    package.depends.push(module.to_owned());
                }
            }
        }
    }
    if !seen {
        found.unread("no `DISTRIBUTIONS` as Carton writes them");
    }
    // Modules are needed, distributions are installed; the core of Perl has modules of its own.
    let names: Vec<String> = packages.iter().map(|(p, _)| p.name.clone()).collect();
    for (number, (mut package, line)) in packages.into_iter().enumerate() {
        let mut needs: Vec<String> = package
            .depends
            .iter()
            .filter_map(|module| provided.get(module))
            .filter(|other| **other != number)
            .filter_map(|other| names.get(*other).cloned())
            .collect();
        needs.sort();
        needs.dedup();
        package.depends = needs;
        found.push_on(package, Some(line));
    }
}

/// `Name-Other-v1.2` at the last dash before a version.
pub(super) fn split_distribution(text: &str) -> (&str, &str) {
    let is_version = |rest: &str| {
        let digits = rest.strip_prefix('v').unwrap_or(rest);
        digits.starts_with(|first: char| first.is_ascii_digit())
    };
    // A trial release has a mark behind its version.
    let text = text.strip_suffix("-TRIAL").unwrap_or(text);
    match text.rsplit_once('-') {
        Some((name, version)) if is_version(version) => (name, version),
        _ => (text, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const SNAPSHOT: &str = "\
# carton snapshot format: version 1.0
DISTRIBUTIONS
  HTTP-Tiny-0.080
    pathname: D/DA/DAGOLDEN/HTTP-Tiny-0.080.tar.gz
    provides:
      HTTP::Tiny 0.080
    requirements:
      perl 5.006
      Carp 0
  Plack-v1.47
    pathname: M/MI/MIYAGAWA/Plack-v1.47.tar.gz
    provides:
      Plack v1.47
    requirements:
      HTTP::Tiny 0.034
      Plack 0
";

    #[test]
    fn distributions_are_read_with_edges_between_them() {
        let facts = parsed(&UNIT, "cpanfile.snapshot", SNAPSHOT.as_bytes());
        let [tiny, plack] = &facts.packages[..] else {
            panic!("{facts:?}")
        };
        assert_eq!((&*tiny.name, &*tiny.version), ("HTTP-Tiny", "0.080"));
        assert!(tiny.depends.is_empty());
        assert_eq!((&*plack.name, &*plack.version), ("Plack", "v1.47"));
        assert_eq!(plack.depends, ["HTTP-Tiny"]);
        assert_eq!(plack.places[0].line, Some(10));
    }

    #[test]
    fn odd_names_have_no_version_and_other_files_are_told() {
        assert_eq!(split_distribution("A-B-1.0-TRIAL"), ("A-B", "1.0"));
        assert_eq!(split_distribution("A-B"), ("A-B", ""));
        assert_eq!(parsed(&UNIT, "cpanfile.snapshot", b"\xff").unread.len(), 1);
    }

    #[test]
    fn a_hundred_thousand_distributions_are_read_and_no_more() {
        let text = format!("DISTRIBUTIONS\n{}", "  A-1\n".repeat(100_010));
        let facts = parsed(&UNIT, "cpanfile.snapshot", text.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (100_000, 1));
    }
}
