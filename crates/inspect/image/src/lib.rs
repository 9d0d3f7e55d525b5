//! Image sources and the one streaming pass over layers.
//!
//! In: an archive, a folder or a registry, and analysers that look into files. Out: the facts of
//! the image, merged over its layers, and its configuration under guard. Every layer is read once,
//! from its start to its end: hashed, inflated, taken apart and shown to the analysers on the way.
//!
//! What it never does: write anything but the cache that it is given, follow a link out of an
//! image, hold a layer in memory, trust a digest or size that it did not check, or let one bad
//! layer end the reading.

mod cache;
mod config;
mod error;
mod filesystem;
pub mod fuzz;
mod history;
mod layer;
mod layers;
mod limits;
mod merge;
mod read;
mod source;
mod squashfs;

pub use cache::{
    CACHE_BYTES_MAX, CacheError, CacheStatus, Keep, LayerStore, Pruned, StoreCounts, cache_folder,
    cache_status, prune_cache,
};
pub use config::{ConfigText, RawConfig};
pub use error::ReadImageError;
pub use limits::*;
pub use read::{ImageRead, Progress, ReadOptions, read};
pub use source::{
    DockerManifest, EngineKind, Source, detect, is_sif, may_be_archive, read_docker_manifest,
};
