//! Each crate inherits the lints and the package fields of the workspace, and is not published.

use super::Rule;
use crate::manifest;
use crate::{Tree, Violation};

pub(super) const RULE: Rule = Rule {
    name: "inherited-lints",
    check,
};

const INHERITED: &[&str] = &["version", "edition", "rust-version", "license", "publish"];

fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for member in manifest::members(tree) {
        let is_true =
            |keys: &[&str]| member.value(keys).and_then(toml::Value::as_bool) == Some(true);
        let mut report =
            |message: String| violations.push(Violation::of(&member.manifest, message));
        if !is_true(&["lints", "workspace"]) {
            report("`[lints] workspace = true` is missing".to_owned());
        }
        for field in INHERITED {
            if !is_true(&["package", field, "workspace"]) {
                report(format!("`{field}.workspace = true` is missing"));
            }
        }
        if member.value(&["package", "description"]).is_none() {
            report("`description` is missing".to_owned());
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::super::messages;
    use super::*;

    const GOOD: &str = "[package]\nname = \"a\"\ndescription = \"A\"\nversion.workspace = true\n\
        edition.workspace = true\nrust-version.workspace = true\nlicense.workspace = true\n\
        publish.workspace = true\n[lints]\nworkspace = true\n";

    #[test]
    fn own_lints_and_own_fields_are_found() {
        let at = |text: &str| messages(&RULE, &[("crates/base/a/Cargo.toml", text)]);
        assert!(at(GOOD).is_empty(), "{:?}", at(GOOD));
        let own_lints = GOOD.replace(
            "[lints]\nworkspace = true",
            "[lints.rust]\nunsafe_code = \"allow\"",
        );
        assert_eq!(at(&own_lints).len(), 1);
        let own_edition = GOOD.replace("edition.workspace = true", "edition = \"2021\"");
        assert_eq!(
            at(&own_edition),
            ["crates/base/a/Cargo.toml:0 `edition.workspace = true` is missing"]
        );
    }
}
