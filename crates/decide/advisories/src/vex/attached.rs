//! A document that is attached to an image: whether it is VEX, and whether it is about that image.

use seaworthy_model::Digest;

use super::{ReadVexError, VexDocument, VexFormat, read};

/// LIMIT: subjects that a message names; real attestations have one.
const SHOWN_MAX: usize = 3;

/// Reads a document that is attached to the image with these digests: of its manifest, and of the
/// index that it was chosen from. None: it is something else, such as provenance, or a bill of
/// materials without analyses.
///
/// An attestation (in-toto attestation framework, `subject`) must name one of the digests. What is
/// no attestation is bound by what it is attached to.
///
/// # Errors
/// As [`read`], and [`ReadVexError::Subject`].
pub fn read_attached(bytes: &[u8], image: &[&Digest]) -> Result<Option<VexDocument>, ReadVexError> {
    let document = match read(bytes) {
        Ok(document) => document,
        Err(ReadVexError::Format) => return Ok(None),
        Err(error) => return Err(error),
    };
    let states = !document.statements.is_empty() || !document.remarks.is_empty();
    if document.format == VexFormat::CycloneDx && !states {
        return Ok(None);
    }
    if document.attested && !document.subjects.iter().any(|named| image.contains(&named)) {
        let mut named = document.subjects.iter().map(Digest::as_str);
        let shown: Vec<&str> = named.by_ref().take(SHOWN_MAX).collect();
        let about = match (shown.is_empty(), named.count()) {
            (true, _) => "nothing that has a digest".to_owned(),
            (false, 0) => shown.join(", "),
            (false, more) => format!("{} and {more} more", shown.join(", ")),
        };
        return Err(ReadVexError::Subject {
            statements: document.statements.len(),
            about,
        });
    }
    Ok(Some(document))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATEMENTS: &str = r#"{"@context":"https://openvex.dev/ns/v0.2.0","author":"a",
        "statements":[{"vulnerability":"CVE-2024-0001","status":"fixed"}]}"#;

    fn attested(subjects: &str, predicate: &str) -> String {
        format!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","subject":{subjects},
                "predicateType":"x","predicate":{predicate}}}"#
        )
    }

    fn subject(digest: &Digest) -> String {
        format!(
            r#"[{{"name":"web","digest":{{"sha256":"{}"}}}}]"#,
            digest.hex()
        )
    }

    #[test]
    fn an_attestation_must_name_the_manifest_or_its_index() {
        let (manifest, index) = (Digest::sha256(b"m"), Digest::sha256(b"i"));
        let image = [&manifest, &index];
        for digest in image {
            let text = attested(&subject(digest), STATEMENTS);
            let document = read_attached(text.as_bytes(), &image).unwrap().unwrap();
            assert_eq!(document.statements.len(), 1);
            assert_eq!(document.subjects.first(), Some(digest));
        }
        let other = Digest::sha256(b"other");
        for (subjects, about) in [
            (subject(&other), other.as_str()),
            (
                r#"[{"name":"web"}]"#.to_owned(),
                "nothing that has a digest",
            ),
            ("[]".to_owned(), "nothing that has a digest"),
        ] {
            let text = attested(&subjects, STATEMENTS);
            let error = read_attached(text.as_bytes(), &image).unwrap_err();
            assert!(matches!(error, ReadVexError::Subject { statements: 1, .. }));
            assert!(error.to_string().contains(about), "{error}");
        }
    }

    #[test]
    fn what_is_no_vex_is_none_and_what_is_broken_is_an_error() {
        let manifest = Digest::sha256(b"m");
        let image = [&manifest];
        let provenance = attested(&subject(&manifest), r#"{"buildDefinition":{}}"#);
        let bill = r#"{"bomFormat":"CycloneDX","components":[{"name":"a"}]}"#;
        let bill_of_another = attested("[]", bill);
        for text in [&provenance, bill, &bill_of_another] {
            assert_eq!(
                read_attached(text.as_bytes(), &image).unwrap(),
                None,
                "{text}"
            );
        }
        assert!(read_attached(b"{", &image).is_err());
        let plain = read_attached(STATEMENTS.as_bytes(), &image).unwrap();
        assert!(plain.is_some_and(|document| !document.attested));
    }
}
