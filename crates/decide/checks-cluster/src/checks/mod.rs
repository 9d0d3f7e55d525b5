//! The list of checks of clusters.

use seaworthy_check::Check;

use crate::Cluster;

mod dangling_service;
mod external_ip_service;

/// Every check of this crate, by id.
pub static CHECKS: &[&Check<Cluster>] = &[&dangling_service::CHECK, &external_ip_service::CHECK];
