//! Version order, the advisory pack and matching.

pub mod version;
