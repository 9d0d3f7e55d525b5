//! Reading images from an OCI registry, and storing artifacts of our own.
//!
//! In comes a [`Reference`] (and a platform); out come a [`Resolved`] image, whose manifest and
//! configuration are verified, and a [`BlobReader`] for each layer, which verifies itself while it
//! is read. It follows the OCI Distribution Specification 1.1, the OCI Image Specification 1.1 and
//! the Docker registry's token authentication.
//!
//! What it never does: write to a registry but by [`Client::push_artifact`], write to disk, speak
//! plain HTTP without being told to, fetch layers from addresses that a manifest names, or send
//! credentials anywhere but to the registry they are for and the token endpoint that it names (see
//! the rules in `token.rs`).

mod blob;
mod catalog;
mod certificates;
mod challenge;
mod client;
mod credential;
mod docker_config;
mod document;
mod error;
mod helper;
mod hosts;
mod media_type;
mod mirror;
mod pages;
mod pattern;
mod platform;
mod push;
mod reference;
mod referrers;
mod resolve;
mod tags;
mod token;

pub use self::blob::{BlobReader, RESUMES_MAX};
pub use self::catalog::{REPOSITORIES_MAX, Registry};
pub use self::certificates::{HOST_CERTIFICATES_MAX, certificate_folders};
pub use self::challenge::{
    CHALLENGE_BYTES_MAX, CHALLENGE_PARTS_MAX, Challenge, ParseChallengeError, parse_challenges,
};
pub use self::client::{BLOB_BYTES_MAX, Client, DOCUMENT_TIME_MAX, Options};
pub use self::credential::{CredentialError, CredentialSources};
pub use self::docker_config::{
    Credential, DOCKER_CONFIG_BYTES_MAX, DockerConfig, Place, ReadDockerConfigError,
};
pub use self::document::{
    Descriptor, Document, INDEX_ENTRIES_MAX, Index, IndexEntry, LAYERS_MAX, MANIFEST_BYTES_MAX,
    Manifest, ReadManifestError, read_document,
};
pub use self::error::{
    Detail, HeadError, Held, ListError, OpenClientError, QUOTED_CHARS_MAX, ReadBlobError,
    RequestError, ResolveError,
};
pub use self::helper::{HELPER_BYTES_MAX, HELPER_TIME_MAX, HelperError, Helpers};
pub use self::hosts::{
    HOSTS_FOLDERS_MAX, HOSTS_MAX, HOSTS_TOML_BYTES_MAX, ReadHostsError, read_hosts_toml,
};
pub use self::media_type::{
    ACCEPTED_MANIFESTS, Compression, DOCKER_CONFIG, DOCKER_LIST, DOCKER_MANIFEST, LayerKind,
    OCI_CONFIG, OCI_INDEX, OCI_MANIFEST, layer_kind,
};
pub use self::mirror::{MIRRORS_MAX, Mirrors, REGISTRIES_CONF_BYTES_MAX, ReadMirrorsError};
pub use self::pages::{PAGE_BYTES_MAX, PAGES_MAX};
pub use self::pattern::{PATTERN_BYTES_MAX, ParsePatternError, Pattern};
pub use self::platform::host_platform;
pub use self::push::{NewArtifact, NewBlob, PushError};
pub use self::reference::{
    DEFAULT_REGISTRY, NAME_BYTES_MAX, ParseReferenceError, REFERENCE_BYTES_MAX, Reference,
    TAG_BYTES_MAX,
};
pub use self::referrers::{REFERRERS_MAX, Referrer};
pub use self::resolve::{CONFIG_BYTES_MAX, Fetched, Head, INDEX_DEPTH_MAX, Resolved};
pub use self::tags::TAGS_MAX;
pub use self::token::TOKEN_BYTES_MAX;
