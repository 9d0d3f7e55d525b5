//! The rules of the house, as tests over the files of this tree.
//!
//! In: the text of every file. Out: the lines that break a rule, each with what to do about it. It
//! never changes a file and knows nothing of what the code does. One rule is one file in `rules/`,
//! with a test that shows that it can fail; `tests/it/tree.rs` runs them all over the real tree.

mod code;
mod manifest;
mod rules;
mod tree;

pub use crate::rules::{RULES, Rule};
pub use crate::tree::Tree;

/// A place that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The file or folder, from the root, with `/`.
    pub path: String,
    /// The line, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl Violation {
    fn at(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            message: message.into(),
        }
    }

    fn of(path: &str, message: impl Into<String>) -> Self {
        Self::at(path, 0, message)
    }
}

/// What each rule finds, one line of text each: `rule: path:line: message`.
#[must_use]
pub fn report(tree: &Tree) -> Vec<String> {
    let mut lines = Vec::new();
    for rule in RULES {
        for violation in (rule.check)(tree) {
            let Violation {
                path,
                line,
                message,
            } = violation;
            let place = if line == 0 {
                path
            } else {
                format!("{path}:{line}")
            };
            lines.push(format!("{}: {place}: {message}", rule.name));
        }
    }
    lines
}
