//! Each file opens with `//!` and a sentence on what it is for.

use super::Rule;
use crate::{Tree, Violation};

pub(super) const RULE: Rule = Rule {
    name: "file-headers",
    check,
};

/// Fewer characters than this say nothing.
const CHARACTERS_MIN: usize = 12;

fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, text) in tree.rust() {
        let paragraph: Vec<&str> = text
            .lines()
            .map_while(|line| line.strip_prefix("//!"))
            .map(str::trim)
            .take_while(|line| !line.is_empty())
            .collect();
        let paragraph = paragraph.join(" ");
        if paragraph.is_empty() {
            violations.push(Violation::at(
                path,
                1,
                "open with `//!` and what the file is for",
            ));
        } else if paragraph.chars().count() < CHARACTERS_MIN
            || !paragraph.ends_with(['.', ':', '?'])
        {
            violations.push(Violation::at(
                path,
                1,
                "the first paragraph is not a sentence",
            ));
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::super::messages;
    use super::*;

    #[test]
    fn a_file_without_a_sentence_is_found() {
        let at = |text| messages(&RULE, &[("crates/assess/src/lib.rs", text)]).len();
        assert_eq!(at("//! What it is for,\n//! in two lines.\n\nuse a;\n"), 0);
        assert_eq!(at("use a;\n"), 1);
        assert_eq!(at("//!\n//! Late but a sentence.\n"), 1);
        assert_eq!(at("//! no full stop here\n"), 1);
        assert_eq!(at("//! Things.\n"), 1);
        assert_eq!(at(""), 1);
    }
}
