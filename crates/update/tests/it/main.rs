//! Updates against a server on loopback that behaves and misbehaves, and against folders.

mod faults;
mod folder;
mod mirror;
mod poisoned;
mod public_sets;
mod remote;
mod setup;
