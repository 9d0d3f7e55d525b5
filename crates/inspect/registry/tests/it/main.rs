//! Reading images from a registry on loopback that behaves, and from one that does not.

mod blob;
mod catalog;
mod corpora;
mod credentials;
mod http;
mod places;
mod push;
mod referrers;
mod resolve;
mod setup;
mod tags;
