//! The list of rules; one file each.

mod changelog_entries;
mod decision_numbers;
mod dependency_comments;
mod file_headers;
mod file_sizes;
mod forbidden_words;
mod fuzz_corpora;
mod inherited_lints;
mod layers;
mod module_names;
mod named_tests;
mod pure_crates;
mod test_layout;
mod unsafe_blocks;

use crate::{Tree, Violation};

/// A rule of the house.
pub struct Rule {
    /// Its name, as a violation shows it.
    pub name: &'static str,
    /// Finds what breaks it.
    pub check: fn(&Tree) -> Vec<Violation>,
}

/// Every rule.
pub static RULES: &[Rule] = &[
    changelog_entries::RULE,
    decision_numbers::RULE,
    dependency_comments::RULE,
    file_headers::RULE,
    file_sizes::RULE,
    forbidden_words::RULE,
    fuzz_corpora::RULE,
    inherited_lints::RULE,
    layers::RULE,
    module_names::RULE,
    named_tests::RULE,
    pure_crates::RULE,
    test_layout::RULE,
    unsafe_blocks::RULE,
];

/// The messages that `rule` has for these files: the shape of the tests of rules.
#[cfg(test)]
fn messages(rule: &Rule, files: &[(&str, &str)]) -> Vec<String> {
    let violations = (rule.check)(&Tree::of(files));
    violations
        .into_iter()
        .map(|v| format!("{}:{} {}", v.path, v.line, v.message))
        .collect()
}
