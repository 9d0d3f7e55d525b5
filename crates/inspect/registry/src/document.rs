//! Manifests and indexes, read from bytes that somebody else wrote.
//!
//! From the OCI Image Specification 1.1 (`manifest.md`, `image-index.md`, `descriptor.md`) and the
//! Docker image manifest version 2 schema 2.

use std::collections::BTreeMap;

use seaworthy_model::{Digest, Platform};
use serde::Deserialize;
use thiserror::Error;

use crate::media_type::{
    DOCKER_LIST, DOCKER_MANIFEST, LayerKind, OCI_INDEX, OCI_MANIFEST, essence, layer_kind,
};

/// LIMIT: longest manifest or index in bytes. The specification asks registries to take manifests
/// of 4 MiB and lets them refuse longer ones.
pub const MANIFEST_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// LIMIT: layers of one manifest. Docker stops at 127 and overlayfs at 500.
pub const LAYERS_MAX: usize = 1_000;

/// LIMIT: manifests of one index. The widest images have some dozens of platforms, each twice
/// with its attestation.
pub const INDEX_ENTRIES_MAX: usize = 1_000;

/// A reference to content by digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptor {
    /// Media type as declared.
    pub media_type: String,
    /// Digest of the content.
    pub digest: Digest,
    /// Size of the content in bytes.
    pub size_bytes: u64,
    /// Annotations.
    pub annotations: BTreeMap<String, String>,
}

impl Descriptor {
    /// What the content is when the descriptor is a layer.
    #[must_use]
    pub fn layer_kind(&self) -> LayerKind {
        layer_kind(&self.media_type)
    }
}

/// An image manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Media type: OCI or Docker.
    pub media_type: &'static str,
    /// The configuration.
    pub config: Descriptor,
    /// The layers, lowest first.
    pub layers: Vec<Descriptor>,
    /// The manifest that this one is about, if it is an attestation or signature.
    pub subject: Option<Descriptor>,
    /// What it is, if it is no image.
    pub artifact_type: Option<String>,
    /// Annotations.
    pub annotations: BTreeMap<String, String>,
}

/// One manifest of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexEntry {
    /// The manifest.
    pub descriptor: Descriptor,
    /// Its platform, when it names one that can be read.
    pub platform: Option<Platform>,
    /// Whether it is no image but a statement about one (platform `unknown/unknown`, or BuildKit's
    /// `vnd.docker.reference.type`).
    pub is_attestation: bool,
}

/// An image index or manifest list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Media type: OCI or Docker.
    pub media_type: &'static str,
    /// The manifests in the order given.
    pub entries: Vec<IndexEntry>,
    /// Annotations.
    pub annotations: BTreeMap<String, String>,
}

/// What a registry or layout keeps under a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// An image.
    Manifest(Manifest),
    /// A choice of images.
    Index(Index),
}

