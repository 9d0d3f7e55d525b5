//! Where images come from: one file for each kind of source, behind one trait.

mod archive;
mod bolt;
pub(crate) mod containerd;
mod detect;
mod docker_archive;
pub(crate) mod engine;
mod files;
mod name;
mod oci_layout;
mod registry;
pub(crate) mod rootfs;
pub(crate) mod sif;
mod stamp;
pub(crate) mod unix_http;

use std::io::{self, Read};
use std::path::PathBuf;

use seaworthy_facts::Unread;
use seaworthy_model::{Digest, Platform};
use seaworthy_registry::{Client, Descriptor};

use crate::cache::Key;
use crate::error::ReadImageError;
use crate::layer::{LayerRead, Pass};
use crate::limits::Limits;

pub use detect::{detect, may_be_archive};
pub use docker_archive::{DockerManifest, read_docker_manifest};
pub use engine::EngineKind;
pub use sif::is_sif;

/// Where an image lies.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// An archive as `docker save` writes it, plain or compressed.
    DockerArchive {
        /// The file.
        path: PathBuf,
        /// The tag of the image that is meant, if the archive holds several.
        image: Option<String>,
    },
    /// An archive of which only its members tell what it is: one of `docker save`, or of an OCI
    /// image layout.
    Archive {
        /// The file.
        path: PathBuf,
    },
    /// A folder in the OCI image layout.
    OciLayout {
        /// The folder.
        path: PathBuf,
        /// The reference name or `@digest` of the image that is meant.
        image: Option<String>,
    },
    /// An archive of an OCI image layout, plain or compressed.
    OciArchive {
        /// The file.
        path: PathBuf,
        /// The reference name or `@digest` of the image that is meant.
        image: Option<String>,
    },
    /// An unpacked root file system.
    Rootfs {
        /// The folder.
        path: PathBuf,
    },
    /// An image file of Singularity or Apptainer.
    Sif {
        /// The file.
        path: PathBuf,
    },
    /// A container engine, by its socket.
    Engine {
        /// Which one.
        kind: EngineKind,
        /// The image as the engine knows it: a name, or an id.
        name: String,
    },
    /// The store of containerd on the disk of this machine: that of `CONTAINERD_ROOT`, else
    /// `/var/lib/containerd`; of `CONTAINERD_NAMESPACE`, else of all namespaces.
    Containerd {
        /// The name of the image.
        name: String,
    },
    /// A registry.
    Registry {
        /// The image reference.
        reference: String,
    },
}

/// A layer before it is read.
#[derive(Clone, Debug)]
pub(crate) struct LayerRef {
    /// How its source calls it.
    pub(crate) name: String,
    /// What the manifest says of it, where there is one.
    pub(crate) descriptor: Option<Descriptor>,
    /// Digest that its name claims, where there is no descriptor.
    pub(crate) digest: Option<Digest>,
    /// Bytes as stored, as the source knows or the manifest says.
    pub(crate) size_bytes: u64,
}

/// An image before its layers are read.
#[derive(Clone, Debug, Default)]
pub(crate) struct FoundImage {
    pub(crate) name: String,
    pub(crate) tags: Vec<String>,
    pub(crate) has_reference: bool,
    pub(crate) digest: Option<Digest>,
    pub(crate) index_digest: Option<Digest>,
    pub(crate) config: Vec<u8>,
    pub(crate) config_digest: Option<Digest>,
    pub(crate) layers: Vec<LayerRef>,
    /// What is wrong with its documents.
    pub(crate) problems: Vec<Unread>,
}

/// A source of one image.
pub(crate) trait ImageSource: Sync {
    /// Finds the image.
    fn image(&self, platform: Option<&Platform>) -> Result<FoundImage, ReadImageError>;

    /// Opens a layer from its start; any number of times, from any thread.
    fn open(&self, layer: &LayerRef) -> io::Result<Box<dyn Read + Send + '_>>;

    /// What was found in a layer that came before anybody knew that it is one.
    fn streamed(&self, _layer: &LayerRef) -> Option<&LayerRead> {
        None
    }

    /// What tells, without reading it, which bytes a layer has: the same identity never stands for
    /// other bytes. `None` where there is nothing of the kind.
    fn identity(&self, _layer: &LayerRef) -> Option<Key> {
        None
    }

    /// Where a layer lies, for sources that are read best in that order.
    fn position(&self, _layer: &LayerRef) -> u64 {
        0
    }
}

/// Opens a source that is not a root file system.
pub(crate) fn open<'a>(
    source: &'a Source,
    client: Option<&'a Client>,
    pass: &Pass<'_>,
    store: Option<engine::Stored<'_>>,
    limits: &'a Limits,
) -> Result<Option<Box<dyn ImageSource + 'a>>, ReadImageError> {
    Ok(Some(match source {
        Source::DockerArchive { path, image } => {
            let archive = archive::Archive::open(path, limits)?;
            Box::new(docker_archive::DockerArchive::new(
                archive,
                image.as_deref(),
                limits,
            ))
        }
        Source::Archive { path } => {
            let archive = archive::Archive::open(path, limits)?;
            match archive.kind() {
                Some(archive::ArchiveKind::Docker) => {
                    Box::new(docker_archive::DockerArchive::new(archive, None, limits))
                }
                Some(archive::ArchiveKind::Oci) => {
                    Box::new(oci_layout::OciLayout::new(archive, None, limits))
                }
                None => {
                    return Err(ReadImageError::Kind {
                        path: path.clone(),
                        kind: "image archive",
                        reason: "it has neither `manifest.json` nor `oci-layout`".to_owned(),
                    });
                }
            }
        }
        Source::OciLayout { path, image } => {
            let folder = files::Folder::open(path)?;
            Box::new(oci_layout::OciLayout::new(folder, image.as_deref(), limits))
        }
        Source::OciArchive { path, image } => {
            let archive = archive::Archive::open(path, limits)?;
            Box::new(oci_layout::OciLayout::new(
                archive,
                image.as_deref(),
                limits,
            ))
        }
        Source::Engine { kind, name } => {
            let streamed = engine::Streamed::read(*kind, name, pass, store, limits)?;
            Box::new(docker_archive::DockerArchive::new(streamed, None, limits))
        }
        Source::Containerd { name } => {
            let place = containerd::Place::new(|name| std::env::var(name).ok());
            let store = containerd::Store::open(&place, name)?;
            Box::new(oci_layout::OciLayout::new(store, None, limits))
        }
        Source::Registry { reference } => {
            let Some(client) = client else {
                let reference = reference.clone();
                return Err(ReadImageError::NoClient { reference });
            };
            Box::new(registry::RegistryImage::new(client, reference)?)
        }
        Source::Rootfs { .. } | Source::Sif { .. } => return Ok(None),
    }))
}
