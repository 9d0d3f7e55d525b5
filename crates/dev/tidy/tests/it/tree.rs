//! Every rule over every file.

use std::path::Path;

use seaworthy_tidy::{RULES, Tree, report};

#[test]
fn the_tree_keeps_the_rules_of_the_house() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."));
    let tree = Tree::read(root).expect("the tree can be read");
    assert!(
        tree.text("Cargo.toml").is_some(),
        "this is not the root of the workspace"
    );
    let violations = report(&tree);
    assert!(
        violations.is_empty(),
        "{} places break the rules of the house (CONTRIBUTING.md):\n{}",
        violations.len(),
        violations.join("\n")
    );
}

#[test]
fn every_rule_has_its_own_name() {
    for (index, rule) in RULES.iter().enumerate() {
        let earlier = RULES
            .iter()
            .take(index)
            .any(|other| other.name == rule.name);
        assert!(!earlier, "`{}` is listed twice", rule.name);
    }
}
