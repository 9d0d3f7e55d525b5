//! What is attached to an image of a registry.
//!
//! Looked for in this order: referrers of the manifest and of its index (OCI distribution
//! specification 1.1, with its tag for registries that keep no such list), attestations beside the
//! manifest in its index (BuildKit), and the tags that cosign keeps (`sha256-….att`,
//! `sha256-….sbom`). Whoever can push can attach, and no signature is verified here, which the
//! facts and the sources of statements say.

mod bill;
mod vex;

use seaworthy_model::Digest;
use seaworthy_registry::{
    Client, Descriptor, Document, Index, Reference, RequestError, ResolveError,
};

pub use bill::ReadAttachedError;
pub(crate) use bill::read as read_bill;
pub(crate) use vex::{AttachedVex, read as read_vex};

/// LIMIT: attached documents that are kept for reading; images have a handful.
const DOCUMENTS_MAX: usize = 64;

/// LIMIT: manifests of attached documents that are asked for, signatures left out; each is a
/// request, and images that are signed anew every night collect some hundred.
const MANIFESTS_MAX: usize = 256;

/// Artifact types that hold a signature and nothing else (Notary project, cosign).
const SIGNATURES: [&str; 2] = [
    "application/vnd.cncf.notary.signature",
    "application/vnd.dev.cosign.artifact.sig.v1+json",
];

/// The image that documents are sought of.
struct About<'a> {
    image: &'a Reference,
    manifest: &'a Digest,
    /// The index that the manifest was chosen from.
    index: Option<&'a Digest>,
}

impl About<'_> {
    fn digests(&self) -> impl Iterator<Item = &Digest> {
        [Some(self.manifest), self.index].into_iter().flatten()
    }
}

/// What was found.
#[derive(Debug, Default)]
struct Found {
    /// The documents, each once, without their bytes.
    documents: Vec<Descriptor>,
    /// Why there may be more: a list or a manifest that cannot be read, a limit.
    problems: Vec<String>,
}

/// Finds attached documents that `may_be_wanted` by what is said of them.
fn find(client: &Client, about: &About<'_>, may_be_wanted: fn(&Descriptor) -> bool) -> Found {
    let mut search = Search {
        client,
        may_be_wanted,
        asked: Vec::new(),
        found: Found::default(),
    };
    for digest in about.digests() {
        match client.referrers(about.image, digest, None) {
            Ok(referrers) => {
                let signs = |kind: &String| SIGNATURES.contains(&kind.as_str());
                for referrer in referrers {
                    if !referrer.artifact_type.as_ref().is_some_and(signs) {
                        search.take(&about.image.at_digest(referrer.descriptor.digest), true);
                    }
                }
            }
            Err(error) => search.problem(&error),
        }
    }
    if let Some(digest) = about.index {
        match client.document(&about.image.at_digest(digest.clone())) {
            Ok(fetched) => {
                if let Document::Index(index) = fetched.document {
                    for attestation in attestations(&index, about.manifest) {
                        search.take(&about.image.at_digest(attestation.clone()), true);
                    }
                }
            }
            Err(error) => search.problem(&error),
        }
    }
    for digest in about.digests() {
        for ending in ["att", "sbom"] {
            let tag = format!("{}.{ending}", digest.as_str().replace(':', "-"));
            if let Ok(tagged) = about.image.at_tag(&tag) {
                search.take(&tagged, false);
            }
        }
    }
    search.found
}

/// A search in its course.
struct Search<'a> {
    client: &'a Client,
    may_be_wanted: fn(&Descriptor) -> bool,
    asked: Vec<Reference>,
    found: Found,
}

impl Search<'_> {
    /// Adds the documents of one manifest; only one that is `listed` must be there.
    fn take(&mut self, manifest: &Reference, listed: bool) {
        if self.asked.contains(manifest) {
            return;
        }
        if self.asked.len() >= MANIFESTS_MAX {
            self.limit(format!(
                "more than {MANIFESTS_MAX} manifests are attached; the rest was not looked at"
            ));
            return;
        }
        self.asked.push(manifest.clone());
        let layers = match self.client.document(manifest) {
            Ok(fetched) => match fetched.document {
                Document::Manifest(manifest) => manifest.layers,
                Document::Index(_) => return,
            },
            Err(ResolveError::Request(RequestError::NotFound { .. })) if !listed => return,
            Err(error) => return self.problem(&error),
        };
        for layer in layers.into_iter().filter(self.may_be_wanted) {
            let known = self.found.documents.iter();
            if known.clone().any(|known| known.digest == layer.digest) {
                continue;
            }
            if known.len() >= DOCUMENTS_MAX {
                self.limit(format!(
                    "more than {DOCUMENTS_MAX} documents are attached; the rest was not looked at"
                ));
                return;
            }
            self.found.documents.push(layer);
        }
    }

    fn problem(&mut self, error: &dyn std::error::Error) {
        // What is attached may be broken in one way a thousand times.
        if self.found.problems.len() < DOCUMENTS_MAX {
            self.limit(crate::assessor::chain(error));
        }
    }

    /// Told once each, and always.
    fn limit(&mut self, text: String) {
        let problems = &mut self.found.problems;
        if !problems.contains(&text) {
            problems.push(text);
        }
    }
}

/// BuildKit's attestation manifests about one manifest of an index.
fn attestations<'i>(index: &'i Index, about: &'i Digest) -> impl Iterator<Item = &'i Digest> {
    index
        .entries
        .iter()
        .filter(|entry| {
            let named = entry
                .descriptor
                .annotations
                .get("vnd.docker.reference.digest");
            entry.is_attestation && named.is_some_and(|named| named == about.as_str())
        })
        .map(|entry| &entry.descriptor.digest)
}
