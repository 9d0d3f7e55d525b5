//! What lies around a bill that is an attestation: an in-toto statement, and a DSSE envelope.
//!
//! Formats: in-toto attestation framework v0.1 and v1 (`predicateType`, `predicate`), DSSE v1
//! (`payloadType`, `payload` in base64). Signatures are judged elsewhere.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;

use super::ReadBomError;

/// A document taken out of what lay around it.
#[derive(Debug, Default)]
pub(super) struct Opened {
    /// The bill.
    pub(super) document: Vec<u8>,
    /// SHA-256 digests of what the statement is about, in hexadecimal.
    pub(super) subjects: Vec<String>,
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(default, rename = "payloadType")]
    payload_type: String,
    #[serde(default)]
    payload: String,
}

#[derive(Deserialize)]
struct Outer {
    /// In a Sigstore bundle the envelope is a member.
    #[serde(default, rename = "dsseEnvelope")]
    dsse_envelope: Option<Envelope>,
    #[serde(default)]
    subject: Vec<Subject>,
    #[serde(default, rename = "payloadType")]
    payload_type: Option<String>,
    #[serde(default)]
    payload: Option<String>,
    #[serde(default, rename = "predicateType")]
    predicate_type: Option<String>,
    #[serde(default)]
    predicate: Option<Value>,
}

#[derive(Deserialize)]
struct Subject {
    #[serde(default)]
    digest: BTreeMap<String, String>,
}

/// Whether a document begins as an envelope or a statement does.
pub(super) fn is_envelope(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let has = |word: &str| memchr::memmem::find(head, word.as_bytes()).is_some();
    head.trim_ascii_start().starts_with(b"{")
        && (has("\"predicateType\"")
            || has("application/vnd.in-toto+json")
            || has("application/vnd.dev.sigstore.bundle"))
}

/// The bill inside of an attestation; none where the document is no attestation.
pub(super) fn open(bytes: &[u8]) -> Result<Option<Opened>, ReadBomError> {
    if super::document::kind(bytes).is_some() && !begins_as_statement(bytes) {
        return Ok(None);
    }
    if !is_envelope(bytes) {
        return Ok(None);
    }
    let outer: Outer = serde_json::from_slice(bytes)?;
    let bare = match (&outer.payload_type, &outer.payload) {
        (Some(kind), Some(payload)) => Some((kind, payload)),
        _ => None,
    };
    let bundled = outer.dsse_envelope.as_ref();
    let bundled = bundled.map(|inner| (&inner.payload_type, &inner.payload));
    let Some((kind, payload)) = bare.or(bundled) else {
        return predicate(outer).map(Some);
    };
    if kind != "application/vnd.in-toto+json" {
        return Err(ReadBomError::Envelope(
            "its payload is no in-toto statement",
        ));
    }
    let statement = STANDARD
        .decode(payload)
        .map_err(|_| ReadBomError::Envelope("its payload is not base64"))?;
    predicate(serde_json::from_slice(&statement)?).map(Some)
}

/// A statement about a bill names the bill's own format in its predicate, so both words are in it.
fn begins_as_statement(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let at = |word: &str| memchr::memmem::find(head, word.as_bytes());
    let inner = ["\"bomFormat\"", "\"spdxVersion\"", "spdx.org/rdf/3."];
    let first = inner.iter().filter_map(|word| at(word)).min();
    at("in-toto.io/Statement").is_some_and(|outer| first.is_none_or(|first| outer < first))
        || at("\"predicateType\"").is_some_and(|outer| first.is_none_or(|first| outer < first))
}

fn predicate(outer: Outer) -> Result<Opened, ReadBomError> {
    let kind = outer.predicate_type.unwrap_or_default();
    if !kind.contains("cyclonedx") && !kind.contains("spdx") {
        return Err(ReadBomError::Envelope(
            "its predicate is neither CycloneDX nor SPDX",
        ));
    }
    let document = match outer.predicate {
        // Some writers put the document into `Data`, as text or as an object.
        Some(Value::Object(mut members)) => match members.remove("Data") {
            Some(Value::String(text)) => text.into_bytes(),
            Some(data) => serde_json::to_vec(&data)?,
            None => serde_json::to_vec(&members)?,
        },
        _ => return Err(ReadBomError::Envelope("it has no predicate")),
    };
    let subjects = outer.subject.into_iter();
    Ok(Opened {
        document,
        subjects: subjects
            .filter_map(|mut subject| subject.digest.remove("sha256"))
            .collect(),
    })
}
