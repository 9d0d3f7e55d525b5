//! Archives of `docker save`: `manifest.json` names configuration and layers.
//!
//! Docker image specification 1.2, Combined Image JSON + Filesystem Changeset Format. Newer ones
//! are OCI layouts too; then the digest of the manifest is known as well.

use std::io::{self, Read};

use serde::Deserialize;

use seaworthy_facts::{Unread, clean_path};
use seaworthy_model::{Digest, Platform};
use seaworthy_registry::{Document, read_document};

use super::files::Files;
use super::{FoundImage, ImageSource, LayerRef};
use crate::cache::Key;
use crate::error::ReadImageError;
use crate::layer::{LAYER, LayerRead};
use crate::limits::{Limits, MANIFESTS_MAX};

/// One image of a `manifest.json`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DockerManifest {
    /// Name of the member that is the configuration.
    pub config: String,
    /// Its tags, if it has any.
    #[serde(default)]
    pub repo_tags: Option<Vec<String>>,
    /// Names of the members that are its layers, from the bottom.
    #[serde(default)]
    pub layers: Option<Vec<String>>,
}

/// Reads a `manifest.json`.
///
/// # Errors
/// Bytes that are no JSON of this form.
pub fn read_docker_manifest(bytes: &[u8]) -> Result<Vec<DockerManifest>, serde_json::Error> {
    serde_json::from_slice(bytes)
}

/// An archive and the image that is meant in it.
pub(super) struct DockerArchive<'a, F> {
    archive: F,
    wanted: Option<&'a str>,
    limits: &'a Limits,
}

impl<'a, F: Files> DockerArchive<'a, F> {
    pub(super) fn new(archive: F, wanted: Option<&'a str>, limits: &'a Limits) -> Self {
        DockerArchive {
            archive,
            wanted,
            limits,
        }
    }

    fn choose(&self, images: Vec<DockerManifest>) -> Result<DockerManifest, ReadImageError> {
        let path = || self.archive.path().to_owned();
        let names: Vec<String> = images.iter().map(image_name).collect();
        let mut fitting = images.into_iter().filter(|image| match self.wanted {
            Some(wanted) => is_called(image, wanted),
            None => true,
        });
        match (fitting.next(), fitting.next(), self.wanted) {
            (Some(image), None, _) => Ok(image),
            (Some(_), Some(_), _) => Err(ReadImageError::Several {
                path: path(),
                names,
            }),
            (None, _, Some(wanted)) => {
                let wanted = wanted.to_owned();
                Err(ReadImageError::NoSuchImage {
                    path: path(),
                    wanted,
                    names,
                })
            }
            (None, _, None) => Err(ReadImageError::Empty { path: path() }),
        }
    }

    fn layer(&self, name: &str, problems: &mut Vec<Unread>) -> LayerRef {
        let clean = clean_path(name).unwrap_or_default();
        let size_bytes = self.archive.size(&clean).unwrap_or(0);
        if clean.is_empty() {
            problems.push(Unread::new(
                "manifest.json",
                LAYER,
                "a layer's name is no path",
            ));
        }
        let digest = blob_digest(&clean);
        LayerRef {
            name: clean,
            descriptor: None,
            digest,
            size_bytes,
        }
    }

    /// The digest of the manifest with this configuration, where the archive is an OCI layout too.
    fn manifest_digest(&self, config: &Digest) -> Option<Digest> {
        let max = self.limits.manifest_bytes_max;
        let index = self.archive.try_read("index.json", max).ok()?;
        let Ok(Document::Index(index)) = read_document(&index, None) else {
            return None;
        };
        index
            .entries
            .into_iter()
            .take(MANIFESTS_MAX)
            .find_map(|entry| {
                let digest = entry.descriptor.digest;
                let (algorithm, hex) = digest.as_str().split_once(':')?;
                let bytes = self
                    .archive
                    .try_read(&format!("blobs/{algorithm}/{hex}"), max)
                    .ok()?;
                let Ok(Document::Manifest(manifest)) = read_document(&bytes, None) else {
                    return None;
                };
                (manifest.config.digest == *config && digest.matches(&bytes)).then_some(digest)
            })
    }
}

