//! Texts of this tree tell about the product: no notes to oneself, no machine, no story of how it
//! was written.
//!
//! The words below are put together from parts, so that this file does not break its own rule.

use super::Rule;
use crate::{Tree, Violation, code};

pub(super) const RULE: Rule = Rule {
    name: "forbidden-words",
    check,
};

/// What is unfinished says so in an issue or an ignored test with its reason, not in a mark.
const MARKS: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("HA", "CK"),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
];

/// How a text came about is in the history, not in the text. Compared in lower case.
const STORY: &[&str] = &[
    concat!("sub", "agent"),
    concat!("sub-", "agent"),
    concat!("ai ", "assistant"),
    concat!("ai-", "generated"),
    concat!("as an ", "ai "),
    concat!("language ", "model"),
    concat!("context ", "window"),
    concat!("coding ", "agent"),
    concat!("previous ", "session"),
    concat!("earlier ", "session"),
    concat!("later ", "session"),
    concat!("as ", "instructed"),
    concat!("co-authored", "-by:"),
];

/// Places of one machine, and hosts that stand in for the real ones.
const PLACES: &[&str] = &[
    concat!("/root", "/.cargo"),
    concat!("/root", "/.rustup"),
    concat!("arti", "factory/api"),
    concat!("://mirr", "or."),
    concat!("://nex", "us."),
];

/// Files whose text is not ours: licences, locks, corpora.
const NOT_OURS: &[&str] = &["LICENSE", "Cargo.lock", "fuzz/Cargo.lock", "fuzz/corpus/"];
/// Fixtures may hold anything that a user's files hold, but nothing of this machine.
const FIXTURES: &[&str] = &["/data/", "/fixtures/", "/testdata/", "/corpus/"];

fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, text) in tree.texts() {
        if NOT_OURS.iter().any(|prefix| path.starts_with(prefix)) {
            continue;
        }
        let is_fixture = FIXTURES.iter().any(|folder| path.contains(folder));
        for (index, line) in text.lines().enumerate() {
            let lower = line.to_lowercase();
            let mut report = |word: &str| {
                let message = format!("`{word}` does not belong into this tree");
                violations.push(Violation::at(path, index + 1, message));
            };
            PLACES
                .iter()
                .filter(|word| lower.contains(**word))
                .for_each(|word| report(word));
            if !is_fixture {
                STORY
                    .iter()
                    .filter(|word| lower.contains(**word))
                    .for_each(|word| report(word));
                MARKS
                    .iter()
                    .filter(|word| is_mark(line, word))
                    .for_each(|word| report(word));
            }
        }
    }
    violations
}

fn is_mark(line: &str, word: &str) -> bool {
    // A call may follow a path; the other marks are whole words.
    if word.ends_with('(') {
        line.contains(word)
    } else {
        code::has_word(line, word)
    }
}

#[cfg(test)]
mod tests {
    use super::super::messages;
    use super::*;

    #[test]
    fn each_word_is_found_in_any_text() {
        for word in MARKS.iter().chain(STORY).chain(PLACES) {
            let text = format!("a\n// {word}\n");
            for path in ["crates/assess/src/lib.rs", "docs/guide/start.md", ".ci/run"] {
                let found = messages(&RULE, &[(path, &text)]);
                assert!(!found.is_empty(), "{word} in {path}");
                assert!(
                    found
                        .iter()
                        .all(|line| line.starts_with(&format!("{path}:2 "))),
                    "{found:?}"
                );
            }
        }
    }

    #[test]
    fn words_of_the_field_are_left_alone() {
        let text =
            "/root/.ssh/id_rsa and /home/node, a session cookie, AKIAXXXXXXXX, the mirror list\n";
        let found = messages(&RULE, &[("crates/assess/src/lib.rs", text)]);
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_fixture_may_hold_marks_but_no_machine() {
        let path = "crates/inspect/packages/tests/it/data/package.json";
        let mark = MARKS.first().unwrap();
        assert!(messages(&RULE, &[(path, mark)]).is_empty());
        let place = PLACES.first().unwrap();
        assert_eq!(messages(&RULE, &[(path, place)]).len(), 1);
    }
}
