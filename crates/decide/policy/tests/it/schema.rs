//! The published JSON Schema: fresh, and accepted by every policy that we ship.

use seaworthy_policy::{Builtin, json_schema, template};
use serde_json::Value;

use crate::samples::parse;

const PUBLISHED: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../docs/reference/seaworthy.policy.v1.schema.json"
);

/// YAML as the JSON that a schema sees.
pub(crate) fn to_json(text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap()
}

fn accepts(document: &Value) -> bool {
    jsonschema::validator_for(&json_schema())
        .unwrap()
        .is_valid(document)
}

#[test]
fn the_published_schema_is_that_of_the_types() {
    let fresh = format!("{:#}\n", json_schema());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(PUBLISHED, &fresh).unwrap();
    }
    let published = std::fs::read_to_string(PUBLISHED).unwrap();
    assert_eq!(
        published, fresh,
        "run `UPDATE_EXPECT=1 cargo test -p seaworthy-policy schema` and read the difference"
    );
}

#[test]
fn every_policy_that_we_ship_is_valid() {
    for builtin in Builtin::ALL {
        assert!(accepts(&to_json(builtin.text())), "{builtin}");
        assert!(
            accepts(&to_json(&template(builtin))),
            "template of {builtin}"
        );
    }
}

#[test]
fn the_schema_and_the_reader_refuse_the_same() {
    for text in [
        "extends: baseline\n",
        "version: 1\ncolour: red\n",
        "version: 1\nextends: strict\n",
        "version: 2\n",
        "version: 1\ngates: {ci: {deny: [{severity: dreadful}]}}\n",
        "version: 1\ngates: {ci: {deny: [{cvss: 11}]}}\n",
        "version: 1\ngates: {ci: {deny: [{checks: root-user}]}}\n",
        "version: 1\nwaivers: [{check: root-user, owner: o, expires: 2027-01-01}]\n",
        "version: 1\nwaivers: [{check: root-user, reason: r, owner: o}]\n",
        "version: 1\ncves: {deny: [1]}\n",
    ] {
        assert!(parse(text).is_err(), "the reader took {text}");
        assert!(!accepts(&to_json(text)), "the schema took {text}");
    }
}

/// Every field of the schema is a field of the reader: a file that uses all of them is read.
#[test]
fn every_field_of_a_rule_is_read() {
    let schema = json_schema();
    let properties = schema.pointer("/$defs/RuleDocument/properties").unwrap();
    let mut fields = String::new();
    for name in properties.as_object().unwrap().keys() {
        let value = match name.as_str() {
            "name" | "message" => "text",
            "severity" | "confidence" => "high",
            "subjects" => "[package]",
            "risk" | "cvss" | "epss" | "fix_age_days" => "1",
            "known_exploited" | "fixable" | "development" | "unrated" => "true",
            "when" => "finding.fixable",
            "checks" => "[root-user]",
            "controls" => "[IMG-03]",
            "rules" | "cves" | "packages" | "ecosystems" | "paths" | "images" => "['x*']",
            other => panic!("the schema has a field `{other}` that this test does not know"),
        };
        fields.push_str(&format!("        {name}: {value}\n"));
    }
    let text = format!("version: 1\ngates:\n  ci:\n    deny:\n      -\n{fields}");
    parse(&text).unwrap_or_else(|errors| panic!("{errors}\n{text}"));
    assert!(accepts(&to_json(&text)));
}
