//! Why an image could not be read at all.

use std::io;
use std::path::PathBuf;

use seaworthy_model::Platform;
use seaworthy_registry::{ParseReferenceError, ReadManifestError, ResolveError};

/// Why there is no image to tell of. What is wrong inside an image is told in its facts.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadImageError {
    /// The file or folder cannot be opened.
    #[error("cannot open {}", path.display())]
    Open {
        /// It.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// It holds no image of the kind that was asked for.
    #[error("{} is no {kind}: {reason}", path.display())]
    Kind {
        /// The file or folder.
        path: PathBuf,
        /// What it should be.
        kind: &'static str,
        /// Why it is none.
        reason: String,
    },
    /// A part without which there is no image cannot be read.
    #[error("cannot read `{part}` of {}", path.display())]
    Part {
        /// The file or folder.
        path: PathBuf,
        /// Name of the part.
        part: String,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A part is no JSON of the needed form.
    #[error("`{part}` is malformed")]
    Malformed {
        /// Name of the part.
        part: String,
        /// Why.
        #[source]
        cause: serde_json::Error,
    },
    /// A manifest or index is none.
    #[error("cannot read the manifest `{part}`")]
    Manifest {
        /// Name of the part.
        part: String,
        /// Why.
        #[source]
        cause: ReadManifestError,
    },
    /// Indexes lie in indexes.
    #[error("the index is nested deeper than {}", crate::limits::INDEX_DEPTH_MAX)]
    IndexDepth,
    /// It holds too many manifests.
    #[error("it holds more than {} manifests", crate::limits::MANIFESTS_MAX)]
    Manifests,
    /// It holds no image.
    #[error("{} holds no image", path.display())]
    Empty {
        /// The file or folder.
        path: PathBuf,
    },
    /// It holds several, and none was chosen.
    #[error("{} holds several images; name one of: {}", path.display(), names.join(", "))]
    Several {
        /// The file or folder.
        path: PathBuf,
        /// Their names.
        names: Vec<String>,
    },
    /// It does not hold the one that was chosen.
    #[error("{} holds no image `{wanted}`; it holds: {}", path.display(), names.join(", "))]
    NoSuchImage {
        /// The file or folder.
        path: PathBuf,
        /// The name that was asked for.
        wanted: String,
        /// The names there are.
        names: Vec<String>,
    },
    /// It is not there for this platform.
    #[error("no image for {wanted}; there are: {}", platforms.join(", "))]
    Platform {
        /// The platform that was asked for.
        wanted: Platform,
        /// The platforms there are.
        platforms: Vec<String>,
    },
    /// The container engine did not give the image.
    #[error("cannot get the image `{name}` from {engine}")]
    Engine {
        /// The word of the engine.
        engine: &'static str,
        /// The image.
        name: String,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A registry was named without a client to ask it.
    #[error("`{reference}` lies in a registry, and no registry may be asked")]
    NoClient {
        /// The reference.
        reference: String,
    },
    /// What was named is no image reference.
    #[error("`{reference}` is no image reference")]
    Reference {
        /// It.
        reference: String,
        /// Why not.
        #[source]
        cause: ParseReferenceError,
    },
    /// The registry did not give the image.
    #[error("cannot resolve `{reference}`")]
    Resolve {
        /// The reference.
        reference: String,
        /// Why.
        #[source]
        cause: Box<ResolveError>,
    },
}
