//! Images in a registry, through the registry client.

use std::io::{self, Read};

use seaworthy_model::Platform;
use seaworthy_registry::{Client, LayerKind, Reference};

use super::{FoundImage, ImageSource, LayerRef};
use crate::cache::Key;
use crate::error::ReadImageError;

/// An image of a registry.
pub(super) struct RegistryImage<'a> {
    client: &'a Client,
    reference: Reference,
    text: String,
}

impl<'a> RegistryImage<'a> {
    pub(super) fn new(client: &'a Client, text: &str) -> Result<Self, ReadImageError> {
        let parsed: Result<Reference, _> = text.parse();
        let reference = parsed.map_err(|cause| ReadImageError::Reference {
            reference: text.chars().take(300).collect(),
            cause,
        })?;
        Ok(RegistryImage {
            client,
            reference,
            text: text.to_owned(),
        })
    }
}

impl ImageSource for RegistryImage<'_> {
    fn image(&self, platform: Option<&Platform>) -> Result<FoundImage, ReadImageError> {
        let resolved = self.client.resolve(&self.reference, platform);
        let resolved = resolved.map_err(|cause| ReadImageError::Resolve {
            reference: self.reference.to_string(),
            cause: Box::new(cause),
        })?;
        let layers = resolved.manifest.layers.iter().map(|descriptor| LayerRef {
            name: descriptor.digest.to_string(),
            digest: Some(descriptor.digest.clone()),
            size_bytes: descriptor.size_bytes,
            descriptor: Some(descriptor.clone()),
        });
        Ok(FoundImage {
            name: self.text.clone(),
            tags: Vec::new(),
            has_reference: true,
            digest: Some(resolved.digest),
            index_digest: resolved.index_digest,
            config: resolved.config_bytes,
            config_digest: Some(resolved.manifest.config.digest.clone()),
            layers: layers.collect(),
            problems: Vec::new(),
        })
    }

    fn open(&self, layer: &LayerRef) -> io::Result<Box<dyn Read + Send + '_>> {
        let Some(descriptor) = &layer.descriptor else {
            return Err(io::Error::other("the layer has no descriptor"));
        };
        if descriptor.layer_kind() == LayerKind::Foreign {
            let reason = "the layer is foreign: it may be fetched only from elsewhere";
            return Err(io::Error::other(reason));
        }
        let blob = self
            .client
            .blob(&self.reference, descriptor)
            .map_err(io::Error::other)?;
        Ok(Box::new(blob))
    }

    /// A registry gives blobs by their digest, and whoever runs the image checks it.
    fn identity(&self, layer: &LayerRef) -> Option<Key> {
        let digest = layer.digest.as_ref()?;
        Some(Key::new("blob").text(digest.as_str()).finish())
    }
}
