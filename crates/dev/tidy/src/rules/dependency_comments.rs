//! A dependency stands once, in the workspace manifest, with what it is for and who may use it.
//!
//! The last sentence of its comment is the permission: `packages, secrets.`, `http only.`,
//! `Everywhere.`, `Tests only.`; `dev` means the crates of `crates/dev`. What is in brackets is for
//! people. Tests may use anything.

use super::Rule;
use crate::manifest::{self, Kind, Member, Shared};
use crate::{Tree, Violation};

pub(super) const RULE: Rule = Rule {
    name: "dependency-comments",
    check,
};

fn check(tree: &Tree) -> Vec<Violation> {
    let own = manifest::own_crates(tree);
    let members = manifest::members(tree);
    let mut nouns: Vec<&str> = members.iter().map(Member::noun).collect();
    nouns.extend(["dev", "tests", "everywhere"]);
    let shared: Vec<Shared<'_>> = manifest::shared(tree);
    let mut violations = Vec::new();
    for entry in shared.iter().filter(|entry| !own.contains_key(entry.name)) {
        let mut report =
            |message| violations.push(Violation::at("Cargo.toml", entry.line, message));
        if !entry.declaration.contains("default-features = false") {
            report(format!(
                "`{}` is not `default-features = false`",
                entry.name
            ));
        }
        let users = users(&entry.comment);
        if users.is_empty() {
            report(format!(
                "`{}` lacks a comment: what for, and who may use it",
                entry.name
            ));
        }
        for user in users.iter().filter(|user| !nouns.contains(&user.as_str())) {
            report(format!(
                "`{}` may be used by `{user}`, which is no crate",
                entry.name
            ));
        }
    }
    for member in &members {
        for (name, kind, value) in member.dependencies() {
            if value.get("workspace").and_then(toml::Value::as_bool) != Some(true) {
                let message = format!("`{name}` is not taken from the workspace");
                violations.push(Violation::of(&member.manifest, message));
            }
            let entry = shared.iter().find(|entry| entry.name == name);
            let Some(entry) = entry.filter(|entry| !own.contains_key(entry.name)) else {
                continue;
            };
            if kind != Kind::Test && !is_allowed(member, &users(&entry.comment)) {
                let message = format!("`{name}` is not for this crate: \"{}\"", entry.comment);
                violations.push(Violation::of(&member.manifest, message));
            }
        }
    }
    violations
}

fn is_allowed(member: &Member, users: &[String]) -> bool {
    users.iter().any(|user| match user.as_str() {
        "everywhere" => true,
        "dev" => member.folder.starts_with("crates/dev/"),
        "tests" => false,
        noun => noun == member.noun(),
    })
}

/// The names in the last sentence of a comment.
fn users(comment: &str) -> Vec<String> {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for c in comment.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let Some(sentences) = plain.trim().strip_suffix('.') else {
        return Vec::new();
    };
    let Some((_, last)) = sentences.rsplit_once(". ") else {
        return Vec::new();
    };
    let last = last.trim().trim_end_matches(" only").replace(" and ", ", ");
    last.split(',')
        .map(|user| user.trim().to_lowercase())
        .filter(|user| !user.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::messages;
    use super::*;

    const WORKSPACE: &str = "[workspace.dependencies]\n\
        # Archives. image, dev and tests only.\n\
        tar = { version = \"0.4\", default-features = false }\n";

    #[test]
    fn the_last_sentence_names_the_users() {
        assert_eq!(users("CEL, of a policy. policy only."), ["policy"]);
        assert_eq!(users("A pack. assess only (module `sys`)."), ["assess"]);
        assert_eq!(
            users("Errors. seaworthy, dev and tests only."),
            ["seaworthy", "dev", "tests"]
        );
        assert!(users("One sentence.").is_empty());
        assert!(users("").is_empty());
    }

    #[test]
    fn a_crate_that_is_not_named_may_not_use_it() {
        let uses = "[dependencies]\ntar.workspace = true\n";
        let image = ("crates/inspect/image/Cargo.toml", uses);
        let testkit = ("crates/dev/testkit/Cargo.toml", uses);
        let tests = (
            "crates/base/http/Cargo.toml",
            "[dev-dependencies]\ntar.workspace = true\n",
        );
        let good = [("Cargo.toml", WORKSPACE), image, testkit, tests];
        assert!(
            messages(&RULE, &good).is_empty(),
            "{:?}",
            messages(&RULE, &good)
        );
        let bad = [
            ("Cargo.toml", WORKSPACE),
            image,
            ("crates/assess/Cargo.toml", uses),
        ];
        let found = messages(&RULE, &bad);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found
                .iter()
                .all(|line| line.starts_with("crates/assess/Cargo.toml:0 `tar`"))
        );
    }

    #[test]
    fn a_bare_dependency_is_found() {
        let found = messages(
            &RULE,
            &[("Cargo.toml", "[workspace.dependencies]\ntar = \"0.4\"\n")],
        );
        assert_eq!(
            found,
            [
                "Cargo.toml:2 `tar` is not `default-features = false`",
                "Cargo.toml:2 `tar` lacks a comment: what for, and who may use it"
            ]
        );
        let own = (
            "crates/base/http/Cargo.toml",
            "[dependencies]\ntar = \"0.4\"\n",
        );
        assert_eq!(messages(&RULE, &[own]).len(), 1);
    }

    #[test]
    fn a_permission_for_nobody_is_found() {
        let found = messages(&RULE, &[("Cargo.toml", WORKSPACE)]);
        assert_eq!(
            found,
            ["Cargo.toml:3 `tar` may be used by `image`, which is no crate"]
        );
    }
}
