//! OCI image layouts, in a folder or in an archive (OCI image specification 1.1, image-layout.md).

use std::collections::BTreeSet;
use std::io::{self, Read};

use seaworthy_facts::Unread;
use seaworthy_model::{Digest, Platform};
use seaworthy_registry::{
    Descriptor, Document, IndexEntry, LayerKind, Manifest, host_platform, read_document,
};

use super::files::Files;
use super::{FoundImage, ImageSource, LayerRef};
use crate::cache::Key;
use crate::error::ReadImageError;
use crate::layer::LAYER;
use crate::limits::{INDEX_DEPTH_MAX, Limits, MANIFESTS_MAX};

/// Names that writers give to an entry of the index.
const NAMES: [&str; 2] = [
    "io.containerd.image.name",
    "org.opencontainers.image.ref.name",
];

/// A layout and the image that is meant in it.
pub(super) struct OciLayout<'a, F> {
    files: F,
    wanted: Option<&'a str>,
    limits: &'a Limits,
}

/// An image manifest of the layout.
#[derive(Clone)]
struct Candidate {
    names: Vec<String>,
    /// The index that names it, other than `index.json`.
    index: Option<Digest>,
    descriptor: Descriptor,
    platform: Option<Platform>,
}

impl<'a, F: Files> OciLayout<'a, F> {
    pub(super) fn new(files: F, wanted: Option<&'a str>, limits: &'a Limits) -> Self {
        OciLayout {
            files,
            wanted,
            limits,
        }
    }

    fn document(&self, name: &str, media_type: Option<&str>) -> Result<Document, ReadImageError> {
        let bytes = self.files.read(name, self.limits.manifest_bytes_max)?;
        let part = name.to_owned();
        read_document(&bytes, media_type).map_err(|cause| ReadImageError::Manifest { part, cause })
    }

    /// All image manifests, and the names of all entries of the outermost index.
    fn candidates(&self) -> Result<(Vec<Candidate>, Vec<String>), ReadImageError> {
        let Document::Index(index) = self.document("index.json", None)? else {
            return Err(ReadImageError::Kind {
                path: self.files.path().to_owned(),
                kind: "OCI image layout",
                reason: "index.json is no index".to_owned(),
            });
        };
        let mut found = Vec::new();
        let mut all_names = Vec::new();
        for entry in index.entries {
            let names = names(&entry);
            all_names.push(
                names
                    .first()
                    .map_or_else(|| format!("@{}", entry.descriptor.digest), Clone::clone),
            );
            // An index may also be meant by its digest.
            let meant = self.wanted.is_none_or(|wanted| is_called(&names, wanted));
            let by_digest = self.wanted.is_some_and(|wanted| is_digest(&entry, wanted));
            self.expand(entry, (&names, None), meant || by_digest, 0, &mut found)?;
        }
        Ok((found, all_names))
    }

    /// Follows indexes down to the image manifests that are meant.
    fn expand(
        &self,
        entry: IndexEntry,
        (names, within): (&[String], Option<&Digest>),
        meant: bool,
        depth: usize,
        found: &mut Vec<Candidate>,
    ) -> Result<(), ReadImageError> {
        if depth > INDEX_DEPTH_MAX {
            return Err(ReadImageError::IndexDepth);
        }
        if entry.is_attestation {
            return Ok(());
        }
        let meant = meant || self.wanted.is_some_and(|wanted| is_digest(&entry, wanted));
        if entry.descriptor.media_type.contains("index")
            || entry.descriptor.media_type.contains("manifest.list")
        {
            let name = blob_name(&entry.descriptor.digest);
            let document = self.document(&name, Some(&entry.descriptor.media_type))?;
            if let Document::Index(index) = document {
                let within = Some(&entry.descriptor.digest);
                for inner in index.entries {
                    self.expand(inner, (names, within), meant, depth + 1, found)?;
                }
            }
        } else if meant {
            if found.len() >= MANIFESTS_MAX {
                return Err(ReadImageError::Manifests);
            }
            found.push(Candidate {
                names: names.to_vec(),
                index: within.cloned(),
                descriptor: entry.descriptor,
                platform: entry.platform,
            });
        }
        Ok(())
    }

    fn choose(&self, platform: Option<&Platform>) -> Result<Candidate, ReadImageError> {
        let path = || self.files.path().to_owned();
        let (found, names) = self.candidates()?;
        let Some(first) = found.first() else {
            return Err(match self.wanted {
                Some(wanted) => {
                    let wanted = wanted.to_owned();
                    ReadImageError::NoSuchImage {
                        path: path(),
                        wanted,
                        names,
                    }
                }
                None => ReadImageError::Empty { path: path() },
            });
        };
        let same =
            |one: &Candidate, other: &Candidate| one.descriptor.digest == other.descriptor.digest;
        if platform.is_none() && found.iter().all(|candidate| same(candidate, first)) {
            return Ok(first.clone());
        }
        let wanted = platform.cloned().unwrap_or_else(host_platform);
        let fitting: Vec<&Candidate> = found
            .iter()
            .filter(|candidate| candidate.platform.as_ref().is_none_or(|p| fits(p, &wanted)))
            .collect();
        match fitting.first() {
            Some(first) if fitting.iter().all(|candidate| same(candidate, first)) => {
                Ok((*first).clone())
            }
            Some(_) => {
                let names: BTreeSet<String> = fitting.iter().map(|c| shown(c)).collect();
                Err(ReadImageError::Several {
                    path: path(),
                    names: names.into_iter().collect(),
                })
            }
            None => {
                let platforms: BTreeSet<String> = found
                    .iter()
                    .filter_map(|c| Some(c.platform.as_ref()?.to_string()))
                    .collect();
                let platforms = platforms.into_iter().collect();
                Err(ReadImageError::Platform { wanted, platforms })
            }
        }
    }

