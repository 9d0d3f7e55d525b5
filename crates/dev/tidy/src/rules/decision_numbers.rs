//! Pages in `docs/decisions/` are `NNNN-title.md`, numbered from 0001 without gaps, each with its
//! parts.

use super::Rule;
use crate::{Tree, Violation};

pub(super) const RULE: Rule = Rule {
    name: "decision-numbers",
    check,
};

const FOLDER: &str = "docs/decisions";
/// What each page has; "Alternatives" only where there were any.
const PARTS: &[&str] = &["## Context", "## Decision", "## What follows"];

fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (index, name) in tree.children(FOLDER).into_iter().enumerate() {
        let path = format!("{FOLDER}/{name}");
        let expected = format!("{:04}-", index + 1);
        let title = name
            .strip_prefix(expected.as_str())
            .and_then(|rest| rest.strip_suffix(".md"));
        if !title.is_some_and(is_title) {
            let message = format!("the name is not `{expected}lower-case-title.md`");
            violations.push(Violation::of(&path, message));
        }
        let text = tree.text(&path).unwrap_or_default();
        for part in PARTS {
            if !text.lines().any(|line| line == *part) {
                violations.push(Violation::of(&path, format!("`{part}` is missing")));
            }
        }
    }
    violations
}

fn is_title(title: &str) -> bool {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !title.is_empty() && title.chars().all(good)
}

#[cfg(test)]
mod tests {
    use super::super::messages;
    use super::*;

    const PAGE: &str = "# 1\n## Context\n## Decision\n## What follows\n";

    #[test]
    fn a_gap_in_the_numbers_is_found() {
        let first = ("docs/decisions/0001-record.md", PAGE);
        assert!(messages(&RULE, &[first, ("docs/decisions/0002-b.md", PAGE)]).is_empty());
        let found = messages(&RULE, &[first, ("docs/decisions/0003-b.md", PAGE)]);
        assert_eq!(
            found,
            ["docs/decisions/0003-b.md:0 the name is not `0002-lower-case-title.md`"]
        );
    }

    #[test]
    fn a_page_without_a_part_is_found() {
        let found = messages(
            &RULE,
            &[("docs/decisions/0001-a.md", "## Context\n## Decision\n")],
        );
        assert_eq!(
            found,
            ["docs/decisions/0001-a.md:0 `## What follows` is missing"]
        );
    }
}
