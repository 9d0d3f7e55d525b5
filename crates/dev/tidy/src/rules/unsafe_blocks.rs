//! `unsafe` stands only in modules named `sys` of the crates that meet the kernel, and says why it
//! is sound.

use super::Rule;
use crate::{Tree, Violation, code};

pub(super) const RULE: Rule = Rule {
    name: "unsafe-blocks",
    check,
};

/// The crates that may have a `sys`: kernel tracing, the node agent, the host, and the mapped pack.
const ALLOWED: &[&str] = &[
    "crates/inspect/events/",
    "crates/inspect/host/",
    "crates/enforce/node/",
    "crates/assess/",
];
/// How far above the block its reason may begin.
const REASON_LINES: usize = 8;

fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, text) in tree.rust() {
        let is_sys = path.ends_with("/sys.rs") || path.contains("/sys/");
        let allowed = is_sys && ALLOWED.iter().any(|folder| path.starts_with(folder));
        let blanked = code::blank(text);
        let lines: Vec<&str> = text.lines().collect();
        for line in code::lines_with(&blanked, "unsafe") {
            if !allowed {
                let message = "`unsafe` outside of a module `sys` that may have it";
                violations.push(Violation::at(path, line, message));
                continue;
            }
            let above = lines
                .get(line.saturating_sub(REASON_LINES + 1)..line)
                .unwrap_or_default();
            if !above.iter().any(|above| above.contains("// SAFETY:")) {
                let message =
                    "`// SAFETY:` is missing: why safe code will not do, why this is sound";
                violations.push(Violation::at(path, line, message));
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
    fn unsafe_code_is_found_outside_of_its_place_and_without_a_reason() {
        let bare = "let a = unsafe { b() };\n";
        let sound =
            "// SAFETY: the file is not changed while it is mapped.\nlet a = unsafe { b() };\n";
        let at = |path, text| messages(&RULE, &[(path, text)]).len();
        assert_eq!(at("crates/assess/src/sys.rs", sound), 0);
        assert_eq!(at("crates/assess/src/sys.rs", bare), 1);
        assert_eq!(at("crates/assess/src/lib.rs", sound), 1);
        assert_eq!(at("crates/base/model/src/sys.rs", sound), 1);
        assert_eq!(
            at(
                "crates/base/model/src/lib.rs",
                "// unsafe\n#![deny(unsafe_code)]\n"
            ),
            0
        );
    }
}
