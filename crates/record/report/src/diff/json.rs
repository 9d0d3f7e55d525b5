//! A comparison for programs.

use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::Assessment;
use serde_json::{Value, json};

use super::Diff;
use crate::{RenderOptions, WriteReportError, stream};

/// Name and version of the document. It changes when a reader of the old one would misread.
const SCHEMA: &str = "seaworthy.diff/v1";

pub(super) fn write(
    diff: &Diff<'_>,
    options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> Result<(), WriteReportError> {
    let changed: Vec<Value> = diff
        .changed
        .iter()
        .map(|changed| {
            let changes = changed.changes.iter();
            let changes: serde_json::Map<String, Value> = changes
                .map(|(name, old, new)| {
                    ((*name).to_owned(), json!({ "before": old, "after": new }))
                })
                .collect();
            json!({ "finding": changed.after, "changes": changes })
        })
        .collect();
    let packages: Vec<Value> = diff
        .packages
        .iter()
        .map(|change| {
            json!({
                "kind": change.name.0,
                "name": change.name.1,
                "before": change.before,
                "after": change.after,
            })
        })
        .collect();
    let document = json!({
        "schema": SCHEMA,
        "before": side(diff.before),
        "after": side(diff.after),
        "findings": { "new": diff.new, "gone": diff.gone, "changed": changed },
        "packages": packages,
        "layers": {
            "shared": diff.layers.shared,
            "removed": diff.layers.removed,
            "added": diff.layers.added,
            "bytes_before": diff.layers.bytes_before,
            "bytes_after": diff.layers.bytes_after,
        },
    });
    stream::write("json", &document, options.layout, out)
}

fn side(assessment: &Assessment<Facts>) -> Value {
    json!({
        "target": assessment.target,
        "started": assessment.timing.started,
        "decision": assessment.verdict.decision,
        "findings": assessment.findings.len(),
        "unknowns": assessment.unknowns.len(),
    })
}
