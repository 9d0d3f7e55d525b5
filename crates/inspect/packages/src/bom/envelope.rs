//! What lies around a bill that is an attestation: an in-toto statement, and a DSSE envelope.
//!
//! Formats: in-toto attestation framework v0.1 and v1 (`predicateType`, `predicate`), DSSE v1
//! (`payloadType`, `payload` in base64). Signatures are judged elsewhere.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;

use super::ReadBomError;

#[derive(Deserialize)]
struct Outer {
    #[serde(default, rename = "payloadType")]
    payload_type: Option<String>,
    #[serde(default)]
    payload: Option<String>,
    #[serde(default, rename = "predicateType")]
    predicate_type: Option<String>,
    #[serde(default)]
    predicate: Option<Value>,
}

/// Whether a document begins as an envelope or a statement does.
pub(super) fn is_envelope(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let has = |word: &str| memchr::memmem::find(head, word.as_bytes()).is_some();
    head.trim_ascii_start().starts_with(b"{")
        && (has("\"predicateType\"") || has("application/vnd.in-toto+json"))
}

/// The bill inside of an attestation; none where the document is no attestation.
pub(super) fn open(bytes: &[u8]) -> Result<Option<Vec<u8>>, ReadBomError> {
    if super::document::kind(bytes).is_some() && !begins_as_statement(bytes) {
        return Ok(None);
    }
    if !is_envelope(bytes) {
        return Ok(None);
    }
    let outer: Outer = serde_json::from_slice(bytes)?;
    if let (Some(kind), Some(payload)) = (&outer.payload_type, &outer.payload) {
        if kind != "application/vnd.in-toto+json" {
            return Err(ReadBomError::Envelope(
                "its payload is no in-toto statement",
            ));
        }
        let statement = STANDARD
            .decode(payload)
            .map_err(|_| ReadBomError::Envelope("its payload is not base64"))?;
        return predicate(serde_json::from_slice(&statement)?).map(Some);
    }
    predicate(outer).map(Some)
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

fn predicate(outer: Outer) -> Result<Vec<u8>, ReadBomError> {
    let kind = outer.predicate_type.unwrap_or_default();
    if !kind.contains("cyclonedx") && !kind.contains("spdx") {
        return Err(ReadBomError::Envelope(
            "its predicate is neither CycloneDX nor SPDX",
        ));
    }
    match outer.predicate {
        // Some writers put the document into `Data`, as text or as an object.
        Some(Value::Object(mut members)) => match members.remove("Data") {
            Some(Value::String(text)) => Ok(text.into_bytes()),
            Some(data) => Ok(serde_json::to_vec(&data)?),
            None => Ok(serde_json::to_vec(&members)?),
        },
        _ => Err(ReadBomError::Envelope("it has no predicate")),
    }
}
