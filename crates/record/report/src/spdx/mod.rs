//! `spdx`: the bill of materials as SPDX 2.3 JSON (ISO/IEC 5962:2021 and its 2.3 revision).
//!
//! Packages and relationships; no list of files. The namespace follows from what the document says,
//! so the same assessment yields the same bytes. What SPDX has no field for, and matching needs, is
//! an annotation of its package, so that a scan of the document tells what the scan before did.

mod annotation;
mod ids;
mod licence;
mod package;

use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Digest};
use serde::Serialize;
use serde_json::{Value, json};

use crate::cyclonedx::refs::Refs;
use crate::format::FormatUnit;
use crate::stream::{self, Lazy};
use crate::{RenderOptions, WriteReportError, uuid};
use ids::Ids;
use licence::Extracted;

pub(crate) static FORMAT: FormatUnit = FormatUnit {
    id: "spdx",
    media_type: "application/spdx+json",
    doc: "SPDX 2.3 JSON: the software bill of materials for SPDX tools.",
    write,
};

/// The release of the SPDX licence list whose ids are written.
const LICENCE_LIST: &str = "3.28";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<P, R> {
    spdx_version: &'static str,
    data_license: &'static str,
    #[serde(rename = "SPDXID")]
    id: &'static str,
    name: String,
    document_namespace: String,
    creation_info: Value,
    document_describes: Vec<String>,
    packages: P,
    relationships: R,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    has_extracted_licensing_infos: Vec<Value>,
}

fn write(
    assessment: &Assessment<Facts>,
    options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> Result<(), WriteReportError> {
    let refs = Refs::of(assessment);
    let ids = Ids::of(assessment, &refs);
    let extracted = Extracted::of(&assessment.facts);
    let document = Document {
        spdx_version: "SPDX-2.3",
        data_license: "CC0-1.0",
        id: ids::DOCUMENT,
        name: assessment.target.name.clone(),
        document_namespace: namespace(assessment, &refs),
        creation_info: json!({
            "created": assessment.timing.started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "creators": [format!("Tool: {}-{}", assessment.tool.name, assessment.tool.version)],
            "licenseListVersion": LICENCE_LIST,
        }),
        document_describes: vec![ids.target()],
        packages: Lazy(|| package::packages(assessment, &ids, &extracted)),
        relationships: Lazy(|| package::relationships(assessment, &ids, &refs)),
        has_extracted_licensing_infos: extracted.infos(),
    };
    stream::write(FORMAT.id, &document, options.layout, out)
}

/// A namespace that nobody else uses and that changes when the document does (section 6.5).
fn namespace(assessment: &Assessment<Facts>, refs: &Refs<'_>) -> String {
    let mut text = format!("{}\n", assessment.tool.version);
    for reference in refs.all() {
        text.push_str(reference);
        text.push('\n');
    }
    let uuid = uuid::of(&Digest::sha256(text.as_bytes()));
    format!("urn:uuid:{uuid}")
}
