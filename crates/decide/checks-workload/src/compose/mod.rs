//! Checks over the services of a Compose project.

mod added_service_capability;
mod all_service_capabilities;
mod borrowed_service_volumes;
mod cloud_credential_mount;
mod credential_in_build_arguments;
mod credential_in_service_environment;
mod dangerous_service_capability;
mod default_bridge_service;
mod endless_service_restart;
mod floating_build_context;
mod floating_service_image;
mod gainable_service_privileges;
mod host_device_service;
mod host_namespace_service;
mod host_user_service;
mod interactive_service;
mod joined_service_namespace;
mod kept_service_capabilities;
mod linked_service;
mod low_service_port;
mod missing_service_healthcheck;
mod moved_service_cgroup;
mod open_device_rule;
mod plain_overlay_network;
mod privileged_build;
mod privileged_service;
mod published;
mod published_admin_port;
mod root_service_user;
mod sensitive_service_mount;
mod service_docker_engine;
mod service_runtime_socket;
mod shared_service_mount;
mod subject;
mod unconfined_service;
mod undigested_service_image;
mod undivided_service_network;
mod unkillable_service;
mod unlimited_service_cpu;
mod unlimited_service_memory;
mod unlimited_service_processes;
mod unsafe_service_sysctl;
mod unset_service_user;
mod wide_open_service_port;
mod writable_service_filesystem;

pub use subject::Service;

use std::sync::Arc;

use seaworthy_check::{Check, Judgement};
use seaworthy_facts::manifest::compose::Project;

/// Every check of Compose services, by id.
pub static CHECKS: &[&Check<Service>] = &[
    &added_service_capability::CHECK,
    &all_service_capabilities::CHECK,
    &borrowed_service_volumes::CHECK,
    &cloud_credential_mount::CHECK,
    &credential_in_build_arguments::CHECK,
    &credential_in_service_environment::CHECK,
    &dangerous_service_capability::CHECK,
    &default_bridge_service::CHECK,
    &endless_service_restart::CHECK,
    &floating_build_context::CHECK,
    &floating_service_image::CHECK,
    &gainable_service_privileges::CHECK,
    &host_device_service::CHECK,
    &host_namespace_service::CHECK,
    &host_user_service::CHECK,
    &interactive_service::CHECK,
    &joined_service_namespace::CHECK,
    &kept_service_capabilities::CHECK,
    &linked_service::CHECK,
    &low_service_port::CHECK,
    &missing_service_healthcheck::CHECK,
    &moved_service_cgroup::CHECK,
    &open_device_rule::CHECK,
    &plain_overlay_network::CHECK,
    &privileged_build::CHECK,
    &privileged_service::CHECK,
    &published_admin_port::CHECK,
    &root_service_user::CHECK,
    &sensitive_service_mount::CHECK,
    &service_docker_engine::CHECK,
    &service_runtime_socket::CHECK,
    &shared_service_mount::CHECK,
    &unconfined_service::CHECK,
    &undigested_service_image::CHECK,
    &undivided_service_network::CHECK,
    &unkillable_service::CHECK,
    &unlimited_service_cpu::CHECK,
    &unlimited_service_memory::CHECK,
    &unlimited_service_processes::CHECK,
    &unsafe_service_sysctl::CHECK,
    &unset_service_user::CHECK,
    &wide_open_service_port::CHECK,
    &writable_service_filesystem::CHECK,
];

/// Asks every check of every service of a project.
#[must_use]
pub fn judge(project: &Arc<Project>) -> Vec<Judgement> {
    let services = Service::all(project);
    services
        .flat_map(|service| CHECKS.iter().map(move |check| check.run(&service)))
        .collect()
}