impl<F: Files> ImageSource for DockerArchive<'_, F> {
    fn image(&self, _platform: Option<&Platform>) -> Result<FoundImage, ReadImageError> {
        let path = self.archive.path();
        if self.archive.size("manifest.json").is_err() {
            return Err(ReadImageError::Kind {
                path: path.to_owned(),
                kind: "docker archive",
                reason: "it has no readable manifest.json".to_owned(),
            });
        }
        let part = "manifest.json".to_owned();
        let bytes = self.archive.read(&part, self.limits.manifest_bytes_max)?;
        let images = read_docker_manifest(&bytes);
        let images = images.map_err(|cause| ReadImageError::Malformed { part, cause })?;
        if images.len() > MANIFESTS_MAX {
            return Err(ReadImageError::Manifests);
        }
        let image = self.choose(images)?;
        let config_name = clean_path(&image.config).unwrap_or_default();
        let config = self
            .archive
            .read(&config_name, self.limits.config_bytes_max)?;
        let config_digest = Digest::sha256(&config);
        let mut problems = Vec::new();
        let named = blob_digest(config_name.strip_suffix(".json").unwrap_or(&config_name));
        if let Some(named) = named.filter(|named| *named != config_digest) {
            let reason = format!("digest mismatch: its name says {named}, it is {config_digest}");
            problems.push(Unread::new(&config_name, LAYER, reason));
        }
        let layers = image.layers.unwrap_or_default();
        let layers = layers
            .iter()
            .map(|name| self.layer(name, &mut problems))
            .collect();
        let tags = image.repo_tags.unwrap_or_default();
        let first = tags.first().cloned();
        Ok(FoundImage {
            has_reference: first.is_some(),
            name: first.unwrap_or_else(|| path.display().to_string()),
            tags,
            digest: self.manifest_digest(&config_digest),
            index_digest: None,
            config,
            config_digest: Some(config_digest),
            layers,
            problems,
        })
    }

    fn open(&self, layer: &LayerRef) -> io::Result<Box<dyn Read + Send + '_>> {
        self.archive.open(&layer.name)
    }

    fn streamed(&self, layer: &LayerRef) -> Option<&LayerRead> {
        self.archive.streamed(&layer.name)
    }

    fn identity(&self, layer: &LayerRef) -> Option<Key> {
        self.archive.identity(&layer.name)
    }

    fn position(&self, layer: &LayerRef) -> u64 {
        self.archive.position(&layer.name)
    }
}

fn image_name(image: &DockerManifest) -> String {
    let tag = image.repo_tags.as_ref().and_then(|tags| tags.first());
    tag.unwrap_or(&image.config).clone()
}

/// By a tag, also without the registry and library that Docker adds, or by the configuration.
fn is_called(image: &DockerManifest, wanted: &str) -> bool {
    let plain = |name: &str| {
        let name = name.strip_prefix("docker.io/").unwrap_or(name);
        let name = name.strip_prefix("library/").unwrap_or(name).to_owned();
        let tagged = name
            .rsplit('/')
            .next()
            .is_some_and(|last| last.contains(':'));
        if tagged {
            name
        } else {
            format!("{name}:latest")
        }
    };
    let tags = image.repo_tags.as_deref().unwrap_or_default();
    image.config == wanted || tags.iter().any(|tag| plain(tag) == plain(wanted))
}

/// The digest that a member's name claims: `blobs/sha256/HEX`, or the bare `HEX` of older
/// configurations. Older layers lie in folders whose names are no digests of them.
pub(super) fn blob_digest(name: &str) -> Option<Digest> {
    let hex = match name.strip_prefix("blobs/sha256/") {
        Some(hex) => hex,
        None if name.contains('/') => return None,
        None => name,
    };
    format!("sha256:{hex}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_called_by_its_tags() {
        let text = br#"[{"Config": "c.json", "RepoTags": ["library/alpine:3.10"], "Layers": []},
                        {"Config": "d.json", "RepoTags": null, "Layers": null}]"#;
        let images = read_docker_manifest(text).unwrap();
        assert!(is_called(&images[0], "alpine:3.10"));
        assert!(is_called(&images[0], "docker.io/library/alpine:3.10"));
        assert!(!is_called(&images[0], "alpine"));
        assert!(is_called(&images[1], "d.json"));
        assert_eq!(image_name(&images[1]), "d.json");
    }
}
