//! Tests of changes to files of YAML.

use seaworthy_facts::manifest::{Dialect, Tree, edit};
use seaworthy_manifest::yaml;
use seaworthy_model::Patch;

fn tree(text: &str) -> Tree {
    yaml::read("a.yaml", text.as_bytes(), Dialect::Kubernetes)
}

fn made(text: &str, patch: Option<Patch>) -> Option<String> {
    let patch = patch?;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let start = patch.line as usize - 1;
    let end = start + patch.remove.len();
    assert_eq!(lines.get(start..end), Some(&patch.remove[..]));
    lines.splice(start..end, patch.insert);
    Some(lines.join("\n") + "\n")
}

fn set(text: &str, at: &str, keys: &[&str], value: &str) -> Option<String> {
    let tree = tree(text);
    let root = tree.root().unwrap();
    let mapping = if at.is_empty() {
        root
    } else {
        root.at(at).unwrap()
    };
    made(text, edit::set(mapping, keys, value))
}

const POD: &str = "spec:
  containers:
    # the shop
    - name: web   # front
      image: a

    - name: log
      securityContext:
        privileged: true # no
";

#[test]
fn a_key_that_is_absent_is_added_at_the_end_of_its_mapping() {
    let new = set(
        POD,
        "spec.containers.0",
        &["securityContext", "readOnlyRootFilesystem"],
        "true",
    );
    assert_eq!(
        new.unwrap(),
        POD.replace(
            "      image: a\n",
            "      image: a\n      securityContext:\n        readOnlyRootFilesystem: true\n"
        )
    );
}

#[test]
fn a_value_that_is_there_is_replaced_and_its_comment_kept() {
    let new = set(
        POD,
        "spec.containers.1",
        &["securityContext", "privileged"],
        "false",
    )
    .unwrap();
    assert_eq!(
        new,
        POD.replace("privileged: true # no", "privileged: false # no")
    );
    let again = set(
        &new,
        "spec.containers.1",
        &["securityContext", "privileged"],
        "false",
    )
    .unwrap();
    assert_eq!(again, new);
}

#[test]
fn braces_and_quotes_of_json_are_kept() {
    let text = "{\"spec\": {\"a\": 1}}\n";
    assert_eq!(
        set(text, "spec", &["b", "c"], "true").unwrap(),
        "{\"spec\": {\"a\": 1, \"b\": {\"c\": true}}}\n"
    );
    assert_eq!(set("a: {}\n", "a", &["b"], "1").unwrap(), "a: {b: 1}\n");
    assert_eq!(set("a: [x]\n", "", &["a"], "[y]").unwrap(), "a: [y]\n");
}

#[test]
fn an_empty_place_is_filled() {
    assert_eq!(
        set("a:\nb: 1\n", "", &["a", "c"], "2").unwrap(),
        "a:\n  c: 2\nb: 1\n"
    );
    assert_eq!(set("a:\nb: 1\n", "", &["a"], "2").unwrap(), "a: 2\nb: 1\n");
}

#[test]
fn what_an_anchor_shares_is_left_alone() {
    let text = "a: &one\n  x: 1\nb: *one\nc:\n  <<: *one\n";
    assert_eq!(set(text, "a", &["x"], "2"), None);
    assert_eq!(set(text, "b", &["x"], "2"), None);
    assert_eq!(set(text, "c", &["x"], "2"), None);
}

#[test]
fn a_block_of_text_ends_where_its_last_line_does() {
    let text = "a:\n  x: |\n    one\n    two\n\n\nb: 1\n";
    assert_eq!(
        set(text, "a", &["y"], "2").unwrap(),
        "a:\n  x: |\n    one\n    two\n  y: 2\n\n\nb: 1\n"
    );
}

#[test]
fn entries_and_items_are_taken_out_with_all_their_lines() {
    let text = "a:\n  x:\n    - 1\n    - two: 2\n      three: 3\n  k: [p, q, r]\n";
    let tree = tree(text);
    let a = tree.root().unwrap().at("a").unwrap();
    assert_eq!(
        made(text, edit::remove(a, "x")).unwrap(),
        "a:\n  k: [p, q, r]\n"
    );
    let x = a.at("x").unwrap();
    assert_eq!(
        made(text, edit::remove_item(x, 1)).unwrap(),
        "a:\n  x:\n    - 1\n  k: [p, q, r]\n"
    );
    let k = a.at("k").unwrap();
    assert!(
        made(text, edit::remove_item(k, 1))
            .unwrap()
            .ends_with("k: [p, r]\n")
    );
}

#[test]
fn an_entry_that_stands_alone_or_begins_an_item_stays() {
    let text = "a:\n  - x: 1\n    k: 2\nb:\n  z: 1\n";
    let tree = tree(text);
    let root = tree.root().unwrap();
    assert_eq!(edit::remove(root.at("a.0").unwrap(), "x"), None);
    assert!(edit::remove(root.at("a.0").unwrap(), "k").is_some());
    assert_eq!(edit::remove(root.at("b").unwrap(), "z"), None);
    assert_eq!(edit::remove_item(root.at("a").unwrap(), 0), None);
}

#[test]
fn a_text_that_is_not_utf_8_is_left_alone() {
    let bytes: Vec<u8> = "a: 1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bytes = [&[0xff, 0xfe], &bytes[..]].concat();
    let tree = yaml::read("a.yaml", &bytes, Dialect::Kubernetes);
    assert_eq!(edit::set(tree.root().unwrap(), &["a"], "2"), None);
}

#[test]
fn a_key_is_renamed_in_its_quotes_and_all_else_stays() {
    let text = "a: # why\n  - nam: web # front\n    \"prot\": 1\n  - {'nam' : log, b: 1}\n";
    let tree = tree(text);
    let root = tree.root().unwrap();
    let renamed = |at: &str, key: &str, name: &str| {
        made(text, edit::rename_key(root.at(at).unwrap(), key, name))
    };
    assert_eq!(
        renamed("a.0", "nam", "name").unwrap(),
        text.replace("- nam:", "- name:")
    );
    assert_eq!(
        renamed("a.0", "prot", "port").unwrap(),
        text.replace("prot", "port")
    );
    assert_eq!(
        renamed("a.1", "nam", "name").unwrap(),
        text.replace("'nam'", "'name'")
    );
    assert_eq!(renamed("a.1", "nam", "b"), None, "the name is taken");
    assert_eq!(renamed("a.1", "none", "b"), None);
}

#[test]
fn a_key_that_stands_in_several_places_keeps_its_name() {
    let text = "a: &x\n  nam: 1\nb: *x\nc:\n  <<: *x\n  k: 2\n";
    let tree = tree(text);
    let root = tree.root().unwrap();
    for at in ["a", "b", "c"] {
        assert_eq!(
            edit::rename_key(root.get(at).unwrap(), "nam", "name"),
            None,
            "{at}"
        );
    }
}
