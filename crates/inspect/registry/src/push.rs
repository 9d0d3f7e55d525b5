//! Storing an artifact of our own in a registry.
//!
//! From the OCI Distribution Specification 1.1 ("Pushing blobs: POST then PUT", "Pushing
//! Manifests") and the OCI Image Specification 1.1 ("Guidelines for Artifact Usage").

use seaworthy_http::{Content, Method, Url};
use seaworthy_model::Digest;
use serde_json::{Map, Value, json};
use thiserror::Error;

use crate::client::{Ask, Client, DOCUMENT_TIME_MAX};
use crate::error::RequestError;
use crate::media_type::OCI_MANIFEST;
use crate::reference::Reference;

/// The media type of a configuration that says nothing, and its content.
const EMPTY: (&str, &[u8]) = ("application/vnd.oci.empty.v1+json", b"{}");

/// A blob to store.
#[derive(Debug, Clone, Copy)]
pub struct NewBlob<'a> {
    /// Its media type.
    pub media_type: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// An artifact to store.
#[derive(Debug, Clone, Copy)]
pub struct NewArtifact<'a> {
    /// What it is, as a media type.
    pub artifact_type: &'a str,
    /// Its layers.
    pub layers: &'a [NewBlob<'a>],
    /// Annotations of the manifest.
    pub annotations: &'a [(&'a str, &'a str)],
}

/// Why an artifact could not be stored.
#[derive(Debug, Error)]
pub enum PushError {
    /// The registry gave no usable answer.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The registry does not say where to upload to, or names another server, where the
    /// credentials must not go.
    #[error("{registry} names no place to upload to")]
    UploadPlace {
        /// The registry.
        registry: String,
    },
    /// The registry says that it stored something else.
    #[error("{registry} stored {found} instead of {}", expected.as_str())]
    Digest {
        /// The registry.
        registry: String,
        /// The digest of what was sent.
        expected: Digest,
        /// What the registry says.
        found: String,
    },
}

impl Client {
    /// Stores an artifact under the tag of `image` and gives the digest of its manifest.
    ///
    /// # Errors
    /// See [`PushError`]. What was uploaded before stays in the registry until it is collected.
    pub fn push_artifact(
        &self,
        image: &Reference,
        artifact: &NewArtifact<'_>,
    ) -> Result<Digest, PushError> {
        let config = NewBlob {
            media_type: EMPTY.0,
            bytes: EMPTY.1,
        };
        let config = self.push_blob(image, &config)?;
        let mut layers = Vec::new();
        for layer in artifact.layers {
            layers.push(self.push_blob(image, layer)?);
        }
        let annotations: Map<String, Value> = artifact
            .annotations
            .iter()
            .map(|(key, value)| ((*key).to_owned(), Value::from(*value)))
            .collect();
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "artifactType": artifact.artifact_type,
            "config": config,
            "layers": layers,
            "annotations": annotations,
        })
        .to_string();
        let digest = Digest::sha256(manifest.as_bytes());
        let url = self.url(image, &format!("manifests/{}", image.identifier()))?;
        let what = format!("manifest {image}");
        let response = self.ask(
            image,
            &Ask {
                content: Some(Content {
                    media_type: OCI_MANIFEST,
                    bytes: manifest.as_bytes(),
                }),
                total_time_max: Some(DOCUMENT_TIME_MAX),
                ..Ask::new(Method::Put, url, &what)
            },
        )?;
        let found = response.header("docker-content-digest");
        if let Some(found) = found.filter(|found| *found != digest.as_str()) {
            return Err(PushError::Digest {
                registry: image.registry().to_owned(),
                expected: digest,
                found: crate::error::quote(found),
            });
        }
        Ok(digest)
    }

    /// Stores a blob unless it is there; gives its descriptor.
    fn push_blob(&self, image: &Reference, blob: &NewBlob<'_>) -> Result<Value, PushError> {
        let digest = Digest::sha256(blob.bytes);
        let descriptor = json!({
            "mediaType": blob.media_type,
            "digest": digest.as_str(),
            "size": blob.bytes.len(),
        });
        let what = format!("blob {}", digest.as_str());
        let head = Ask {
            total_time_max: Some(DOCUMENT_TIME_MAX),
            ..Ask::new(
                Method::Head,
                self.url(image, &format!("blobs/{}", digest.as_str()))?,
                &what,
            )
        };
        match self.ask(image, &head) {
            Ok(_) => return Ok(descriptor),
            Err(RequestError::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let begin = Ask {
            total_time_max: Some(DOCUMENT_TIME_MAX),
            ..Ask::new(Method::Post, self.url(image, "blobs/uploads/")?, &what)
        };
        let response = self.ask(image, &begin)?;
        let place = response
            .header("location")
            .and_then(|location| upload_place(&begin.url, location))
            .ok_or_else(|| PushError::UploadPlace {
                registry: image.registry().to_owned(),
            })?;
        let url = place.with_query(&[("digest", digest.as_str())]);
        self.ask(
            image,
            &Ask {
                content: Some(Content {
                    media_type: "application/octet-stream",
                    bytes: blob.bytes,
                }),
                ..Ask::new(Method::Put, url, &what)
            },
        )?;
        Ok(descriptor)
    }
}

/// Where to upload to: only the registry itself, since the request carries its credentials.
fn upload_place(asked: &Url, location: &str) -> Option<Url> {
    let place = asked.join(location).ok()?;
    place.same_origin(asked).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upload_stays_with_the_registry() {
        let asked = Url::parse("https://r.example/v2/a/blobs/uploads/").expect("valid");
        let place = |location| upload_place(&asked, location).map(|url| url.with_secrets());
        let here = "https://r.example/v2/a/blobs/uploads/1?state=x";
        assert_eq!(
            place("/v2/a/blobs/uploads/1?state=x").as_deref(),
            Some(here)
        );
        assert_eq!(place(here).as_deref(), Some(here));
        assert_eq!(place("https://evil.example/v2/a/blobs/uploads/1"), None);
        assert_eq!(place("http://r.example/v2/a/blobs/uploads/1"), None);
    }
}
