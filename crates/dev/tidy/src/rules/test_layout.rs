//! One test binary for a crate, tests named after behaviour, and a reason for each that is ignored.

use super::Rule;
use crate::{Tree, Violation, code};

pub(super) const RULE: Rule = Rule {
    name: "test-layout",
    check,
};

/// Test binaries: those of a crate, and those that meet real parts.
const BINARIES: &[&str] = &["it", "real"];

fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, text) in tree.rust() {
        if let Some((_, below)) = path.split_once("/tests/") {
            let folder = below.split('/').next().unwrap_or_default();
            if !path.contains("/src/") && !BINARIES.contains(&folder) {
                let message = "each file here is a binary of its own; use tests/it/main.rs";
                violations.push(Violation::of(path, message));
            }
        }
        let blanked = code::blank(text);
        for (index, line) in blanked.lines().enumerate() {
            let line = line.trim_start();
            if line.starts_with("#[ignore]") {
                violations.push(Violation::at(
                    path,
                    index + 1,
                    "say why the test is ignored",
                ));
            }
            if line.starts_with("fn test_") || line.starts_with("async fn test_") {
                let message = "name the behaviour, without `test_`";
                violations.push(Violation::at(path, index + 1, message));
            }
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::super::messages;
    use super::*;

    #[test]
    fn a_second_binary_a_prefix_and_a_bare_ignore_are_found() {
        for (path, text) in [
            ("crates/assess/tests/layers.rs", ""),
            ("crates/assess/src/lib.rs", "    fn test_layers() {}\n"),
            ("crates/assess/src/lib.rs", "    #[ignore]\n"),
        ] {
            assert_eq!(messages(&RULE, &[(path, text)]).len(), 1, "{path} {text}");
        }
        let good = "    #[ignore = \"needs a newer kernel\"]\n    fn layers_are_read() {}\n";
        assert!(messages(&RULE, &[("crates/assess/tests/it/main.rs", good)]).is_empty());
    }
}
