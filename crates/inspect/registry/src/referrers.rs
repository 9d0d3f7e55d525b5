//! What is attached to an image: the referrers of a manifest.
//!
//! From the OCI Distribution Specification 1.1 ("Listing Referrers", "Referrers Tag Schema"). What
//! comes is a claim of whoever can push to the repository; nothing here judges its signature.

use seaworthy_http::Method;
use seaworthy_model::Digest;
use serde::Deserialize;

use crate::client::{Ask, Client, DOCUMENT_TIME_MAX};
use crate::document::{Descriptor, MANIFEST_BYTES_MAX, RawDescriptor};
use crate::error::{ListError, ReadBlobError, RequestError, ResolveError, quote};
use crate::media_type::{OCI_INDEX, essence};
use crate::pages::List;
use crate::reference::Reference;
use crate::resolve::Fetched;

/// LIMIT: most referrers of one manifest. Images have a handful: signatures, SBOMs, attestations.
pub const REFERRERS_MAX: usize = 1_000;

/// Something that is attached to a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referrer {
    /// The manifest of what is attached.
    pub descriptor: Descriptor,
    /// What it is, as the registry says: `application/vnd.cyclonedx+json`.
    pub artifact_type: Option<String>,
}

#[derive(Deserialize)]
struct RawReferrers {
    manifests: Option<Vec<RawReferrer>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawReferrer {
    artifact_type: Option<String>,
    #[serde(flatten)]
    descriptor: RawDescriptor,
}

impl Client {
    /// Lists what is attached to the manifest `digest` in the repository of `image`; with
    /// `artifact_type`, only that. A registry without the list is asked for the tag
    /// `ALGORITHM-DIGEST`, under which clients keep it there; one that has neither has none.
    ///
    /// # Errors
    /// See [`ListError`].
    pub fn referrers(
        &self,
        image: &Reference,
        digest: &Digest,
        artifact_type: Option<&str>,
    ) -> Result<Vec<Referrer>, ListError> {
        let what = format!("the referrers of {}", digest.as_str());
        let mut first = self.url(image, &format!("referrers/{}", digest.as_str()))?;
        if let Some(wanted) = artifact_type {
            first = first.with_query(&[("artifactType", wanted)]);
        }
        let mut found = Vec::new();
        let list = List {
            image,
            first,
            what: &what,
            accept: OCI_INDEX,
            entries_max: REFERRERS_MAX,
        };
        let listed = self.read_pages(&list, |page: RawReferrers| {
            found.extend(page.manifests.unwrap_or_default());
            found.len()
        });
        match listed {
            Ok(()) => {}
            Err(ListError::Request(RequestError::NotFound { .. })) => {
                found = self.referrers_by_tag(image, digest, &what)?;
            }
            Err(other) => return Err(other),
        }
        // The registry may filter by itself and need not.
        let wanted = |entry: &Referrer| {
            artifact_type.is_none_or(|wanted| entry.artifact_type.as_deref() == Some(wanted))
        };
        Ok(found
            .into_iter()
            .map(Referrer::from)
            .filter(wanted)
            .collect())
    }

    fn referrers_by_tag(
        &self,
        image: &Reference,
        digest: &Digest,
        what: &str,
    ) -> Result<Vec<RawReferrer>, ListError> {
        let tag = digest.as_str().replace(':', "-");
        let ask = Ask {
            headers: vec![("Accept", OCI_INDEX.to_owned())],
            body_bytes_max: MANIFEST_BYTES_MAX,
            total_time_max: Some(DOCUMENT_TIME_MAX),
            ..Ask::new(
                Method::Get,
                self.url(image, &format!("manifests/{tag}"))?,
                what,
            )
        };
        let response = match self.ask(image, &ask) {
            Err(RequestError::NotFound { .. }) => return Ok(Vec::new()),
            answer => answer?,
        };
        let media_type = response.header("content-type").map(essence);
        if media_type.is_some_and(|found| found != OCI_INDEX) {
            // Somebody else's tag that happens to have the name.
            return Ok(Vec::new());
        }
        let bytes = response.read_all().map_err(RequestError::Http)?;
        let raw: RawReferrers =
            serde_json::from_slice(&bytes).map_err(|source| ListError::Malformed {
                what: what.to_owned(),
                source,
            })?;
        let found = raw.manifests.unwrap_or_default();
        if found.len() > REFERRERS_MAX {
            return Err(ListError::TooMany {
                what: what.to_owned(),
                limit: REFERRERS_MAX,
            });
        }
        Ok(found)
    }

    /// Fetches the manifest or index that `image` names, of an image or of anything else, and
    /// verifies its digest where one is known. Its configuration is not fetched.
    ///
    /// # Errors
    /// See [`ResolveError`].
    pub fn document(&self, image: &Reference) -> Result<Fetched, ResolveError> {
        self.fetch(image, None)
    }

    /// Reads a blob of at most `bytes_max` bytes into memory, and verifies it.
    ///
    /// # Errors
    /// See [`ReadBlobError`]; [`ReadBlobError::TooLarge`] when the descriptor gives more.
    pub fn blob_bytes(
        &self,
        image: &Reference,
        descriptor: &Descriptor,
        bytes_max: u64,
    ) -> Result<Vec<u8>, ReadBlobError> {
        if descriptor.size_bytes > bytes_max {
            return Err(ReadBlobError::TooLarge {
                digest: descriptor.digest.clone(),
                size_bytes: descriptor.size_bytes,
                limit_bytes: bytes_max,
            });
        }
        self.blob(image, descriptor)?.read_all()
    }
}

impl From<RawReferrer> for Referrer {
    fn from(raw: RawReferrer) -> Self {
        Self {
            artifact_type: raw.artifact_type.as_deref().map(quote),
            descriptor: raw.descriptor.into(),
        }
    }
}
