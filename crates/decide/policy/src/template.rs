//! The file that `policy init` writes: a policy with its fields explained.

use crate::builtin::Builtin;

const TEMPLATE: &str = include_str!("template.yaml");

/// A commented policy that extends a built-in one. Lines after `## ` are prose; lines after `# `
/// are examples that hold when the mark is taken away.
#[must_use]
pub fn template(extends: Builtin) -> String {
    TEMPLATE.replace("extends: baseline", &format!("extends: {extends}"))
}
