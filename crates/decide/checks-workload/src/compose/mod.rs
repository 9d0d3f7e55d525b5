//! Checks over the services of a Compose project.

mod privileged_service;
mod subject;

pub use subject::Service;

use std::sync::Arc;

use seaworthy_check::{Check, Judgement};
use seaworthy_facts::manifest::compose::Project;

/// Every check of Compose services, by id.
pub static CHECKS: &[&Check<Service>] = &[&privileged_service::CHECK];

/// Asks every check of every service of a project.
#[must_use]
pub fn judge(project: &Arc<Project>) -> Vec<Judgement> {
    let services = Service::all(project);
    services
        .flat_map(|service| CHECKS.iter().map(move |check| check.run(&service)))
        .collect()
}
