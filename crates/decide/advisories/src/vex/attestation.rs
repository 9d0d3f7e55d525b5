//! In-toto statements (v0.1, v1) with a VEX document as predicate, bare, in a DSSE envelope or in a
//! Sigstore bundle. Signatures are not verified here, and the source of a statement says so.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use seaworthy_model::Digest;
use serde_json::Value;

use super::product::{Component, Identity, Product};
use super::{DOCUMENT_BYTES_MAX, ReadVexError, VexDocument};

/// LIMIT: subjects of an attestation; real ones have one.
const SUBJECTS_MAX: usize = 1_000;

/// What an attestation holds.
pub(super) struct Inner {
    pub(super) predicate: Value,
    pub(super) subjects: Vec<Component>,
    /// The digests among the identities of the subjects.
    pub(super) digests: Vec<Digest>,
}

/// Opens an attestation; none if the document is not one.
pub(super) fn open(value: &Value) -> Result<Option<Inner>, ReadVexError> {
    let wrong = |reason| ReadVexError::Payload { reason };
    let envelope = value.get("dsseEnvelope").unwrap_or(value);
    let statement = match (envelope.get("payloadType"), envelope.get("payload")) {
        (Some(_), Some(payload)) => {
            let text = payload.as_str().ok_or(wrong("it is no text"))?;
            if text.len() / 4 * 3 > DOCUMENT_BYTES_MAX {
                return Err(ReadVexError::TooLarge { bytes: text.len() });
            }
            let bytes = STANDARD
                .decode(text)
                .or_else(|_| URL_SAFE.decode(text))
                .map_err(|_| wrong("it is no base64"))?;
            serde_json::from_slice(&bytes).map_err(|source| ReadVexError::Json { source })?
        }
        // Documents may be large; only what says that it is a statement is copied.
        _ if value.get("_type").is_some() => value.clone(),
        _ => return Ok(None),
    };
    let Value::Object(mut statement) = statement else {
        return Ok(None);
    };
    if !statement
        .get("_type")
        .and_then(Value::as_str)
        .is_some_and(|kind| kind.starts_with("https://in-toto.io/Statement/"))
    {
        return Ok(None);
    }
    let subjects: Vec<Component> = statement
        .get("subject")
        .and_then(Value::as_array)
        .map(|list| list.iter().take(SUBJECTS_MAX).map(subject).collect())
        .unwrap_or_default();
    let mut predicate = statement
        .remove("predicate")
        .ok_or(wrong("it has no predicate"))?;
    // cosign once wrapped predicates of its own making in `Data`.
    if let Some(data) = predicate.get_mut("Data").map(Value::take) {
        predicate = match data {
            Value::String(text) => {
                serde_json::from_str(&text).map_err(|source| ReadVexError::Json { source })?
            }
            other => other,
        };
    }
    let identities = subjects.iter().flat_map(|subject| &subject.identities);
    let digests = identities
        .filter_map(|identity| match identity {
            Identity::Digest(digest) => Some(digest.clone()),
            Identity::Purl(_) | Identity::Name(_) => None,
        })
        .collect();
    Ok(Some(Inner {
        predicate,
        subjects,
        digests,
    }))
}

/// Statements that name no product are about the subjects of the attestation.
pub(super) fn add_subjects(document: &mut VexDocument, subjects: &[Component]) {
    for statement in &mut document.statements {
        if statement.products.is_empty() {
            statement
                .products
                .extend(subjects.iter().map(|subject| Product {
                    whole: subject.clone(),
                    ..Product::default()
                }));
        }
    }
}

fn subject(value: &Value) -> Component {
    let name = value
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let digests = value.get("digest").and_then(Value::as_object);
    let identities: Vec<Identity> = digests
        .into_iter()
        .flatten()
        .filter_map(|(algorithm, hex)| Identity::of_hash(algorithm, hex.as_str()?))
        .collect();
    Component {
        name: name.to_owned(),
        // A digest is what an attestation is about; the name alone would reach other images.
        identities: if identities.is_empty() && !name.is_empty() {
            vec![Identity::of(name)]
        } else {
            identities
        },
        versions: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vex::read;

    const HEX: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn statement() -> String {
        format!(
            r#"{{"_type":"https://in-toto.io/Statement/v1",
              "subject":[{{"name":"registry.example/web","digest":{{"sha256":"{HEX}"}}}}],
              "predicateType":"https://openvex.dev/ns/v0.2.0",
              "predicate":{{"@context":"https://openvex.dev/ns/v0.2.0","@id":"i","author":"a",
                "statements":[{{"vulnerability":{{"name":"CVE-2024-0001"}},
                  "status":"not_affected","justification":"component_not_present"}}]}}}}"#
        )
    }

    #[test]
    fn statements_of_an_attestation_are_about_its_subject() {
        let payload = STANDARD.encode(statement());
        let envelope = format!(
            r#"{{"payloadType":"application/vnd.in-toto+json","payload":"{payload}",
                "signatures":[]}}"#
        );
        let bundle = format!(r#"{{"mediaType":"x","dsseEnvelope":{envelope}}}"#);
        for text in [statement(), envelope, bundle] {
            let document = read(text.as_bytes()).unwrap();
            assert!(document.attested);
            let product = &document.statements[0].products[0];
            assert_eq!(
                product.whole.identities,
                [Identity::of(&format!("sha256:{HEX}"))]
            );
        }
    }

    #[test]
    fn a_broken_payload_is_an_error() {
        for payload in [r#""%%%""#, "3"] {
            let text = format!(r#"{{"payloadType":"x","payload":{payload}}}"#);
            let error = read(text.as_bytes()).unwrap_err();
            assert!(matches!(error, ReadVexError::Payload { .. }), "{error}");
        }
        let text = r#"{"_type":"https://in-toto.io/Statement/v1"}"#;
        assert!(read(text.as_bytes()).is_err());
    }
}
