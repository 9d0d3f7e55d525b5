//! Files in `changelog.d/` are `title.KIND.md` with one short paragraph for users.

use super::Rule;
use crate::{Tree, Violation};

pub(super) const RULE: Rule = Rule {
    name: "changelog-entries",
    check,
};

const FOLDER: &str = "changelog.d";
/// The page that explains the folder.
const README: &str = "README.md";
/// The headings of a release, after keepachangelog.com 1.1.
const KINDS: &[&str] = &[
    "added",
    "changed",
    "deprecated",
    "removed",
    "fixed",
    "security",
];
/// LIMIT: a user reads many of these at once.
const CHARACTERS_MAX: usize = 600;

fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for name in tree
        .children(FOLDER)
        .into_iter()
        .filter(|name| *name != README)
    {
        let path = format!("{FOLDER}/{name}");
        let parts: Vec<&str> = name.split('.').collect();
        let named = match parts.as_slice() {
            [title, kind, "md"] => !title.is_empty() && KINDS.contains(kind),
            _ => false,
        };
        if !named {
            let message = format!(
                "the name is not `title.KIND.md` with KIND one of {}",
                KINDS.join(", ")
            );
            violations.push(Violation::of(&path, message));
        }
        let text = tree.text(&path).unwrap_or_default().trim();
        if text.is_empty() || text.contains("\n\n") || text.starts_with(['#', '-', '*']) {
            violations.push(Violation::of(
                &path,
                "an entry is one paragraph without a heading",
            ));
        }
        if !text.ends_with('.') {
            violations.push(Violation::of(&path, "an entry is made of sentences"));
        }
        if text.chars().count() > CHARACTERS_MAX {
            violations.push(Violation::of(
                &path,
                format!("more than {CHARACTERS_MAX} characters"),
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
    fn an_entry_is_a_kind_and_a_paragraph() {
        let good = ("changelog.d/scan.added.md", "Scans an image.\n");
        assert!(messages(&RULE, &[good, ("changelog.d/README.md", "# Any\n")]).is_empty());
        let unknown = messages(&RULE, &[("changelog.d/scan.improved.md", "Better.\n")]);
        assert_eq!(unknown.len(), 1, "{unknown:?}");
        let list = messages(&RULE, &[("changelog.d/scan.added.md", "- a\n- b\n")]);
        assert_eq!(list.len(), 2, "{list:?}");
        let long = "a ".repeat(CHARACTERS_MAX) + ".";
        assert_eq!(
            messages(&RULE, &[("changelog.d/a.fixed.md", &long)]).len(),
            1
        );
    }
}
