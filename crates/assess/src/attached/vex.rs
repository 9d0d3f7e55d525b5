//! VEX documents that are attached to an image of a registry.

use seaworthy_advisories::vex::{self, ReadVexError, VexDocument};
use seaworthy_facts::ImageFacts;
use seaworthy_model::{Digest, Note};
use seaworthy_registry::{Client, Descriptor, Reference};

use super::About;
use crate::assessor::chain;

/// LIMIT: bytes of one attached VEX document. What is said of one image has some kilobytes; bills
/// with analyses reach some megabytes.
const DOCUMENT_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// LIMIT: bytes of all attached documents that are fetched in search of VEX for one image.
const DOCUMENTS_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Media types that a VEX document or an attestation of one may have.
const WORDS: [&str; 7] = [
    "vex",
    "csaf",
    "cyclonedx",
    "in-toto",
    "dsse.envelope",
    "sigstore.bundle",
    "application/json",
];

/// Annotations of a layer that say what kind of statement it is (BuildKit, cosign).
const KINDS: [&str; 2] = ["in-toto.io/predicate-type", "predicateType"];

/// What is attached to one image.
#[derive(Debug, Default)]
pub(crate) struct AttachedVex {
    /// Documents about this image, each with where it was found.
    pub(crate) documents: Vec<(String, VexDocument)>,
    /// What a reader should know: documents that are not applied, each with its reason.
    pub(crate) notes: Vec<Note>,
}

/// Reads the VEX documents that are attached to an image, which was read from its registry under
/// the name `text`. One that cannot be used is told and not applied, and is no error: whoever can
/// push to the repository could end every scan otherwise.
pub(crate) fn read(client: &Client, text: &str, facts: &ImageFacts) -> AttachedVex {
    let mut attached = AttachedVex::default();
    let (Ok(image), Some(manifest)) = (text.parse::<Reference>(), &facts.digest) else {
        attached.tell(text, None, "the image has no digest that one could ask for");
        return attached;
    };
    let about = About {
        image: &image,
        manifest,
        index: facts.index_digest.as_ref(),
    };
    let found = super::find(client, &about, may_be_vex);
    for problem in &found.problems {
        attached.tell(text, None, problem);
    }
    let mut room = DOCUMENTS_BYTES_MAX;
    for descriptor in &found.documents {
        if descriptor.size_bytes > room {
            let reason = format!(
                "not looked at: the attached documents have more than {DOCUMENTS_BYTES_MAX} bytes"
            );
            attached.tell(text, Some(&descriptor.digest), &reason);
            continue;
        }
        room -= descriptor.size_bytes;
        attached.add(client, text, &about, descriptor);
    }
    if attached.documents.is_empty() && attached.notes.is_empty() {
        let looked_at = found.documents.len();
        let reason = format!("there is none ({looked_at} attached documents looked at)");
        attached.tell(text, None, &reason);
    }
    attached
}

/// Whether a document may be VEX, by what its manifest says of it.
fn may_be_vex(descriptor: &Descriptor) -> bool {
    let of_kind = |kind: &str| {
        ["vex", "csaf", "cyclonedx"]
            .iter()
            .any(|word| kind.contains(word))
    };
    let said = KINDS
        .iter()
        .find_map(|key| descriptor.annotations.get(*key));
    if let Some(kind) = said {
        return of_kind(&kind.to_ascii_lowercase());
    }
    let kind = descriptor.media_type.to_ascii_lowercase();
    WORDS.iter().any(|word| kind.contains(word))
}

impl AttachedVex {
    /// Nothing was asked for, and why.
    pub(crate) fn not_asked(target: &str) -> Self {
        let mut attached = AttachedVex::default();
        let reason = "not asked for: only an image that is read from its registry has any";
        attached.tell(target, None, reason);
        attached
    }

    fn add(&mut self, client: &Client, text: &str, about: &About<'_>, descriptor: &Descriptor) {
        let digest = &descriptor.digest;
        let bytes = match client.blob_bytes(about.image, descriptor, DOCUMENT_BYTES_MAX) {
            Ok(bytes) => bytes,
            Err(error) => return self.tell(text, Some(digest), &chain(&error)),
        };
        let digests: Vec<&Digest> = about.digests().collect();
        match vex::read_attached(&bytes, &digests) {
            Ok(Some(document)) => {
                let source = if document.attested {
                    format!("{digest} attached to {text}")
                } else {
                    format!("{digest} attached to {text} (signature not verified)")
                };
                self.documents.push((source, document));
            }
            // Provenance, or a bill without analyses.
            Ok(None) => {}
            Err(error @ ReadVexError::Subject { .. }) => {
                self.tell(text, Some(digest), &format!("not applied: {error}"));
            }
            Err(error) => {
                let reason = format!("cannot be read as VEX: {}", chain(&error));
                self.tell(text, Some(digest), &reason);
            }
        }
    }

    fn tell(&mut self, image: &str, document: Option<&Digest>, reason: &str) {
        self.notes.push(Note {
            source: document.map(ToString::to_string),
            ..Note::new(format!("VEX attached to {image}"), reason)
        });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn descriptor(kind: &str, annotations: &[(&str, &str)]) -> Descriptor {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        Descriptor {
            media_type: kind.to_owned(),
            digest: Digest::sha256(b"x"),
            size_bytes: 1,
            annotations: annotations.iter().map(owned).collect::<BTreeMap<_, _>>(),
        }
    }

    #[test]
    fn a_layer_that_says_to_be_something_else_is_not_fetched() {
        let kind = "application/vnd.in-toto+json";
        for (annotations, wanted) in [
            (&[][..], true),
            (
                &[("in-toto.io/predicate-type", "https://openvex.dev/ns/v0.2.0")],
                true,
            ),
            (&[("predicateType", "https://cyclonedx.org/bom")], true),
            (
                &[(
                    "in-toto.io/predicate-type",
                    "https://slsa.dev/provenance/v1",
                )],
                false,
            ),
            (&[("predicateType", "https://spdx.dev/Document")], false),
        ] {
            assert_eq!(
                may_be_vex(&descriptor(kind, annotations)),
                wanted,
                "{annotations:?}"
            );
        }
        let bundle = "application/vnd.dev.sigstore.bundle.v0.3+json";
        assert!(may_be_vex(&descriptor(bundle, &[])));
        let layer = "application/vnd.oci.image.layer.v1.tar+gzip";
        assert!(!may_be_vex(&descriptor(layer, &[])));
    }
}