/// Why bytes are no manifest or index.
#[derive(Debug, Error)]
pub enum ReadManifestError {
    /// More than [`MANIFEST_BYTES_MAX`].
    #[error("the manifest is longer than {MANIFEST_BYTES_MAX} bytes")]
    TooLong,
    /// Not JSON, or not of the shape that the specification gives.
    #[error("the manifest is malformed")]
    Malformed(#[source] serde_json::Error),
    /// The format of Docker before 2016. Its layers carry no sizes and it is not verifiable by
    /// digest, so no registry should serve it any more.
    #[error("the manifest has the obsolete schema 1; push the image again with a current tool")]
    Schema1,
    /// A media type that is neither manifest nor index.
    #[error("`{0}` is not the media type of an image manifest or index")]
    MediaType(String),
    /// What the registry or descriptor says differs from what the document says of itself.
    #[error("the manifest is served as `{served}` but calls itself `{own}`")]
    MediaTypeConflict {
        /// Media type from outside.
        served: &'static str,
        /// Media type inside.
        own: &'static str,
    },
    /// The document has the fields of a manifest and of an index, so two readers could take it for
    /// different images (CVE-2021-41190).
    #[error("the manifest is manifest and index in one")]
    Ambiguous,
    /// A part that every document of its type has is missing.
    #[error("the manifest has no `{0}`")]
    Missing(&'static str),
    /// More than [`LAYERS_MAX`].
    #[error("the manifest has {0} layers, more than {LAYERS_MAX}")]
    TooManyLayers(usize),
    /// More than [`INDEX_ENTRIES_MAX`].
    #[error("the index has {0} manifests, more than {INDEX_ENTRIES_MAX}")]
    TooManyEntries(usize),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawDocument {
    schema_version: Option<u64>,
    media_type: Option<String>,
    config: Option<RawDescriptor>,
    layers: Option<Vec<RawDescriptor>>,
    manifests: Option<Vec<RawDescriptor>>,
    subject: Option<RawDescriptor>,
    artifact_type: Option<String>,
    annotations: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RawDescriptor {
    media_type: String,
    digest: Digest,
    size: u64,
    platform: Option<RawPlatform>,
    annotations: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct RawPlatform {
    os: String,
    architecture: String,
    variant: Option<String>,
}

/// Of schema 1 just enough to recognise it: its other fields have other shapes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawVersion {
    schema_version: Option<u64>,
}

/// Reads a manifest or index. `served` is the media type from outside: the `Content-Type` of the
/// registry, or the media type of the descriptor that led here.
///
/// # Errors
/// See [`ReadManifestError`].
pub fn read_document(bytes: &[u8], served: Option<&str>) -> Result<Document, ReadManifestError> {
    if bytes.len() as u64 > MANIFEST_BYTES_MAX {
        return Err(ReadManifestError::TooLong);
    }
    let served = served.map(classify).transpose()?.flatten();
    let version: RawVersion =
        serde_json::from_slice(bytes).map_err(ReadManifestError::Malformed)?;
    if version.schema_version == Some(1) {
        return Err(ReadManifestError::Schema1);
    }
    let raw: RawDocument = serde_json::from_slice(bytes).map_err(ReadManifestError::Malformed)?;
    let own = raw
        .media_type
        .as_deref()
        .map(classify)
        .transpose()?
        .flatten();
    let has_manifest = raw.layers.is_some() || raw.config.is_some();
    if has_manifest && raw.manifests.is_some() {
        return Err(ReadManifestError::Ambiguous);
    }
    if raw.schema_version != Some(2) {
        return Err(ReadManifestError::Missing("schemaVersion"));
    }
    let media_type = match (served, own) {
        (Some(served), Some(own)) if served != own => {
            return Err(ReadManifestError::MediaTypeConflict { served, own });
        }
        (Some(found), _) | (None, Some(found)) => found,
        // OCI leaves the field out at will; the shape is no guess, since documents that have
        // both are refused above.
        (None, None) if raw.manifests.is_some() => OCI_INDEX,
        (None, None) => OCI_MANIFEST,
    };
    match media_type {
        OCI_INDEX | DOCKER_LIST => read_index(raw, media_type).map(Document::Index),
        _ => read_manifest(raw, media_type).map(Document::Manifest),
    }
}

/// The constant of a known media type, or `None` for one that says nothing.
fn classify(media_type: &str) -> Result<Option<&'static str>, ReadManifestError> {
    let known = [OCI_MANIFEST, OCI_INDEX, DOCKER_MANIFEST, DOCKER_LIST];
    let bare = essence(media_type);
    if let Some(found) = known.into_iter().find(|known| *known == bare) {
        return Ok(Some(found));
    }
    match bare.as_str() {
        "" | "application/json" | "application/octet-stream" | "text/plain" => Ok(None),
        "application/vnd.docker.distribution.manifest.v1+json"
        | "application/vnd.docker.distribution.manifest.v1+prettyjws" => {
            Err(ReadManifestError::Schema1)
        }
        _ => Err(ReadManifestError::MediaType(crate::error::quote(&bare))),
    }
}

fn read_manifest(
    raw: RawDocument,
    media_type: &'static str,
) -> Result<Manifest, ReadManifestError> {
    let config = raw.config.ok_or(ReadManifestError::Missing("config"))?;
    let layers = raw.layers.ok_or(ReadManifestError::Missing("layers"))?;
    if layers.len() > LAYERS_MAX {
        return Err(ReadManifestError::TooManyLayers(layers.len()));
    }
    Ok(Manifest {
        media_type,
        config: config.into(),
        layers: layers.into_iter().map(Descriptor::from).collect(),
        subject: raw.subject.map(Descriptor::from),
        artifact_type: raw.artifact_type,
        annotations: raw.annotations.unwrap_or_default(),
    })
}

fn read_index(raw: RawDocument, media_type: &'static str) -> Result<Index, ReadManifestError> {
    let entries = raw
        .manifests
        .ok_or(ReadManifestError::Missing("manifests"))?;
    if entries.len() > INDEX_ENTRIES_MAX {
        return Err(ReadManifestError::TooManyEntries(entries.len()));
    }
    Ok(Index {
        media_type,
        entries: entries.into_iter().map(IndexEntry::from).collect(),
        annotations: raw.annotations.unwrap_or_default(),
    })
}

impl From<RawDescriptor> for Descriptor {
    fn from(raw: RawDescriptor) -> Self {
        Self {
            media_type: raw.media_type,
            digest: raw.digest,
            size_bytes: raw.size,
            annotations: raw.annotations.unwrap_or_default(),
        }
    }
}

impl From<RawDescriptor> for IndexEntry {
    fn from(mut raw: RawDescriptor) -> Self {
        let platform = raw.platform.take().and_then(|raw| {
            let variant = raw.variant.filter(|variant| !variant.is_empty());
            let tail = variant.map_or_else(String::new, |variant| format!("/{variant}"));
            format!("{}/{}{tail}", raw.os, raw.architecture)
                .parse::<Platform>()
                .ok()
        });
        let unknown = platform
            .as_ref()
            .is_some_and(|found| found.os == "unknown" && found.architecture == "unknown");
        let descriptor = Descriptor::from(raw);
        let marked = descriptor
            .annotations
            .contains_key("vnd.docker.reference.type");
        Self {
            descriptor,
            platform,
            is_attestation: unknown || marked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn descriptor(more: &str) -> String {
        format!(r#"{{"mediaType":"a/b","digest":"sha256:{HEX}","size":3{more}}}"#)
    }

    fn manifest(head: &str, layers: usize) -> String {
        let layers = vec![descriptor(""); layers].join(",");
        format!(
            r#"{{"schemaVersion":2{head},"config":{},"layers":[{layers}]}}"#,
            descriptor("")
        )
    }

    fn index(entries: usize) -> String {
        let entries = vec![descriptor(""); entries].join(",");
        format!(r#"{{"schemaVersion":2,"manifests":[{entries}]}}"#)
    }

    fn read(text: &str, served: Option<&str>) -> Result<Document, ReadManifestError> {
        read_document(text.as_bytes(), served)
    }

    #[test]
    fn the_type_comes_from_outside_or_inside() {
        let own = format!(r#","mediaType":"{DOCKER_MANIFEST}""#);
        let outside = format!("{OCI_MANIFEST}; charset=utf-8");
        let cases = [
            (manifest("", 1), Some(outside.as_str()), OCI_MANIFEST),
            (manifest(&own, 1), None, DOCKER_MANIFEST),
            (manifest(&own, 1), Some("application/json"), DOCKER_MANIFEST),
            (manifest("", 0), None, OCI_MANIFEST),
        ];
        for (text, served, expected) in cases {
            match read(&text, served).expect(&text) {
                Document::Manifest(found) => assert_eq!(found.media_type, expected),
                Document::Index(_) => panic!("{text} is no index"),
            }
        }
        assert!(matches!(read(&index(2), None), Ok(Document::Index(found))
            if found.media_type == OCI_INDEX && found.entries.len() == 2));
    }

    #[test]
    fn types_that_contradict_each_other_are_refused() {
        let own = format!(r#","mediaType":"{DOCKER_MANIFEST}""#);
        let conflict = read(&manifest(&own, 1), Some(OCI_INDEX));
        assert!(matches!(
            conflict,
            Err(ReadManifestError::MediaTypeConflict { .. })
        ));
        let odd = read(&manifest("", 1), Some("text/html"));
        assert!(matches!(odd, Err(ReadManifestError::MediaType(found)) if found == "text/html"));
        let both = manifest(r#","manifests":[]"#, 1);
        assert!(matches!(
            read(&both, None),
            Err(ReadManifestError::Ambiguous)
        ));
        assert!(matches!(
            read(&index(1), Some(OCI_MANIFEST)),
            Err(ReadManifestError::Missing("config"))
        ));
    }

    #[test]
    fn schema_1_is_named() {
        let text = r#"{"schemaVersion":1,"name":"a","fsLayers":[{"blobSum":"x"}],"config":"odd"}"#;
        assert!(matches!(read(text, None), Err(ReadManifestError::Schema1)));
        let served = "application/vnd.docker.distribution.manifest.v1+prettyjws";
        assert!(matches!(
            read("{}", Some(served)),
            Err(ReadManifestError::Schema1)
        ));
    }

    #[test]
    fn limits_are_reached() {
        assert!(read(&manifest("", LAYERS_MAX), None).is_ok());
        let many = read(&manifest("", LAYERS_MAX + 1), None);
        assert!(matches!(many, Err(ReadManifestError::TooManyLayers(1_001))));
        let many = read(&index(INDEX_ENTRIES_MAX + 1), None);
        assert!(matches!(
            many,
            Err(ReadManifestError::TooManyEntries(1_001))
        ));
        let long = " ".repeat(MANIFEST_BYTES_MAX as usize + 1);
        assert!(matches!(read(&long, None), Err(ReadManifestError::TooLong)));
        let deep = "[".repeat(100_000);
        assert!(matches!(
            read(&deep, None),
            Err(ReadManifestError::Malformed(_))
        ));
    }

    #[test]
    fn malformed_parts_are_refused() {
        let cases = [
            r#"{"schemaVersion":2,"config":{"mediaType":"a","digest":"md5:0"},"layers":[]}"#,
            r#"{"schemaVersion":2,"layers":[{"mediaType":"a","size":-1}]}"#,
            r#"{"schemaVersion":2,"layers":[],"layers":[]}"#,
            "{}",
            "[]",
            "null",
            "\u{feff}{}",
            "",
        ];
        for text in cases {
            assert!(read(text, None).is_err(), "{text}");
        }
    }

    #[test]
    fn statements_about_images_are_told_from_images() {
        let unknown = descriptor(r#","platform":{"os":"unknown","architecture":"unknown"}"#);
        let marked = descriptor(
            r#","platform":{"os":"linux","architecture":"arm","variant":"v7"},
               "annotations":{"vnd.docker.reference.type":"attestation-manifest"}"#,
        );
        let plain = descriptor(r#","platform":{"os":"linux","architecture":"amd64","variant":""}"#);
        let odd = descriptor(r#","platform":{"os":"li nux\u001b","architecture":"amd64"}"#);
        let text =
            format!(r#"{{"schemaVersion":2,"manifests":[{unknown},{marked},{plain},{odd}]}}"#);
        let Ok(Document::Index(index)) = read(&text, None) else {
            panic!("an index")
        };
        let seen: Vec<_> = index
            .entries
            .iter()
            .map(|entry| {
                (
                    entry.is_attestation,
                    entry.platform.as_ref().map(ToString::to_string),
                )
            })
            .collect();
        let named = |text: &str| Some(text.to_owned());
        assert_eq!(
            seen,
            [
                (true, named("unknown/unknown")),
                (true, named("linux/arm/v7")),
                (false, named("linux/amd64")),
                (false, None),
            ]
        );
    }
}
