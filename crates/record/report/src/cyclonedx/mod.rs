//! `cyclonedx`: the bill of materials (OWASP CycloneDX 1.6, JSON), with known weaknesses when
//! asked.
//!
//! The same assessment yields the same bytes: the serial number is made from what the document
//! says, as an RFC 9562 version 8 UUID, not drawn at random.

pub(crate) mod component;
mod licence;
pub(crate) mod purl;
pub(crate) mod refs;
mod vulnerability;

use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Digest};
use serde::Serialize;
use serde_json::{Value, json};

use crate::format::FormatUnit;
use crate::stream::{self, Lazy};
use crate::{RenderOptions, WriteReportError, uuid};
use refs::Refs;

pub(crate) static FORMAT: FormatUnit = FormatUnit {
    id: "cyclonedx",
    media_type: "application/vnd.cyclonedx+json; version=1.6",
    doc: "CycloneDX 1.6 JSON: the software bill of materials, with evidence and layers.",
    write,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bom<C, D, V> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    bom_format: &'static str,
    spec_version: &'static str,
    serial_number: String,
    version: u32,
    metadata: Value,
    components: C,
    dependencies: D,
    #[serde(skip_serializing_if = "Option::is_none")]
    vulnerabilities: Option<V>,
}

fn write(
    assessment: &Assessment<Facts>,
    options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> Result<(), WriteReportError> {
    let refs = Refs::of(assessment);
    let weaknesses = options
        .vulnerabilities
        .then(|| vulnerability::weaknesses(assessment));
    let bom = Bom {
        schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
        bom_format: "CycloneDX",
        spec_version: "1.6",
        serial_number: serial_number(assessment, &refs, options.vulnerabilities),
        version: 1,
        metadata: json!({
            "timestamp": assessment.timing.started,
            "lifecycles": [{ "phase": "post-build" }],
            "tools": { "components": [{
                "type": "application",
                "name": assessment.tool.name,
                "version": assessment.tool.version,
            }]},
            "component": component::target(assessment, &refs),
        }),
        components: Lazy(|| component::components(assessment, &refs)),
        dependencies: Lazy(|| component::dependencies(assessment, &refs)),
        vulnerabilities: weaknesses
            .as_ref()
            .map(|all| Lazy(|| all.iter().map(|weakness| weakness.entry(&refs)))),
    };
    stream::write(FORMAT.id, &bom, options.layout, out)
}

/// A serial number that changes when the document says something else about the target.
fn serial_number(assessment: &Assessment<Facts>, refs: &Refs<'_>, weaknesses: bool) -> String {
    let mut text = format!("{}\n{}\n", assessment.tool.version, refs.target());
    for reference in refs.all() {
        text.push_str(reference);
        text.push('\n');
    }
    if weaknesses {
        for finding in &assessment.findings {
            text.push_str(finding.fingerprint.as_str());
            text.push('\n');
        }
    }
    format!("urn:uuid:{}", uuid::of(&Digest::sha256(text.as_bytes())))
}
