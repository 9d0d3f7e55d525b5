//! Fakes and builders for tests: what the outside world would be, on loopback and in memory.

pub mod engine;
pub mod fleet;
pub mod image;
pub mod proxy;
pub mod registry;
pub mod squashfs;
pub mod tls;
