//! From a reference to one image: manifest, configuration and layers.

use seaworthy_http::Method;
use seaworthy_model::{Algorithm, Digest, Platform};
use serde::Deserialize;

use crate::client::{Ask, Client, DOCUMENT_TIME_MAX};
use crate::document::{
    Descriptor, Document, Index, MANIFEST_BYTES_MAX, Manifest, ReadManifestError, read_document,
};
use crate::error::{HeadError, RequestError, ResolveError, quote};
use crate::media_type::{ACCEPTED_MANIFESTS, DOCKER_CONFIG, OCI_CONFIG, essence};
use crate::platform::{choose, fits, host_platform};
use crate::reference::Reference;

/// LIMIT: indexes above an image. One is usual; two occur where an index is copied into another.
pub const INDEX_DEPTH_MAX: usize = 3;

/// LIMIT: longest image configuration in bytes. Real ones have some KiB; those with long histories
/// or package lists in labels reach a few hundred.
pub const CONFIG_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// One image of a registry. Everything in it is verified against its digest.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// Digest of the manifest: the identity of the image.
    pub digest: Digest,
    /// Digest of the index that the reference led to, if it led to one.
    pub index_digest: Option<Digest>,
    /// The manifest.
    pub manifest: Manifest,
    /// The manifest as stored.
    pub manifest_bytes: Vec<u8>,
    /// The configuration as stored.
    pub config_bytes: Vec<u8>,
    /// The platform that the configuration names.
    pub platform: Option<Platform>,
}

impl Resolved {
    /// The layers, lowest first.
    #[must_use]
    pub fn layers(&self) -> &[Descriptor] {
        &self.manifest.layers
    }
}

/// What a registry says about a manifest without sending it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its digest, as the registry says.
    pub digest: Digest,
    /// Its media type, as the registry says.
    pub media_type: Option<String>,
}

/// A manifest or index as it came.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// Its digest, computed.
    pub digest: Digest,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it says.
    pub document: Document,
}

#[derive(Deserialize)]
struct RawConfig {
    os: Option<String>,
    architecture: Option<String>,
    variant: Option<String>,
}

impl Client {
    /// Resolves a reference to one image. For an index, `platform` chooses (Linux on this
    /// machine's processor when `None`); a single image must have the platform when one is given.
    ///
    /// # Errors
    /// See [`ResolveError`].
    pub fn resolve(
        &self,
        image: &Reference,
        platform: Option<&Platform>,
    ) -> Result<Resolved, ResolveError> {
        let wanted = platform.cloned().unwrap_or_else(host_platform);
        let mut fetched = self.fetch(image, None)?;
        let mut index_digest = None;
        for _ in 0..=INDEX_DEPTH_MAX {
            let index = match fetched.document {
                Document::Manifest(manifest) => {
                    let found = (fetched.digest, fetched.bytes);
                    return self.finish(image, manifest, found, index_digest, platform);
                }
                Document::Index(index) => index,
            };
            index_digest.get_or_insert(fetched.digest);
            let Some(entry) = choose(&index, &wanted) else {
                return Err(no_platform(image, &index, wanted));
            };
            let descriptor = &entry.descriptor;
            fetched = self.fetch(
                &image.at_digest(descriptor.digest.clone()),
                Some(descriptor),
            )?;
        }
        Err(ResolveError::Depth {
            reference: image.to_string(),
        })
    }

    /// Asks for the digest of a manifest or index without reading it. Nothing is verified.
    ///
    /// # Errors
    /// See [`HeadError`].
    pub fn head(&self, image: &Reference) -> Result<Head, HeadError> {
        let response = self.ask_manifest(image, Method::Head)?;
        let digest = response
            .header("docker-content-digest")
            .and_then(|text| text.parse().ok());
        let media_type = response
            .header("content-type")
            .map(|text| quote(&essence(text)));
        match digest {
            Some(digest) => Ok(Head { digest, media_type }),
            None => Err(HeadError::NoDigest {
                reference: image.to_string(),
            }),
        }
    }

    fn ask_manifest(
        &self,
        image: &Reference,
        method: Method,
    ) -> Result<seaworthy_http::Response, RequestError> {
        self.ask_places(image, |place| {
            let what = format!("manifest {}", place.image);
            let path = format!("manifests/{}{}", place.image.identifier(), place.query());
            let url = self.url(&place.image, &path)?;
            let ask = Ask {
                headers: vec![("Accept", ACCEPTED_MANIFESTS.join(", "))],
                body_bytes_max: MANIFEST_BYTES_MAX,
                total_time_max: Some(DOCUMENT_TIME_MAX),
                ..Ask::new(method, url, &what)
            };
            self.ask(&place.image, &ask)
        })
    }

