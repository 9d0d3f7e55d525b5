//! No crate, folder or module is called util, common, shared, misc or helpers: find the noun the
//! code belongs to.

use super::Rule;
use crate::{Tree, Violation};

pub(super) const RULE: Rule = Rule {
    name: "module-names",
    check,
};

const FORBIDDEN: &[&str] = &[
    "util", "utils", "common", "shared", "misc", "helpers", "stuff", "prelude",
];

fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, text) in tree.rust() {
        let parts = path.trim_end_matches(".rs").split('/');
        for part in parts.filter(|part| FORBIDDEN.contains(part)) {
            violations.push(Violation::of(
                path,
                format!("`{part}` says nothing; find the noun"),
            ));
        }
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_start();
            let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
            let line = line.strip_prefix("pub ").unwrap_or(line);
            let inline = line
                .strip_prefix("mod ")
                .and_then(|rest| rest.split([' ', '{']).next());
            if let Some(name) = inline.filter(|name| FORBIDDEN.contains(name)) {
                let message = format!("`mod {name}` says nothing; find the noun");
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
    fn a_module_without_a_noun_is_found_as_file_folder_and_inline() {
        for (path, text) in [
            ("crates/assess/src/util.rs", ""),
            ("crates/assess/src/common/mod.rs", ""),
            ("crates/base/shared/src/lib.rs", ""),
            ("crates/assess/src/lib.rs", "pub(crate) mod helpers {\n}\n"),
        ] {
            assert_eq!(messages(&RULE, &[(path, text)]).len(), 1, "{path}");
        }
        assert!(messages(&RULE, &[("crates/assess/src/layer.rs", "mod tests {}\n")]).is_empty());
    }
}
