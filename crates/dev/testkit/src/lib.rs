//! Fakes and builders for tests: what the outside world would be, on loopback and in memory.

pub mod image;
pub mod registry;
pub mod tls;
