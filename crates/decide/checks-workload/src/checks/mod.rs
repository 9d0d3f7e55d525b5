//! The list of checks of pods.

use seaworthy_check::Check;

use crate::Workload;

mod host_namespace;
mod privileged_container;

/// Every check of pod templates, by id.
pub static CHECKS: &[&Check<Workload>] = &[&host_namespace::CHECK, &privileged_container::CHECK];
