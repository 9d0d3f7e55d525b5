//! Files have at most 500 lines without their unit tests and 900 with them; lines have at most 100
//! columns.
//!
//! Functions are held to 70 lines by clippy (`too_many_lines`).

use super::Rule;
use crate::{Tree, Violation, code};

pub(super) const RULE: Rule = Rule {
    name: "file-sizes",
    check,
};

/// LIMIT: without the tests at the end; what is longer holds more than one idea.
const LINES_MAX: usize = 500;
/// LIMIT: with them.
const LINES_WITH_TESTS_MAX: usize = 900;
/// LIMIT: two files fit beside each other on a screen.
const COLUMNS_MAX: usize = 100;

/// Files that may be longer, each with its reason.
const LONGER: &[(&str, &str)] = &[];

fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, text) in tree.rust() {
        if !LONGER.iter().any(|(longer, _)| *longer == path) {
            let is_test = path.contains("/tests/");
            let lines = code::without_tests(text).lines().count();
            if lines > LINES_MAX && !is_test {
                let message = format!("{lines} lines without tests, more than {LINES_MAX}");
                violations.push(Violation::of(path, message));
            }
            let lines = text.lines().count();
            if lines > LINES_WITH_TESTS_MAX {
                let message = format!("{lines} lines, more than {LINES_WITH_TESTS_MAX}");
                violations.push(Violation::of(path, message));
            }
        }
        for (index, line) in text.lines().enumerate() {
            let columns = line.chars().count();
            if columns > COLUMNS_MAX && !is_unbreakable(line) {
                let message = format!("{columns} columns, more than {COLUMNS_MAX}");
                violations.push(Violation::at(path, index + 1, message));
            }
        }
    }
    for (path, _) in LONGER {
        if tree.text("Cargo.toml").is_some() && tree.text(path).is_none() {
            violations.push(Violation::of(path, "is listed as longer, but is not there"));
        }
    }
    violations
}

/// One word, such as an address or a key in a test, cannot be broken; nor can the mark of an
/// expected finding, which stands on the line that it is about.
fn is_unbreakable(line: &str) -> bool {
    if line.contains(" #! ") {
        return true;
    }
    let content = line
        .trim_start()
        .trim_start_matches('/')
        .trim_start_matches('!');
    !content.trim().contains(' ')
}

#[cfg(test)]
mod tests {
    use super::super::messages;
    use super::*;

    fn at(path: &str, text: &str) -> Vec<String> {
        messages(&RULE, &[(path, text)])
    }

    #[test]
    fn a_long_file_is_found_with_and_without_its_tests() {
        let path = "crates/assess/src/lib.rs";
        let code = "a\n".repeat(LINES_MAX);
        assert!(at(path, &code).is_empty());
        assert_eq!(at(path, &format!("{code}a\n")).len(), 1);
        let tests = format!("{code}#[cfg(test)]\nmod tests {{\n{}", "a\n".repeat(398));
        assert!(at(path, &tests).is_empty());
        assert_eq!(at(path, &format!("{tests}a\n")).len(), 1);
    }

    #[test]
    fn a_test_file_has_the_larger_limit() {
        let path = "crates/assess/tests/it/layers.rs";
        assert!(at(path, &"a\n".repeat(LINES_WITH_TESTS_MAX)).is_empty());
        assert_eq!(at(path, &"a\n".repeat(LINES_WITH_TESTS_MAX + 1)).len(), 1);
    }

    #[test]
    fn a_long_line_is_found_unless_it_is_one_word() {
        let path = "crates/assess/src/lib.rs";
        let found = at(path, &format!("a\nb {}\n", "c".repeat(COLUMNS_MAX)));
        assert_eq!(
            found,
            ["crates/assess/src/lib.rs:2 102 columns, more than 100"]
        );
        assert!(at(path, &format!("// {}\n", "c".repeat(COLUMNS_MAX))).is_empty());
    }
}
