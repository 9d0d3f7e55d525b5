//! Checks over infrastructure as code: clusters, registries, nodes, networks, storage, keys and
//! identities that a container platform stands on, whatever language declares them.
//!
//! In: [`Cloud`], the resources of one target and the day. Out: findings and unknowns. This crate
//! never reads a file.

mod ask;
mod checks;
mod containers;
mod literals;
mod network;
mod policy;
mod subject;

pub use checks::CHECKS;
pub use subject::Cloud;

use seaworthy_check::{Judgement, Unit, harness};

/// Asks every check of the resources of a target. The order is that of the list of checks.
#[must_use]
pub fn judge(cloud: &Cloud) -> Vec<Judgement> {
    CHECKS.iter().map(|check| check.run(cloud)).collect()
}

/// Example texts of the check of that id: those that fire, and those that do not.
#[must_use]
pub fn examples(id: &str) -> Option<(Vec<String>, Vec<String>)> {
    let check = CHECKS.iter().find(|check| check.id() == id)?;
    Some(harness::shown_examples(check))
}

/// The units of this crate.
pub fn units() -> impl Iterator<Item = Unit> {
    CHECKS.iter().map(|check| check.unit())
}
