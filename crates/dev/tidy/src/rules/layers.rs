//! Who may use whom of our own crates: the flow of data, inspect, decide, enforce, record.
//!
//! The table is that of `docs/decisions/0002-workspace-layout-and-dependency-table.md`. Test
//! dependencies are free.

use super::Rule;
use crate::manifest::{self, Kind};
use crate::{Tree, Violation};

pub(super) const RULE: Rule = Rule {
    name: "layers",
    check,
};

const BASE: &str = "crates/base/";
const INSPECT: &str = "crates/inspect/";
const DECIDE: &str = "crates/decide/";
const ASSESS: &str = "crates/assess";
const MODEL: &str = "crates/base/model";
const FACTS: &str = "crates/base/facts";
const CATALOGUE: &str = "crates/base/catalogue";
const CHECK: &str = "crates/base/check";

/// A row: a crate or a folder of crates (with `/` at its end), and what it may use. The first that
/// fits counts.
struct Row(&'static str, &'static [&'static str]);

static TABLE: &[Row] = &[
    Row("crates/base/facts", &[MODEL]),
    Row("crates/base/catalogue", &[MODEL]),
    Row("crates/base/check", &[MODEL, CATALOGUE]),
    Row(BASE, &[]),
    Row("crates/inspect/image", &[BASE, "crates/inspect/registry"]),
    Row(
        "crates/inspect/provenance",
        &[BASE, "crates/inspect/registry"],
    ),
    Row(INSPECT, &[BASE]),
    Row(
        "crates/decide/detect",
        &[MODEL, FACTS, CATALOGUE, CHECK, "crates/decide/expr"],
    ),
    Row(
        "crates/decide/policy",
        &[MODEL, FACTS, CATALOGUE, CHECK, "crates/decide/expr"],
    ),
    // `base` without `http`.
    Row(DECIDE, &[MODEL, FACTS, CATALOGUE, CHECK]),
    Row(ASSESS, &[BASE, INSPECT, DECIDE]),
    Row(
        "crates/update",
        &[BASE, "crates/inspect/registry", "crates/decide/advisories"],
    ),
    Row(
        "crates/enforce/node",
        &[
            BASE,
            DECIDE,
            ASSESS,
            "crates/inspect/host",
            "crates/inspect/events",
        ],
    ),
    Row(
        "crates/enforce/promote",
        &[BASE, DECIDE, ASSESS, "crates/inspect/registry"],
    ),
    Row("crates/enforce/", &[BASE, DECIDE, ASSESS]),
    Row(
        "crates/record/plane",
        &[
            BASE,
            ASSESS,
            "crates/record/store",
            "crates/record/report",
            "crates/record/plane-api",
        ],
    ),
    Row("crates/record/", &[BASE]),
    Row("crates/seaworthy", &["crates/"]),
    Row("crates/dev/testkit", &[BASE]),
    Row("crates/dev/truth", &[BASE, INSPECT, DECIDE]),
    Row(
        "crates/dev/hostile",
        &[BASE, INSPECT, DECIDE, "crates/update"],
    ),
    Row("crates/dev/", &[]),
    Row("xtask", &[]),
];

fn check(tree: &Tree) -> Vec<Violation> {
    let own = manifest::own_crates(tree);
    let mut violations = Vec::new();
    for member in manifest::members(tree) {
        let row = TABLE
            .iter()
            .find(|Row(pattern, _)| fits(pattern, &member.folder));
        let Some(Row(_, allowed)) = row else {
            violations.push(Violation::of(
                &member.manifest,
                "is in no row of the dependency table",
            ));
            continue;
        };
        for (name, kind, value) in member.dependencies() {
            let path = value.get("path").and_then(toml::Value::as_str);
            if path.is_some() {
                let message = format!("`{name}` is taken by path, past the dependency table");
                violations.push(Violation::of(&member.manifest, message));
            }
            let Some(folder) = own.get(name).filter(|_| kind != Kind::Test) else {
                continue;
            };
            let is_dev = folder.starts_with("crates/dev/");
            if is_dev || !allowed.iter().any(|pattern| fits(pattern, folder)) {
                let message = format!("may not use `{folder}`");
                violations.push(Violation::of(&member.manifest, message));
            }
        }
    }
    violations
}

/// Whether a folder is the one of the pattern, or below it where the pattern ends with `/`.
fn fits(pattern: &str, folder: &str) -> bool {
    if pattern.ends_with('/') {
        folder.starts_with(pattern)
    } else {
        folder == pattern
    }
}

#[cfg(test)]
mod tests {
    use super::super::messages;
    use super::*;

    const WORKSPACE: &str = "[workspace.dependencies]\n\
        seaworthy-model = { path = \"crates/base/model\" }\n\
        seaworthy-http = { path = \"crates/base/http\" }\n\
        seaworthy-image = { path = \"crates/inspect/image\" }\n\
        seaworthy-policy = { path = \"crates/decide/policy\" }\n\
        seaworthy-testkit = { path = \"crates/dev/testkit\" }\n";

    fn at(folder: &str, section: &str, dependency: &str) -> Vec<String> {
        let path = format!("{folder}/Cargo.toml");
        let text = format!("[{section}]\n{dependency}.workspace = true\n");
        messages(&RULE, &[("Cargo.toml", WORKSPACE), (&path, &text)])
    }

    #[test]
    fn a_use_against_the_flow_is_found() {
        for (folder, dependency) in [
            ("crates/base/model", "seaworthy-policy"),
            ("crates/base/http", "seaworthy-model"),
            ("crates/inspect/secrets", "seaworthy-image"),
            ("crates/inspect/image", "seaworthy-policy"),
            ("crates/decide/policy", "seaworthy-image"),
            ("crates/decide/policy", "seaworthy-http"),
            ("crates/record/report", "seaworthy-policy"),
            ("crates/assess", "seaworthy-testkit"),
            ("xtask", "seaworthy-model"),
        ] {
            assert_eq!(
                at(folder, "dependencies", dependency).len(),
                1,
                "{folder} {dependency}"
            );
        }
    }

    #[test]
    fn a_use_along_the_flow_and_of_tests_is_left_alone() {
        for (folder, section, dependency) in [
            ("crates/inspect/image", "dependencies", "seaworthy-http"),
            ("crates/decide/policy", "dependencies", "seaworthy-model"),
            ("crates/assess", "dependencies", "seaworthy-image"),
            ("crates/seaworthy", "dependencies", "seaworthy-policy"),
            (
                "crates/decide/policy",
                "dev-dependencies",
                "seaworthy-testkit",
            ),
        ] {
            let found = at(folder, section, dependency);
            assert!(found.is_empty(), "{found:?}");
        }
    }

    #[test]
    fn a_crate_outside_of_the_table_and_a_use_by_path_are_found() {
        let table = "[dependencies]\n";
        let outside = messages(&RULE, &[("crates/other/thing/Cargo.toml", table)]);
        assert_eq!(
            outside,
            ["crates/other/thing/Cargo.toml:0 is in no row of the dependency table"]
        );
        let by_path = "[dependencies]\na = { path = \"../../inspect/image\" }\n";
        assert_eq!(
            messages(&RULE, &[("crates/base/model/Cargo.toml", by_path)]).len(),
            1
        );
    }
}