    /// Fetches a manifest or index and verifies it; `descriptor` is what an index says of it.
    pub(crate) fn fetch(
        &self,
        image: &Reference,
        descriptor: Option<&Descriptor>,
    ) -> Result<Fetched, ResolveError> {
        let response = self.ask_manifest(image, Method::Get)?;
        let announced: Option<Digest> = response
            .header("docker-content-digest")
            .and_then(|text| text.parse().ok());
        let content_type = response.header("content-type").map(str::to_owned);
        let bytes = response
            .read_all()
            .map_err(|error| too_long(image, error))?;

        // The digest in the reference or index decides; without one, what the registry announces
        // still tells a transfer that went wrong.
        let expected = image.digest().or(announced.as_ref());
        let algorithm = expected.map_or(Algorithm::Sha256, Digest::algorithm);
        let found = Digest::compute(algorithm, &bytes);
        if let Some(expected) = expected.filter(|expected| **expected != found) {
            let expected = expected.clone();
            return Err(ResolveError::Digest {
                reference: image.to_string(),
                expected,
                found,
            });
        }
        let found_bytes = bytes.len() as u64;
        if let Some(entry) = descriptor.filter(|entry| entry.size_bytes != found_bytes) {
            let expected_bytes = entry.size_bytes;
            return Err(ResolveError::Size {
                digest: found,
                expected_bytes,
                found_bytes,
            });
        }
        let fail = |source| ResolveError::Manifest {
            reference: image.to_string(),
            source,
        };
        let document = read_document(&bytes, content_type.as_deref()).map_err(fail)?;
        if let Some(entry) = descriptor {
            // The index must not call a manifest an index, or the other way round.
            read_document(&bytes, Some(&entry.media_type)).map_err(fail)?;
        }
        Ok(Fetched {
            digest: found,
            bytes,
            document,
        })
    }

    fn finish(
        &self,
        image: &Reference,
        manifest: Manifest,
        (digest, manifest_bytes): (Digest, Vec<u8>),
        index_digest: Option<Digest>,
        platform: Option<&Platform>,
    ) -> Result<Resolved, ResolveError> {
        let reference = || image.to_string();
        let config = &manifest.config;
        if ![OCI_CONFIG, DOCKER_CONFIG].contains(&config.media_type.as_str()) {
            let config_media_type = quote(&config.media_type);
            return Err(ResolveError::NotAnImage {
                reference: reference(),
                config_media_type,
            });
        }
        if config.size_bytes > CONFIG_BYTES_MAX {
            return Err(ResolveError::ConfigTooLong {
                reference: reference(),
                size_bytes: config.size_bytes,
                limit_bytes: CONFIG_BYTES_MAX,
            });
        }
        let config_bytes = self
            .blob(image, config)
            .and_then(crate::blob::BlobReader::read_all)
            .map_err(|source| ResolveError::Config {
                reference: reference(),
                source,
            })?;
        let found =
            config_platform(&config_bytes).map_err(|source| ResolveError::ConfigMalformed {
                reference: reference(),
                source,
            })?;
        if let (Some(wanted), Some(found)) = (platform, &found)
            && !fits(found, wanted)
        {
            let (wanted, available) = (wanted.clone(), vec![found.to_string()]);
            return Err(ResolveError::Platform {
                reference: reference(),
                wanted,
                available,
            });
        }
        Ok(Resolved {
            digest,
            index_digest,
            manifest,
            manifest_bytes,
            config_bytes,
            platform: found,
        })
    }
}

fn too_long(image: &Reference, error: seaworthy_http::HttpError) -> ResolveError {
    match error {
        seaworthy_http::HttpError::BodyBytes { .. } => ResolveError::Manifest {
            reference: image.to_string(),
            source: ReadManifestError::TooLong,
        },
        other => ResolveError::Request(other.into()),
    }
}

fn no_platform(image: &Reference, index: &Index, wanted: Platform) -> ResolveError {
    let images = index.entries.iter().filter(|entry| !entry.is_attestation);
    let named = |platform: &Option<Platform>| {
        platform
            .as_ref()
            .map_or_else(|| "an unnamed platform".to_owned(), ToString::to_string)
    };
    let available = images.map(|entry| named(&entry.platform)).collect();
    ResolveError::Platform {
        reference: image.to_string(),
        wanted,
        available,
    }
}

fn config_platform(bytes: &[u8]) -> Result<Option<Platform>, serde_json::Error> {
    let raw: RawConfig = serde_json::from_slice(bytes)?;
    let (Some(os), Some(architecture)) = (raw.os, raw.architecture) else {
        return Ok(None);
    };
    let variant = raw.variant.filter(|variant| !variant.is_empty());
    let tail = variant.map_or_else(String::new, |variant| format!("/{variant}"));
    Ok(format!("{os}/{architecture}{tail}").parse().ok())
}
