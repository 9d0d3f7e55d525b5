//! Checks over what runs containers: the pod templates of Kubernetes, and the services of Compose.
//!
//! In: [`Workload`], one pod template with the objects around it, and [`compose::Service`]. Out:
//! findings and unknowns. This crate never reads a file.

mod account;
mod capability;
mod checks;
mod command;
pub mod compose;
mod credential;
mod environment;
mod field;
mod host_path;
mod image_name;
mod resources;
mod scaling;
mod schedule;
pub mod standards;
mod subject;

pub use checks::CHECKS;
pub use subject::Workload;

use std::sync::Arc;

use seaworthy_check::{Check, Judgement, Unit, harness};
use seaworthy_facts::manifest::kubernetes::ObjectSet;

/// Asks every check of every pod template of a set of objects.
#[must_use]
pub fn judge(set: &Arc<ObjectSet>) -> Vec<Judgement> {
    let workloads = Workload::all(set);
    workloads
        .flat_map(|workload| CHECKS.iter().map(move |check| check.run(&workload)))
        .collect()
}

/// The checks of the Pod Security Standards, by id. They tell what others tell too, so that they
/// are asked only where somebody decides by them.
pub static STANDARDS: &[&Check<Workload>] = &[
    &standards::pod_security_baseline::CHECK,
    &standards::pod_security_restricted::CHECK,
];

/// Asks one check of every pod template of a set of objects.
#[must_use]
pub fn judge_one(check: &Check<Workload>, set: &Arc<ObjectSet>) -> Vec<Judgement> {
    Workload::all(set)
        .map(|workload| check.run(&workload))
        .collect()
}

/// Example texts of the check of that id: those that fire, and those that do not.
#[must_use]
pub fn examples(id: &str) -> Option<(Vec<String>, Vec<String>)> {
    let mut of_pods = CHECKS.iter().chain(STANDARDS);
    let of_pods = of_pods.find(|check| check.id() == id);
    let of_services = compose::CHECKS.iter().find(|check| check.id() == id);
    of_pods
        .map(|check| harness::shown_examples(check))
        .or_else(|| of_services.map(|check| harness::shown_examples(check)))
}

/// The units of this crate.
pub fn units() -> impl Iterator<Item = Unit> {
    let of_pods = CHECKS.iter().chain(STANDARDS).map(|check| check.unit());
    of_pods.chain(compose::CHECKS.iter().map(|check| check.unit()))
}
