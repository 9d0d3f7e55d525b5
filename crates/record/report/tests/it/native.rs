//! The native document and its schema.

use std::{env, fs};

use seaworthy_facts::Facts;
use seaworthy_model::Assessment;
use seaworthy_report::{JsonLayout, RenderOptions, assessment_schema};

use crate::builder::{clean, everything, folder, render, unknown_only};
use crate::schemas;

#[test]
fn the_committed_schema_is_the_one_of_the_types() {
    let path = format!("{}/{}", env!("CARGO_MANIFEST_DIR"), schemas::NATIVE);
    if env::var_os("UPDATE_SCHEMAS").is_some() {
        fs::write(&path, assessment_schema()).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == assessment_schema(),
        "{path} is stale; run: UPDATE_SCHEMAS=1 cargo test -p seaworthy-report"
    );
}

#[test]
fn what_is_written_is_valid_and_reads_back_the_same() {
    for assessment in [clean(), unknown_only(), everything(), folder()] {
        for layout in [JsonLayout::Pretty, JsonLayout::Compact] {
            let options = RenderOptions {
                layout,
                ..RenderOptions::default()
            };
            let text = render("json", &assessment, &options);
            schemas::assert_valid(&schemas::native(), &serde_json::from_str(&text).unwrap());
            let back: Assessment<Facts> = serde_json::from_str(&text).unwrap();
            assert_eq!(back, assessment);
        }
    }
}

#[test]
fn the_schema_refuses_what_is_no_assessment() {
    let text = render("json", &everything(), &RenderOptions::default());
    let whole: serde_json::Value = serde_json::from_str(&text).unwrap();
    let schema = schemas::native();
    for key in [
        "schema", "target", "facts", "findings", "unknowns", "verdict",
    ] {
        let mut broken = whole.clone();
        broken.as_object_mut().unwrap().remove(key);
        assert!(!schema.is_valid(&broken), "without {key}");
    }
    let mut other = whole.clone();
    other["schema"] = "seaworthy.assessment/v2".into();
    assert!(!schema.is_valid(&other));
    let mut undigested = whole.clone();
    undigested["verdict"]["policy_digest"] = "sha256:abc".into();
    assert!(!schema.is_valid(&undigested));
    let mut shouted = whole;
    shouted["findings"][0]["severity"] = "CRITICAL".into();
    assert!(!schema.is_valid(&shouted));
}
