//! `base` (except `http`) and `decide` do not touch the outside world: what they need of it is an
//! argument.

use super::Rule;
use crate::{Tree, Violation, code};

pub(super) const RULE: Rule = Rule {
    name: "pure-crates",
    check,
};

const PURE: &[&str] = &["crates/base/", "crates/decide/"];
const EXCEPT: &str = "crates/base/http/";
/// Modules of the standard library that reach outside, or depend on when and where the code runs.
const MODULES: &[&str] = &["fs", "net", "env", "thread", "process", "os"];
/// The same by other names: clocks of ours and of others, and asynchronous code.
const WORDS: &[(&str, &str)] = &[
    ("SystemTime", "the time is an argument"),
    ("Instant", "the time is an argument"),
    ("Timestamp::now", "the time is an argument"),
    ("Zoned::now", "the time is an argument"),
    ("async fn", "decisions do not wait"),
    ("async move", "decisions do not wait"),
];

fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, text) in tree.rust() {
        let pure = PURE.iter().any(|folder| path.starts_with(folder)) && !path.starts_with(EXCEPT);
        // Only what the crate ships: its tests, examples and build scripts run elsewhere.
        if !pure || !path.contains("/src/") {
            continue;
        }
        let blanked = code::blank(code::without_tests(text));
        for (word, why) in WORDS {
            for line in code::lines_with(&blanked, word) {
                violations.push(Violation::at(path, line, format!("`{word}`: {why}")));
            }
        }
        for module in MODULES {
            let name = format!("std::{module}");
            for line in code::lines_with(&blanked, &name) {
                violations.push(Violation::at(
                    path,
                    line,
                    format!("`{name}` in a pure crate"),
                ));
            }
        }
        for (line, name) in grouped_imports(&blanked) {
            if MODULES.contains(&name.as_str()) {
                let message = format!("`std::{name}` in a pure crate");
                violations.push(Violation::at(path, line, message));
            }
        }
    }
    violations
}

/// The first names in each `std::{...}`, with the line on which the group opens.
fn grouped_imports(blanked: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (start, opening) in blanked.match_indices("std::{") {
        let line = blanked
            .get(..start)
            .unwrap_or_default()
            .lines()
            .count()
            .max(1);
        let mut depth = 0_usize;
        let mut name = String::new();
        for c in blanked
            .get(start + opening.len()..)
            .unwrap_or_default()
            .chars()
        {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => found.push((line, std::mem::take(&mut name))),
                c if depth == 0 => name.push(c),
                _ => {}
            }
        }
        found.push((line, name));
    }
    let first = |name: String| {
        name.split([':', ' ', '\n'])
            .find(|p| !p.is_empty())
            .map(str::to_owned)
    };
    found
        .into_iter()
        .filter_map(|(line, name)| Some((line, first(name)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::messages;
    use super::*;

    fn at(path: &str, text: &str) -> usize {
        messages(&RULE, &[(path, text)]).len()
    }

    #[test]
    fn the_outside_world_is_found_however_it_is_imported() {
        let path = "crates/decide/policy/src/lib.rs";
        for text in [
            "use std::fs;\n",
            "use std::fs::File;\n",
            "use std::{collections::BTreeMap, fs::{self, File}};\n",
            "use std::{\n    io,\n    thread,\n};\n",
            "let home = std::env::var(\"HOME\");\n",
            "use std::time::{Duration, Instant};\n",
            "let now = Timestamp::now();\n",
            "pub async fn decide() {}\n",
        ] {
            assert_eq!(at(path, text), 1, "{text}");
        }
    }

    #[test]
    fn words_tests_and_other_crates_are_left_alone() {
        let text = "// std::fs\nlet a = \"std::fs\";\nuse std::{io, fmt};\n";
        assert_eq!(at("crates/decide/policy/src/lib.rs", text), 0);
        assert_eq!(at("crates/base/http/src/lib.rs", "use std::net;\n"), 0);
        assert_eq!(at("crates/inspect/image/src/lib.rs", "use std::fs;\n"), 0);
        assert_eq!(
            at("crates/decide/policy/tests/it/main.rs", "use std::fs;\n"),
            0
        );
        let tests = "#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n";
        assert_eq!(at("crates/decide/policy/src/lib.rs", tests), 0);
    }
}
