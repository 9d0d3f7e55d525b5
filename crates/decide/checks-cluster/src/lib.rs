//! Checks over the objects of a cluster: rights, network, namespaces, admission, control plane.
//!
//! In: [`Cluster`], objects that belong together, whether they come from files or from an API
//! server. Out: findings and unknowns. This crate never reads a file.

mod admission;
mod checks;
mod credential;
mod exposure;
mod flags;
mod kubelet;
mod network;
mod pod_security;
mod rights;
mod schema;
mod security_policy;
mod subject;
mod versions;
mod webhook;

pub use checks::CHECKS;
pub use subject::Cluster;

use std::sync::Arc;

use seaworthy_check::{Judgement, Unit, harness};
use seaworthy_facts::manifest::kubernetes::ObjectSet;

/// Asks every check of a set of objects.
#[must_use]
pub fn judge(set: &Arc<ObjectSet>) -> Vec<Judgement> {
    let cluster = Cluster::new(Arc::clone(set));
    CHECKS.iter().map(|check| check.run(&cluster)).collect()
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
