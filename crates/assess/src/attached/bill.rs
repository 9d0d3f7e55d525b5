//! The bill of materials that is attached to an image of a registry, in place of its layers.

use seaworthy_facts::{Facts, ImageLayer, Unread};
use seaworthy_image::RawConfig;
use seaworthy_model::{Digest, Platform, Target, TargetKind};
use seaworthy_packages::bom::{self, Bom, ReadBomError};
use seaworthy_registry::{
    Client, Descriptor, ParseReferenceError, ReadBlobError, Reference, ResolveError, Resolved,
};

use super::About;
use crate::settings::Guard;

/// LIMIT: bytes of one attached document; bills of large images have some 30 MB.
const DOCUMENT_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Media types that a bill or the attestation of one may have.
const WORDS: [&str; 6] = [
    "cyclonedx",
    "spdx",
    "in-toto",
    "dsse.envelope",
    "sigstore.bundle",
    "sbom",
];

/// Why no attached bill can be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadAttachedError {
    /// It is no image reference.
    #[error("`{0}` is no image reference")]
    Reference(String, #[source] ParseReferenceError),
    /// The image is not there, or cannot be read.
    #[error("cannot find the image {0}")]
    Resolve(String, #[source] Box<ResolveError>),
    /// Nothing that is attached is a bill.
    #[error("no bill of materials is attached to {reference} ({looked_at} documents looked at)")]
    None {
        /// The image.
        reference: String,
        /// How many documents are attached.
        looked_at: usize,
    },
    /// A bill is attached, and is not about this image.
    #[error("the bill of materials that is attached to {0} is about another image")]
    Subject(String),
    /// A bill is attached, and cannot be read.
    #[error("cannot read the bill of materials that is attached to {0}")]
    Bill(String, #[source] ReadBomError),
    /// An attached document cannot be fetched.
    #[error("cannot fetch what is attached to {0}")]
    Fetch(String, #[source] Box<ReadBlobError>),
}

/// Reads the attached bill of an image.
pub(crate) fn read(
    text: &str,
    platform: Option<&Platform>,
    client: &Client,
    guard: &mut Guard<'_>,
) -> Result<(Facts, Target), ReadAttachedError> {
    let reference: Reference = text
        .parse()
        .map_err(|error| ReadAttachedError::Reference(text.chars().take(300).collect(), error))?;
    let resolved = client
        .resolve(&reference, platform)
        .map_err(|error| ReadAttachedError::Resolve(reference.to_string(), Box::new(error)))?;
    let about = About {
        image: &reference,
        manifest: &resolved.digest,
        index: resolved.index_digest.as_ref(),
    };
    // What cannot be read is not there: a registry need keep none of it.
    let found = super::find(client, &about, may_be_bill).documents;
    let (bill, source) = choose(client, &reference, &resolved, &found)?;
    Ok(facts(text, bill, &source, &resolved, guard))
}

fn may_be_bill(descriptor: &Descriptor) -> bool {
    let kind = descriptor.media_type.to_ascii_lowercase();
    WORDS.iter().any(|word| kind.contains(word))
}

/// The first document that is a bill about this image.
fn choose(
    client: &Client,
    image: &Reference,
    resolved: &Resolved,
    found: &[Descriptor],
) -> Result<(Bom, String), ReadAttachedError> {
    let name = image.to_string();
    let mut fault = None;
    for descriptor in found {
        let bytes = match client.blob_bytes(image, descriptor, DOCUMENT_BYTES_MAX) {
            Ok(bytes) => bytes,
            Err(error) => {
                fault = Some(ReadAttachedError::Fetch(name.clone(), Box::new(error)));
                continue;
            }
        };
        match bom::read(&name, &bytes) {
            Ok(bill) if is_about(&bill, resolved) => {
                return Ok((bill, descriptor.digest.to_string()));
            }
            Ok(_) => fault = Some(ReadAttachedError::Subject(name.clone())),
            // An attestation of something else, such as provenance.
            Err(ReadBomError::Envelope(_) | ReadBomError::Unknown) => {}
            Err(error) => fault = Some(ReadAttachedError::Bill(name.clone(), error)),
        }
    }
    Err(fault.unwrap_or(ReadAttachedError::None {
        reference: name,
        looked_at: found.len(),
    }))
}

/// A statement must name the image; a plain bill is bound by what it is attached to.
fn is_about(bill: &Bom, resolved: &Resolved) -> bool {
    let digests = [Some(&resolved.digest), resolved.index_digest.as_ref()];
    let mut digests = digests.into_iter().flatten();
    bill.subjects.is_empty()
        || digests.any(|digest| bill.subjects.iter().any(|s| s == digest.hex()))
}

/// The facts of the bill, with what the registry itself says of the image.
fn facts(
    name: &str,
    bill: Bom,
    source: &str,
    resolved: &Resolved,
    guard: &mut Guard<'_>,
) -> (Facts, Target) {
    let format = bill.format;
    let mut facts = bill.facts;
    // A bill that names libraries only is still one of this image.
    let tree = facts.tree.take();
    if facts.images.is_empty() {
        facts.images.push(seaworthy_facts::ImageFacts::default());
    }
    facts.images.truncate(1);
    if let Some(image) = facts.images.first_mut() {
        let tree = tree.unwrap_or_default();
        image.packages.extend(tree.packages);
        image.unread.extend(tree.unread);
        name.clone_into(&mut image.name);
        image.has_reference = true;
        image.digest = Some(resolved.digest.clone());
        image.index_digest.clone_from(&resolved.index_digest);
        image.config_digest = Some(resolved.manifest.config.digest.clone());
        image.platform.clone_from(&resolved.platform);
        if let Ok(raw) = RawConfig::read(&resolved.config_bytes) {
            if image.layers.is_empty() {
                image.layers = layers(raw.diff_ids(), resolved);
            }
            image.config = Some(raw.redacted(&mut |place, text| guard.redact(place, text)));
        }
        let reason = format!(
            "packages are those of an attached {format} document ({source}), whose signature was \
             not verified; files and secrets in layers were not looked at"
        );
        image.unread.retain(|told| !told.path.is_empty());
        image.unread.push(Unread::new("", "bom", reason));
    }
    let target = Target {
        kind: TargetKind::Sbom,
        name: name.to_owned(),
        digest: Some(resolved.digest.clone()),
        platform: resolved.platform.clone(),
    };
    (facts, target)
}

fn layers(diff_ids: &[Digest], resolved: &Resolved) -> Vec<ImageLayer> {
    let stored = resolved
        .layers()
        .iter()
        .map(Some)
        .chain(std::iter::repeat(None));
    diff_ids
        .iter()
        .zip(stored)
        .map(|(diff_id, stored)| ImageLayer {
            diff_id: diff_id.clone(),
            digest: stored.map(|stored| stored.digest.clone()),
            size_bytes: stored.map_or(0, |stored| stored.size_bytes),
            created_by: None,
        })
        .collect()
}
