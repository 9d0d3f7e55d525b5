//! The image reader against whole images, good and bad.

#![expect(clippy::unwrap_used, reason = "the builders of a test fail with it")]

mod alpine;
mod cache;
mod config;
mod corpus;
mod damage;
mod delivery;
mod filesystem;
mod limits;
mod links;
mod merge;
mod probe;
mod registry;
mod rootfs;
mod sif;
mod sources;
