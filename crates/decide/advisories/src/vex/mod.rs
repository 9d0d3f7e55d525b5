//! VEX: what others state of weaknesses, read from OpenVEX, CSAF and CycloneDX documents.
//!
//! In: the bytes of one document, or of an attestation that holds one. Out: its statements in one
//! shape, and what of it could not be used. [`apply`] puts them onto findings.

mod apply;
mod attached;
mod attestation;
mod csaf;
mod cyclonedx;
mod openvex;
mod product;
mod purl;
mod range;
mod write;

use jiff::Timestamp;
use seaworthy_model::{Digest, FixState, StatementStatus};

pub use apply::{NOTES_MAX, apply};
pub use attached::read_attached;
pub use product::{Component, Identity, Product};
pub use purl::Purl;
pub use write::{NewStatement, Stated, openvex};

/// LIMIT: bytes of one document. The largest that vendors publish, for the kernel, have some 30 MB.
pub const DOCUMENT_BYTES_MAX: usize = 64 * 1024 * 1024;
/// LIMIT: statements of one document. A vendor that puts all of a product into one has some 10,000.
pub const STATEMENTS_MAX: usize = 100_000;
/// LIMIT: products of all statements of one document. A CSAF document of the kernel names some
/// 20,000 products of one weakness.
pub const PRODUCTS_MAX: usize = 500_000;
/// LIMIT: bytes of a free text that is kept; reports show one sentence.
const TEXT_BYTES_MAX: usize = 1_000;
/// LIMIT: remarks on what could not be used; the last one says that more followed.
const REMARKS_MAX: usize = 50;

/// Why a document cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadVexError {
    /// Larger than [`DOCUMENT_BYTES_MAX`].
    #[error("the document has {bytes} bytes, more than {DOCUMENT_BYTES_MAX}")]
    TooLarge {
        /// Size in bytes.
        bytes: usize,
    },
    /// Neither JSON nor XML.
    #[error("the document is not JSON")]
    Json {
        /// Where and what.
        #[source]
        source: serde_json::Error,
    },
    /// XML that is malformed, has a document type, or is of something else than CycloneDX.
    #[error("the XML document cannot be read at byte {at}: {reason}")]
    Xml {
        /// Where the reader stood.
        at: u64,
        /// What is wrong.
        reason: String,
    },
    /// JSON of something else.
    #[error("the document is neither OpenVEX, CSAF, CycloneDX nor an attestation of one of them")]
    Format,
    /// A document of a known format that breaks its shape.
    #[error("the document is not in the shape of {format}")]
    Shape {
        /// The format.
        format: VexFormat,
        /// Where and what.
        #[source]
        source: serde_json::Error,
    },
    /// A list is longer than its limit.
    #[error("the document has more {what} than {limit}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// An attestation that is attached to an image is not about it.
    #[error("its {statements} statements are about {about}, not about this image")]
    Subject {
        /// How many statements.
        statements: usize,
        /// What it is about.
        about: String,
    },
    /// The payload of an attestation is not what its envelope says.
    #[error("the payload of the attestation cannot be read: {reason}")]
    Payload {
        /// Why not.
        reason: &'static str,
    },
}

/// The format of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VexFormat {
    /// OpenVEX, specification 0.0.1 to 0.2.0.
    OpenVex,
    /// CSAF 2.0 and 2.1 (OASIS), profile VEX.
    Csaf,
    /// CycloneDX 1.4 to 1.7 JSON or XML, `vulnerabilities`.
    CycloneDx,
}

impl std::fmt::Display for VexFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            VexFormat::OpenVex => "OpenVEX",
            VexFormat::Csaf => "CSAF",
            VexFormat::CycloneDx => "CycloneDX",
        })
    }
}

/// One document, in one shape for all formats.
#[derive(Clone, Debug, PartialEq)]
pub struct VexDocument {
    /// The format it was in.
    pub format: VexFormat,
    /// Its own id; empty where it has none.
    pub id: String,
    /// Who says so; `unknown author` where it does not tell.
    pub author: String,
    /// Whether it came in an attestation, whose signature was not verified here.
    pub attested: bool,
    /// The digests of what that attestation is about.
    pub subjects: Vec<Digest>,
    /// What it states, in its order.
    pub statements: Vec<VexStatement>,
    /// What of it could not be used, and why.
    pub remarks: Vec<String>,
}

/// One statement: a weakness, what is said of it, and of which products.
#[derive(Clone, Debug, PartialEq)]
pub struct VexStatement {
    /// The ids of the weakness, the main one first.
    pub ids: Vec<String>,
    /// What is said.
    pub status: StatementStatus,
    /// Why it is not affected, in the words of OpenVEX.
    pub justification: Option<String>,
    /// Impact or action, in the author's words.
    pub text: Option<String>,
    /// When it was said.
    pub said: Option<Timestamp>,
    /// What the vendor says of a fix, where the document says it of all these products.
    pub fix_state: Option<FixState>,
    /// Of which products.
    pub products: Vec<Product>,
}

