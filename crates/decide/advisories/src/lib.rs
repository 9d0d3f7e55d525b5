//! Version order, the advisory pack and matching.
//!
//! In: bytes of advisories (OSV, KEV, EPSS, endoflife.date) and of packs, and the packages that
//! inspection found, and VEX documents. Out: packs, the weaknesses of the packages with what is
//! known and stated of each, the upgrades that close most, and what the data does not cover. This
//! crate never reads a file, asks a clock, or takes silence for safety.

pub mod cvss;
pub mod date;
pub mod feeds;
pub mod findings;
pub mod labels;
pub mod matching;
pub mod names;
pub mod osv;
pub mod pack;
pub mod proof;
pub mod upgrades;
pub mod version;
pub mod vex;
pub mod weakness;
