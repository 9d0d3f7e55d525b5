//! A pack in a registry: one manifest, one layer.

use std::io::Read;

use jiff::Timestamp;
use seaworthy_model::Digest;
use seaworthy_registry::{Client, Document, NewArtifact, NewBlob, Reference};

use crate::assemble::import;
use crate::error::{ImportError, RemoteError};
use crate::store::Store;

/// What the manifest says it is.
pub const ARTIFACT_TYPE: &str = "application/vnd.seaworthy.advisories.v1";
/// The media type of the layer: a pack in one zstd stream.
pub const LAYER_TYPE: &str = "application/vnd.seaworthy.advisories.v1+zstd";

/// LIMIT: bytes of a pack, inflated. One of all public data has some 300 MB.
pub const PACK_BYTES_MAX: u64 = 4 << 30;

/// LIMIT: bytes of the layer.
const LAYER_BYTES_MAX: u64 = 2 << 30;

/// The level of zstd for a pack that travels: once up, many times down.
const LEVEL: i32 = 9;

/// Pushes a pack and gives the digest of its manifest.
///
/// # Errors
/// See [`RemoteError`].
pub fn push(client: &Client, reference: &Reference, pack: &[u8]) -> Result<Digest, RemoteError> {
    let digest = seaworthy_advisories::pack::Pack::open(pack)
        .map_err(|source| ImportError::Pack {
            name: "it".to_owned(),
            source,
        })?
        .digest();
    let frame = zstd::bulk::compress(pack, LEVEL).map_err(RemoteError::Compress)?;
    let artifact = NewArtifact {
        artifact_type: ARTIFACT_TYPE,
        layers: &[NewBlob {
            media_type: LAYER_TYPE,
            bytes: &frame,
        }],
        annotations: &[("org.seaworthy.pack.digest", digest.as_str())],
    };
    Ok(client.push_artifact(reference, &artifact)?)
}

/// Pulls a pack, verifies it, and makes it the one in use; gives the digest of its manifest.
///
/// # Errors
/// See [`RemoteError`]. The pack that is there stays as it is after any error.
pub fn pull(
    client: &Client,
    reference: &Reference,
    store: &Store,
    now: Timestamp,
) -> Result<Digest, RemoteError> {
    let fetched = client.document(reference)?;
    let not_a_pack = |found: &str| RemoteError::NotAPack {
        reference: reference.to_string(),
        found: found
            .chars()
            .filter(|c| !c.is_control())
            .take(100)
            .collect(),
    };
    let manifest = match fetched.document {
        Document::Manifest(manifest) => manifest,
        Document::Index(index) => return Err(not_a_pack(index.media_type)),
    };
    if manifest.artifact_type.as_deref() != Some(ARTIFACT_TYPE) {
        let found = manifest.artifact_type.as_deref();
        return Err(not_a_pack(found.unwrap_or(&manifest.config.media_type)));
    }
    let layers = manifest.layers.as_slice();
    let [layer] = layers else {
        return Err(not_a_pack(&format!("a pack of {} layers", layers.len())));
    };
    if layer.media_type != LAYER_TYPE {
        return Err(not_a_pack(&layer.media_type));
    }
    let frame = client.blob_bytes(reference, layer, LAYER_BYTES_MAX)?;
    let mut pack = Vec::new();
    let decoder = zstd::stream::read::Decoder::new(frame.as_slice());
    decoder
        .and_then(|decoder| decoder.take(PACK_BYTES_MAX).read_to_end(&mut pack))
        .map_err(RemoteError::Inflate)?;
    drop(frame);
    import(store, &reference.to_string(), &pack, now)?;
    Ok(fetched.digest)
}
