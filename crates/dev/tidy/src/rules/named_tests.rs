//! A document that promises something names a test that exists.
//!
//! Where `ARCHITECTURE.md` states an invariant, `docs/promises.md` a promise and
//! `docs/known-flaws.md` what others suffer from, `test: PATH::NAME`
//! names the test: PATH is a file, or the folder of a crate, from the root; NAME is the function.
//! Each item under a heading "Invariants" names at least one.

use super::Rule;
use crate::{Tree, Violation, code};

pub(super) const RULE: Rule = Rule {
    name: "named-tests",
    check,
};

const DOCUMENTS: &[&str] = &["ARCHITECTURE.md", "docs/known-flaws.md", "docs/promises.md"];
const MARK: &str = "test: ";
/// What may hold a promise of speed or size, which no test asserts.
const BENCH: &str = "bench: ";

fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for document in DOCUMENTS {
        let Some(text) = tree.text(document) else {
            continue;
        };
        for (index, line) in text.lines().enumerate() {
            for name in names(line) {
                if let Some(message) = fault(tree, name) {
                    violations.push(Violation::at(document, index + 1, message));
                }
            }
        }
        for (line, item) in claims(text) {
            if !item.contains(MARK) && !item.contains(BENCH) {
                let message = "names no test: `test: PATH::NAME`";
                violations.push(Violation::at(document, line, message));
            }
        }
    }
    violations
}

/// What stands behind each mark of a line.
fn names(line: &str) -> Vec<&str> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '`' | '|' | ')' | ',' | ';');
    line.split(MARK)
        .skip(1)
        .map(|rest| rest.split(ends).next().unwrap_or_default())
        .collect()
}

/// Each item that must name a test, with its first line: items below "Invariants", rows of a table
/// of promises.
fn claims(text: &str) -> Vec<(usize, String)> {
    let mut claims: Vec<(usize, String)> = Vec::new();
    let mut under_invariants = false;
    let mut rows = 0;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('#') {
            under_invariants = line.to_lowercase().contains("invariants");
        }
        if line.starts_with('|') && line.contains("held by") {
            rows = 2;
        } else if rows > 0 && line.starts_with('|') {
            // The line below the head is only dashes.
            if rows == 1 {
                claims.push((index + 1, line.to_owned()));
            } else {
                rows = 1;
            }
        } else {
            rows = 0;
        }
        if under_invariants && line.starts_with("- ") {
            claims.push((index + 1, line.to_owned()));
        } else if let (true, true, Some((_, item))) =
            (under_invariants, line.starts_with("  "), claims.last_mut())
        {
            item.push_str(line);
        }
    }
    claims
}

/// Why `name` is not a test, if it is not.
fn fault(tree: &Tree, name: &str) -> Option<String> {
    let Some((path, function)) = name.split_once("::") else {
        return Some(format!("`{name}` is not `PATH::NAME`"));
    };
    // Modules may stand between the file and the function.
    let function = function.rsplit("::").next().unwrap_or(function);
    let folder = format!("{}/", path.trim_end_matches('/'));
    let mut files = tree
        .rust()
        .filter(|(file, _)| *file == path || file.starts_with(&folder))
        .peekable();
    if files.peek().is_none() {
        return Some(format!("there is no `{path}`"));
    }
    let is_test = |text: &str| {
        let signature = format!("fn {function}");
        code::has_word(text, &signature) && (text.contains("#[test]") || text.contains("proptest!"))
    };
    if files.any(|(_, text)| is_test(text)) {
        return None;
    }
    Some(format!("`{path}` has no test `{function}`"))
}

#[cfg(test)]
mod tests {
    use super::super::messages;
    use super::*;

    const CODE: (&str, &str) = (
        "crates/assess/tests/it/main.rs",
        "#[test]\nfn nothing_is_lost() {}\nfn helper_of_it() {}\n",
    );

    fn at(text: &str) -> Vec<String> {
        messages(&RULE, &[("ARCHITECTURE.md", text), CODE])
    }

    #[test]
    fn a_test_is_found_by_file_and_by_crate() {
        assert!(at("- a (`test: crates/assess/tests/it/main.rs::nothing_is_lost`)\n").is_empty());
        assert!(at("- a test: crates/assess::nothing_is_lost\n").is_empty());
    }

    #[test]
    fn a_test_that_is_not_there_is_found() {
        let missing = at("- a\n- b test: crates/assess::all_is_lost\n");
        assert_eq!(
            missing,
            ["ARCHITECTURE.md:2 `crates/assess` has no test `all_is_lost`"]
        );
        assert_eq!(
            at("test: crates/gone::a\n"),
            ["ARCHITECTURE.md:1 there is no `crates/gone`"]
        );
        assert_eq!(
            at("test: nothing\n"),
            ["ARCHITECTURE.md:1 `nothing` is not `PATH::NAME`"]
        );
    }

    #[test]
    fn an_invariant_without_a_test_is_found() {
        let text = "# Invariants\n- a,\n  test: crates/assess::nothing_is_lost\n- b\n# Map\n- c\n";
        assert_eq!(
            at(text),
            ["ARCHITECTURE.md:4 names no test: `test: PATH::NAME`"]
        );
    }

    #[test]
    fn a_promise_without_a_test_or_measurement_is_found() {
        let text = "| promise | held by |\n|---|---|\n| a | bench: image |\n| b | hope |\n";
        let found = messages(&RULE, &[("docs/promises.md", text)]);
        assert_eq!(
            found,
            ["docs/promises.md:4 names no test: `test: PATH::NAME`"]
        );
    }
}