/// Reads a document of any of the formats, or an attestation that holds one.
///
/// # Errors
/// It is too large, none of the formats, breaks its shape, or a list is over its limit.
pub fn read(bytes: &[u8]) -> Result<VexDocument, ReadVexError> {
    if bytes.len() > DOCUMENT_BYTES_MAX {
        return Err(ReadVexError::TooLarge { bytes: bytes.len() });
    }
    if cyclonedx::is_xml(bytes) {
        return check(cyclonedx::read_xml(bytes)?);
    }
    let value: serde_json::Value =
        serde_json::from_slice(bytes).map_err(|source| ReadVexError::Json { source })?;
    if let Some(inner) = attestation::open(&value)? {
        let mut document = read_value(inner.predicate)?;
        document.attested = true;
        document.subjects = inner.digests;
        attestation::add_subjects(&mut document, &inner.subjects);
        return check(document);
    }
    check(read_value(value)?)
}

fn read_value(value: serde_json::Value) -> Result<VexDocument, ReadVexError> {
    let text = |key: &str| value.get(key).and_then(serde_json::Value::as_str);
    if text("@context").is_some_and(|context| context.contains("openvex.dev/ns")) {
        openvex::read(value)
    } else if value.pointer("/document/csaf_version").is_some() {
        csaf::read(value)
    } else if text("bomFormat") == Some("CycloneDX") {
        cyclonedx::read(value)
    } else {
        Err(ReadVexError::Format)
    }
}

fn check(mut document: VexDocument) -> Result<VexDocument, ReadVexError> {
    let over = |what, limit| Err(ReadVexError::TooMany { what, limit });
    if document.statements.len() > STATEMENTS_MAX {
        return over("statements", STATEMENTS_MAX);
    }
    let products: usize = document
        .statements
        .iter()
        .flat_map(|statement| &statement.products)
        .map(|product| 1 + product.parts.len())
        .sum();
    if products > PRODUCTS_MAX {
        return over("products", PRODUCTS_MAX);
    }
    if document.remarks.len() > REMARKS_MAX {
        document.remarks.truncate(REMARKS_MAX - 1);
        document
            .remarks
            .push("more of the same followed".to_owned());
    }
    document.author = one_line(&document.author).unwrap_or_else(|| "unknown author".to_owned());
    document.id = one_line(&document.id).unwrap_or_default();
    Ok(document)
}

/// A free text in one line and not too long; none if nothing is left.
fn one_line(text: &str) -> Option<String> {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if line.len() + word.len() >= TEXT_BYTES_MAX {
            line.push('…');
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|c| !c.is_control()));
    }
    (!line.is_empty()).then_some(line)
}

/// A moment as RFC 3339 writes it; none for what is not one.
fn moment(text: Option<&str>) -> Option<Timestamp> {
    text?.trim().parse().ok()
}

/// Some publishers write `null` for what is empty.
fn nullable<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de> + Default,
{
    Ok(<Option<T> as serde::Deserialize>::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_vex_document_is_an_error() {
        assert!(matches!(read(b"{"), Err(ReadVexError::Json { .. })));
        assert!(matches!(read(b"{}"), Err(ReadVexError::Format)));
        assert!(matches!(read(b"[1]"), Err(ReadVexError::Format)));
        let wrong = br#"{"@context":"https://openvex.dev/ns/v0.2.0","statements":3}"#;
        assert!(matches!(read(wrong), Err(ReadVexError::Shape { .. })));
        let large = vec![b' '; DOCUMENT_BYTES_MAX + 1];
        assert!(matches!(read(&large), Err(ReadVexError::TooLarge { .. })));
    }

    #[test]
    fn more_statements_than_the_limit_are_refused() {
        let one = r#"{"vulnerability":"CVE-2024-0001","status":"affected"}"#;
        let many = vec![one; STATEMENTS_MAX + 1].join(",");
        let text = format!(
            r#"{{"@context":"https://openvex.dev/ns","author":"a","statements":[{many}]}}"#
        );
        let error = read(text.as_bytes()).unwrap_err();
        assert!(matches!(
            error,
            ReadVexError::TooMany {
                what: "statements",
                ..
            }
        ));
    }

    #[test]
    fn more_products_than_the_limit_are_refused() {
        let products = vec![r#""a""#; 10_000].join(",");
        let one = format!(
            r#"{{"vulnerability":"CVE-2024-0001","status":"affected","products":[{products}]}}"#
        );
        let many = vec![one.as_str(); PRODUCTS_MAX / 10_000 + 1].join(",");
        let text = format!(
            r#"{{"@context":"https://openvex.dev/ns","author":"a","statements":[{many}]}}"#
        );
        let error = read(text.as_bytes()).unwrap_err();
        assert!(matches!(
            error,
            ReadVexError::TooMany {
                what: "products",
                ..
            }
        ));
    }

    #[test]
    fn a_text_becomes_one_short_line() {
        assert_eq!(one_line(" a\n b\u{7} "), Some("a b".to_owned()));
        assert_eq!(one_line(" \n"), None);
        let long = one_line(&"word ".repeat(1_000)).unwrap();
        assert!(long.len() <= TEXT_BYTES_MAX + 4 && long.ends_with('…'));
    }
}
