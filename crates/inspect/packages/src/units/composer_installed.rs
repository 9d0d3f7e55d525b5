//! Installed PHP packages: `vendor/composer/installed.json` of Composer 1 and 2.
//!
//! Format: the entries of [`super::composer_lock`]; Composer 1 writes a list, Composer 2 an object
//! with `packages` and the names of development packages under `dev-package-names`.

use super::composer_lock::parse;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "composer-installed",
    title: "Installed PHP packages",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Name("installed.json", is_installed)],
    knows: Knows {
        licences: true,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: true,
        locations: true,
    },
    // LIMIT: the largest applications have 2 MB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

fn is_installed(path: &str) -> bool {
    path.rsplit('/').nth(1) == Some("composer")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PATH: &str = "app/vendor/composer/installed.json";

    #[test]
    fn installed_packages_are_read_in_both_forms() {
        let one = br#"[{"name": "a/b", "version": "1.0"}]"#;
        let two = br#"{"packages": [{"name": "a/b", "version": "1.0"}], "dev": true,
            "dev-package-names": ["a/b"]}"#;
        let facts = parsed(&UNIT, PATH, one);
        assert!(!facts.packages[0].development);
        let facts = parsed(&UNIT, PATH, two);
        assert!(facts.packages[0].development);
        assert_eq!(facts.packages[0].full_name(), "a/b");
        assert_eq!(facts.packages[0].places[0].line, Some(1));
    }

    #[test]
    fn another_document_is_said() {
        for text in [&b"7"[..], b"[[]]", b""] {
            let facts = parsed(&UNIT, PATH, text);
            assert!(facts.packages.is_empty());
            assert_eq!(facts.unread.len(), 1);
        }
    }
}
