//! Installed packages of R: `library/NAME/DESCRIPTION`.
//!
//! Format: fields as Debian's control files have them ("Writing R Extensions", The DESCRIPTION
//! file). A package that is installed has the field `Built`; without it, it is a source.

use seaworthy_facts::PackageKind;

use crate::found::{Found, text};
use crate::lines::lines;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "r-description",
    title: "Installed packages of R",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Name("DESCRIPTION", is_in_a_library)],
    knows: Knows {
        licences: true,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: the largest known have 20 kB.
    file_bytes_max: 1024 * 1024,
    parse,
};

/// `usr/lib/R/library/NAME/DESCRIPTION`, `site-library`, a user's
/// `x86_64-pc-linux-gnu-library/4.2`, and renv's `library/R-4.2/x86_64-pc-linux-gnu`.
fn is_in_a_library(path: &str) -> bool {
    let folders = path.rsplit('/').skip(2).take(4);
    folders
        .into_iter()
        .any(|folder| folder == "library" || folder.ends_with("-library"))
}

#[derive(Default)]
struct Fields {
    package: String,
    version: String,
    licence: String,
    needs: String,
    built: bool,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let fields = read(content);
    if fields.package.is_empty() || fields.version.is_empty() {
        return found.unread("a DESCRIPTION without name or version");
    }
    if !fields.built {
        return;
    }
    let mut package = found.new_package(PackageKind::Cran, fields.package, fields.version);
    if !fields.licence.is_empty() {
        package.licences.push(fields.licence);
    }
    for need in fields.needs.split(',') {
        let end = need.find('(').unwrap_or(need.len());
        let name = need.get(..end).unwrap_or_default().trim();
        // `R` is the language.
        if !name.is_empty() && name != "R" && !package.depends.iter().any(|had| had == name) {
            package.depends.push(name.to_owned());
            if package.depends.len() == crate::found::FIELD_ENTRIES_MAX {
                break;
            }
        }
    }
    found.push(package);
}

fn read(content: &[u8]) -> Fields {
    let mut fields = Fields::default();
    let mut needs_go_on = false;
    for line in lines(content) {
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            if needs_go_on {
                fields.needs.push_str(&text(line));
            }
            continue;
        }
        needs_go_on = false;
        let Some(colon) = memchr::memchr(b':', line) else {
            continue;
        };
        let (name, value) = line.split_at(colon);
        let value = value.get(1..).unwrap_or_default();
        match name {
            b"Package" => fields.package = text(value),
            b"Version" => fields.version = text(value),
            b"License" => fields.licence = text(value),
            b"Built" => fields.built = true,
            b"Depends" | b"Imports" | b"LinkingTo" => {
                needs_go_on = true;
                fields.needs.push(',');
                fields.needs.push_str(&text(value));
            }
            _ => {}
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PATH: &str = "usr/local/lib/R/site-library/dplyr/DESCRIPTION";

    #[test]
    fn a_description_becomes_a_package() {
        let content = b"Package: dplyr\nVersion: 1.1.0\nLicense: MIT + file LICENSE\n\
            Description: Tools.\n  More: text.\nDepends: R (>= 3.5.0)\nImports: cli (>= 3.4.0),\n  \
            generics, R6\nLinkingTo: cli\nBuilt: R 4.2.2; ; 2023-01-01; unix\n";
        let facts = parsed(&UNIT, PATH, content);
        let package = &facts.packages[0];
        assert_eq!((&*package.name, &*package.version), ("dplyr", "1.1.0"));
        assert_eq!(package.licences, ["MIT + file LICENSE"]);
        assert_eq!(package.depends, ["cli", "generics", "R6"]);
    }

    #[test]
    fn sources_are_no_packages_and_damage_is_told() {
        let facts = parsed(&UNIT, PATH, b"Package: a\nVersion: 1\n");
        assert!(facts.packages.is_empty() && facts.unread.is_empty());
        assert_eq!(parsed(&UNIT, PATH, b"\xff\xfe").unread.len(), 1);
    }

    #[test]
    fn only_libraries_are_looked_at() {
        for path in [
            PATH,
            "usr/lib/R/library/base/DESCRIPTION",
            "root/R/x86_64-pc-linux-gnu-library/4.2/a/DESCRIPTION",
            "app/renv/library/R-4.2/x86_64-pc-linux-gnu/a/DESCRIPTION",
        ] {
            assert!(is_in_a_library(path), "{path}");
        }
        for path in ["DESCRIPTION", "app/DESCRIPTION", "library/DESCRIPTION"] {
            assert!(!is_in_a_library(path), "{path}");
        }
    }
}
