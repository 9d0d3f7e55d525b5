//! Published schemas, and how a document is held against them.

use std::fs;
use std::path::Path;

use jsonschema::{Registry, Validator};
use serde_json::Value;

/// Fails with every violation of the schema.
pub(crate) fn assert_valid(validator: &Validator, document: &Value) {
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

/// SARIF 2.1.0.
pub(crate) fn sarif() -> Validator {
    let mut schema = read("tests/schemas/sarif-2.1.0.schema.json");
    // The published pattern has a stray bracket, which the validator refuses. We write no language.
    for part in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][part]["properties"]["language"];
        let pattern = language.as_object_mut().unwrap().remove("pattern");
        assert!(pattern.is_some(), "{part}");
    }
    validator(&schema, &[])
}

/// CycloneDX 1.6 with the schemas that it refers to.
pub(crate) fn cyclonedx() -> Validator {
    let others = ["spdx.schema.json", "jsf-0.82.schema.json"];
    validator(&read("tests/schemas/bom-1.6.schema.json"), &others)
}

/// The committed schema of the native format.
pub(crate) fn native() -> Validator {
    validator(&read(NATIVE), &[])
}

/// Where the schema of the native format is committed.
pub(crate) const NATIVE: &str = "../../../docs/reference/seaworthy.assessment.v1.schema.json";

pub(crate) fn read(path: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn validator(schema: &Value, others: &[&str]) -> Validator {
    let mut registry = Registry::new();
    for name in others {
        let uri = format!("http://cyclonedx.org/schema/{name}");
        let other = read(&format!("tests/schemas/{name}"));
        registry = registry.add(uri, other).unwrap();
    }
    let registry = registry.prepare().unwrap();
    jsonschema::options()
        .with_registry(&registry)
        .should_validate_formats(true)
        .build(schema)
        .unwrap()
}
