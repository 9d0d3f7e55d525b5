//! What a project asks of Conan: `conanfile.txt`.
//!
//! Format: sections in brackets with one reference a line (docs.conan.io, "conanfile.txt"):
//! `requires`, and `tool_requires`, `build_requires` and `test_requires` for development.

use crate::found::Found;
use crate::lines::numbered;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

use super::conan_lock::package;

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "conanfile",
    title: "Requirements of Conan",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("conanfile.txt", anywhere)],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: true,
        locations: true,
    },
    // LIMIT: they are written by hand and have one kilobyte.
    file_bytes_max: 4 * 1024 * 1024,
    parse,
};

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut development = None;
    for (line, bytes) in numbered(content) {
        let text = String::from_utf8_lossy(bytes.trim_ascii());
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        // A range of versions also has brackets, but not at the beginning.
        if text.starts_with('[') {
            development = match text.as_ref() {
                "[requires]" => Some(false),
                "[tool_requires]" | "[build_requires]" | "[test_requires]" => Some(true),
                _ => None,
            };
        } else if let Some(development) = development {
            let reference = text.split(" #").next().unwrap_or_default();
            let mut package = package(reference, found);
            package.development = development;
            found.push_on(package, Some(line));
            if found.is_full() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    #[test]
    fn references_are_read_by_section() {
        let text = b"[requires]\n# note\nzlib/1.2.13@user/stable # note\nfmt/[>=9]\n\n\
            [tool_requires]\ncmake/3.25.2\n[generators]\nCMakeDeps\n";
        let facts = parsed(&UNIT, "conanfile.txt", text);
        let seen: Vec<_> = facts
            .packages
            .iter()
            .map(|p| (&*p.name, &*p.version, p.development, p.places[0].line))
            .collect();
        assert_eq!(
            seen,
            [
                ("zlib", "1.2.13", false, Some(3)),
                ("fmt", "", false, Some(4)),
                ("cmake", "3.25.2", true, Some(7)),
            ]
        );
    }

    #[test]
    fn endless_requirements_are_kept_to_a_limit() {
        let text = format!("[requires]\n{}", "a/1\n".repeat(100_010));
        let facts = parsed(&UNIT, "conanfile.txt", text.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (100_000, 1));
    }
}
