//! `cyclonedx`: the bill of materials (OWASP CycloneDX 1.6, JSON), with known weaknesses when
//! asked.
//!
//! The same assessment yields the same bytes: the serial number is made from what the document
//! says, as an RFC 9562 version 8 UUID, not drawn at random.

mod component;
mod licence;
mod purl;
mod refs;
mod vulnerability;

use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Digest};
use serde::Serialize;
use serde_json::{Value, json};

use crate::format::FormatUnit;
use crate::stream::{self, Lazy};
use crate::{RenderOptions, WriteReportError};
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
    uuid(&Digest::sha256(text.as_bytes()))
}

/// A hash as a version 8 UUID (RFC 9562, section 5.8), as a URN.
fn uuid(digest: &Digest) -> String {
    let mut hex: Vec<char> = digest.hex().chars().take(32).collect();
    if let Some(version) = hex.get_mut(12) {
        *version = '8';
    }
    if let Some(variant) = hex.get_mut(16) {
        *variant = match variant.to_digit(16).unwrap_or(0) & 3 {
            0 => '8',
            1 => '9',
            2 => 'a',
            _ => 'b',
        };
    }
    let mut urn = "urn:uuid:".to_owned();
    for (n, digit) in hex.into_iter().enumerate() {
        if matches!(n, 8 | 12 | 16 | 20) {
            urn.push('-');
        }
        urn.push(digit);
    }
    urn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_becomes_a_well_formed_uuid() {
        assert_eq!(
            uuid(&Digest::sha256(b"")),
            "urn:uuid:e3b0c442-98fc-8c14-9afb-f4c8996fb924"
        );
    }
}