    /// A blob in one piece; that it is not what its digest says is a problem, no error.
    fn blob(
        &self,
        digest: &Digest,
        bytes_max: u64,
        problems: &mut Vec<Unread>,
    ) -> Result<Vec<u8>, ReadImageError> {
        let name = blob_name(digest);
        let bytes = self.files.read(&name, bytes_max)?;
        if !digest.matches(&bytes) {
            let found = Digest::compute(digest.algorithm(), &bytes);
            let reason = format!("digest mismatch: it is called {digest}, it is {found}");
            problems.push(Unread::new(name, LAYER, reason));
        }
        Ok(bytes)
    }

    fn layers(manifest: Manifest) -> Vec<LayerRef> {
        let layers = manifest.layers.into_iter();
        layers
            .map(|descriptor| LayerRef {
                name: blob_name(&descriptor.digest),
                digest: Some(descriptor.digest.clone()),
                size_bytes: descriptor.size_bytes,
                descriptor: Some(descriptor),
            })
            .collect()
    }
}

impl<F: Files> ImageSource for OciLayout<'_, F> {
    fn image(&self, platform: Option<&Platform>) -> Result<FoundImage, ReadImageError> {
        let chosen = self.choose(platform)?;
        let mut problems = Vec::new();
        let digest = chosen.descriptor.digest;
        let bytes = self.blob(&digest, self.limits.manifest_bytes_max, &mut problems)?;
        let part = blob_name(&digest);
        let media_type = Some(chosen.descriptor.media_type.as_str());
        let document =
            read_document(&bytes, media_type).map_err(|cause| ReadImageError::Manifest {
                part: part.clone(),
                cause,
            })?;
        let Document::Manifest(manifest) = document else {
            return Err(ReadImageError::Kind {
                path: self.files.path().to_owned(),
                kind: "OCI image layout",
                reason: format!("{part} is no image manifest"),
            });
        };
        let config_digest = manifest.config.digest.clone();
        let config = self.blob(&config_digest, self.limits.config_bytes_max, &mut problems)?;
        let name = chosen.names.first().cloned();
        Ok(FoundImage {
            // `latest` or `v1` alone is no reference; writers put full ones here or bare tags.
            has_reference: name.as_ref().is_some_and(|name| name.contains(['/', ':'])),
            name: name.unwrap_or_else(|| self.files.path().display().to_string()),
            tags: chosen.names,
            digest: Some(digest),
            index_digest: chosen.index,
            config,
            config_digest: Some(config_digest),
            layers: Self::layers(manifest),
            problems,
        })
    }

    fn open(&self, layer: &LayerRef) -> io::Result<Box<dyn Read + Send + '_>> {
        let kind = layer.descriptor.as_ref().map(Descriptor::layer_kind);
        match self.files.open(&layer.name) {
            Err(_) if kind == Some(LayerKind::Foreign) => Err(io::Error::other(
                "the layer is foreign: it may be fetched only from elsewhere",
            )),
            result => result,
        }
    }

    fn identity(&self, layer: &LayerRef) -> Option<Key> {
        self.files.identity(&layer.name)
    }

    fn position(&self, layer: &LayerRef) -> u64 {
        self.files.position(&layer.name)
    }
}

/// Where a blob lies. A digest holds nothing but its algorithm and hexadecimal digits.
fn blob_name(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm().as_str(), digest.hex())
}

fn names(entry: &IndexEntry) -> Vec<String> {
    let annotations = &entry.descriptor.annotations;
    NAMES
        .iter()
        .filter_map(|name| annotations.get(*name).cloned())
        .collect()
}

fn is_called(names: &[String], wanted: &str) -> bool {
    names.iter().any(|name| name == wanted)
}

fn is_digest(entry: &IndexEntry, wanted: &str) -> bool {
    wanted
        .strip_prefix('@')
        .is_some_and(|digest| digest == entry.descriptor.digest.as_str())
}

fn shown(candidate: &Candidate) -> String {
    let digest = || format!("@{}", candidate.descriptor.digest);
    candidate.names.first().cloned().unwrap_or_else(digest)
}

/// A variant counts where both name one.
fn fits(found: &Platform, wanted: &Platform) -> bool {
    let variant = match (&found.variant, &wanted.variant) {
        (Some(found), Some(wanted)) => found == wanted,
        _ => true,
    };
    found.os == wanted.os && found.architecture == wanted.architecture && variant
}
