//! Tests of the program against real parts: a registry, tools that write images, engines, a Debian
//! root, a published image, another cataloguer, and validators of documents.
//!
//! Each test starts what it needs on loopback, works in a folder that vanishes, and skips itself
//! with the reason when a part is not installed. `cargo xtask test` installs the parts.

mod alpine;
mod browser;
mod debian;
mod engines;
mod lists;
mod parts;
mod registry;
mod sbom;
mod scan;
mod server;
mod sif;
mod storefront;
mod syft;
mod umoci;
mod validators;
