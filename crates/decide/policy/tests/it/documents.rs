//! Every example of the guide and the reference is a policy.

use crate::samples::parse;
use crate::schema::to_json;

/// The fenced blocks of a language, with the line before each.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}");
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() == fence {
            let block: Vec<&str> = lines
                .by_ref()
                .take_while(|line| line.trim() != "```")
                .collect();
            blocks.push(block.join("\n") + "\n");
        }
    }
    blocks
}

#[test]
fn every_example_of_the_documentation_is_a_policy() {
    let documents = [
        (
            "guide",
            include_str!("../../../../../docs/guide/policy.md"),
            5,
        ),
        (
            "reference",
            include_str!("../../../../../docs/reference/policy.md"),
            2,
        ),
    ];
    let validator = jsonschema::validator_for(&seaworthy_policy::json_schema()).unwrap();
    for (name, text, least) in documents {
        let examples = blocks(text, "yaml");
        assert!(
            examples.len() >= least,
            "{name} has {} examples",
            examples.len()
        );
        for example in examples {
            parse(&example).unwrap_or_else(|errors| panic!("{name}: {errors}\n{example}"));
            assert!(validator.is_valid(&to_json(&example)), "{name}: {example}");
        }
    }
}

#[test]
fn the_reference_names_every_field_and_every_limit() {
    let reference = include_str!("../../../../../docs/reference/policy.md");
    let schema = seaworthy_policy::json_schema();
    let defs = schema["$defs"].as_object().unwrap();
    let root = schema["properties"].as_object().unwrap().keys();
    let inner = defs
        .values()
        .filter_map(|def| {
            def.get("properties")
                .and_then(|properties| properties.as_object())
        })
        .flat_map(|properties| properties.keys());
    for field in root.chain(inner) {
        assert!(
            reference.contains(&format!("`{field}`")),
            "the reference omits `{field}`"
        );
    }
    let limits = include_str!("../../src/limits.rs");
    for line in limits
        .lines()
        .filter_map(|line| line.strip_prefix("pub const "))
    {
        let name = line.split(':').next().unwrap();
        assert!(reference.contains(name), "the reference omits {name}");
    }
}

#[test]
fn the_reference_names_what_a_condition_may_ask() {
    let reference = include_str!("../../../../../docs/reference/policy.md");
    let scope = include_str!("../../src/condition/scope.rs");
    let listed = scope
        .split("pub(crate) fn ")
        .filter(|part| part.starts_with("finding_fields") || part.starts_with("image_fields"))
        .flat_map(|part| {
            part.split('}')
                .next()
                .unwrap()
                .split('"')
                .skip(1)
                .step_by(2)
        });
    let mut count = 0;
    for field in listed {
        count += 1;
        assert!(
            reference.contains(&format!("`{field}`")),
            "the reference omits `{field}`"
        );
    }
    assert!(count > 35, "{count}");
}
