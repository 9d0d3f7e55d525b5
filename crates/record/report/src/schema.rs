//! The JSON Schema of the native assessment, made from its types.

use schemars::generate::SchemaSettings;
use seaworthy_facts::Facts;
use seaworthy_model::{ASSESSMENT_SCHEMA, Assessment};
use serde_json::json;

/// The JSON Schema (draft 2020-12) of the `json` format as text, indented, with a final line feed.
///
/// It describes what Seaworthy writes: a property that is always written is required.
#[must_use]
pub fn assessment_schema() -> String {
    let generator = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator();
    let mut schema = generator.into_root_schema_for::<Assessment<Facts>>();
    schema.insert("$id".to_owned(), json!("urn:seaworthy:assessment:v1"));
    schema.insert("title".to_owned(), json!(ASSESSMENT_SCHEMA));
    if let Some(name) = schema.pointer_mut("/properties/schema") {
        *name = json!({
            "description": "Name and version of this format.",
            "const": ASSESSMENT_SCHEMA,
        });
    }
    format!("{:#}\n", schema.as_value())
}
