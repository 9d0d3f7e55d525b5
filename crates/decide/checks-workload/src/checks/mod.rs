//! The list of checks of pods.

use seaworthy_check::Check;

use crate::Workload;

mod added_capability;
mod all_capabilities;
mod allowed_privilege_escalation;
mod blocking_disruption_budget;
mod bound_default_account;
mod boundless_toleration;
mod cached_image;
mod cloud_credential_host_path;
mod cloud_role_account;
mod container_runtime_socket;
mod control_plane_placement;
mod credential_from_config_map;
mod credential_in_arguments;
mod credential_in_environment;
mod crypto_miner_command;
mod custom_selinux_context;
mod dangerous_capability;
mod dangling_key_reference;
mod dangling_volume_mount;
mod default_namespace_workload;
mod default_service_account;
mod deployed_dashboard;
mod deprecated_account_field;
mod docker_in_docker;
mod duplicate_container_name;
mod duplicate_environment_name;
mod empty_disruption_budget;
mod explicit_root_user;
mod fixed_node;
mod fixed_scaled_replicas;
mod floating_image_tag;
mod foreign_probe_host;
mod git_repository_volume;
mod git_sync_command;
mod helm_tiller;
mod host_namespace;
mod host_path_volume;
mod host_port;
mod identical_probes;
mod idle_autoscaler;
mod image_without_digest;
mod instant_termination;
mod interactive_container;
mod interrupting_update;
mod kept_capabilities;
mod kernel_module_capability;
mod late_cron_job;
mod left_debug_container;
mod lingering_job;
mod long_lived_token;
mod low_container_port;
mod low_group_id;
mod low_user_id;
mod missing_disruption_budget;
mod missing_liveness_probe;
mod missing_readiness_probe;
mod missing_service_account;
mod mounted_token;
mod naked_pod;
mod nameless_stateful_set;
mod odd_probe_timing;
mod open_agent_sandbox;
mod open_debugger;
mod open_secret_file;
mod overlapping_cron_job;
mod overridden_host_name;
mod piped_download_command;
mod possible_root_user;
mod privileged_container;
mod raw_network_capability;
mod refused_restart_policy;
mod registry_by_address;
mod request_above_limit;
mod reserved_namespace_workload;
mod retired_ingress_controller;
mod retired_registry;
mod reverse_shell_command;
mod root_group;
mod secret_environment_variable;
mod sensitive_host_path;
mod shared_mount_propagation;
mod shared_process_namespace;
mod shared_service_account;
mod shared_user_namespace;
mod shared_volume_claim;
mod single_replica;
mod skipped_tls_verification;
mod ssh_container_port;
mod sticky_unready_pod;
mod sudo_in_command;
mod system_admin_capability;
mod system_priority_class;
mod uncommon_volume_type;
mod unconfined_apparmor_profile;
mod unconfined_seccomp_profile;
mod undeclared_probe_port;
mod unlimited_memory_volume;
mod unmasked_proc_mount;
mod unowned_workload;
mod unreadable_image_name;
mod unreadable_schedule;
mod unsafe_sysctl;
mod unsandboxed_workload;
mod unset_cpu_limit;
mod unset_cpu_request;
mod unset_memory_limit;
mod unset_memory_request;
mod unset_seccomp_profile;
mod unset_storage_limit;
mod unsized_volume_claim;
mod unspread_replicas;
mod windows_host_process;
mod writable_host_path;
mod writable_root_filesystem;

/// Every check of pod templates, by id.
pub static CHECKS: &[&Check<Workload>] = &[
    &added_capability::CHECK,
    &all_capabilities::CHECK,
    &allowed_privilege_escalation::CHECK,
    &blocking_disruption_budget::CHECK,
    &bound_default_account::CHECK,
    &boundless_toleration::CHECK,
    &cached_image::CHECK,
    &cloud_credential_host_path::CHECK,
    &cloud_role_account::CHECK,
    &container_runtime_socket::CHECK,
    &control_plane_placement::CHECK,
    &credential_from_config_map::CHECK,
    &credential_in_arguments::CHECK,
    &credential_in_environment::CHECK,
    &crypto_miner_command::CHECK,
    &custom_selinux_context::CHECK,
    &dangerous_capability::CHECK,
    &dangling_key_reference::CHECK,
    &dangling_volume_mount::CHECK,
    &default_namespace_workload::CHECK,
    &default_service_account::CHECK,
    &deployed_dashboard::CHECK,
    &deprecated_account_field::CHECK,
    &docker_in_docker::CHECK,
    &duplicate_container_name::CHECK,
    &duplicate_environment_name::CHECK,
    &empty_disruption_budget::CHECK,
    &explicit_root_user::CHECK,
    &fixed_node::CHECK,
    &fixed_scaled_replicas::CHECK,
    &floating_image_tag::CHECK,
    &foreign_probe_host::CHECK,
    &git_repository_volume::CHECK,
    &git_sync_command::CHECK,
    &helm_tiller::CHECK,
    &host_namespace::CHECK,
    &host_path_volume::CHECK,
    &host_port::CHECK,
    &identical_probes::CHECK,
    &idle_autoscaler::CHECK,
    &image_without_digest::CHECK,
    &instant_termination::CHECK,
    &interactive_container::CHECK,
    &interrupting_update::CHECK,
    &kept_capabilities::CHECK,
    &kernel_module_capability::CHECK,
    &late_cron_job::CHECK,
    &left_debug_container::CHECK,
    &lingering_job::CHECK,
    &long_lived_token::CHECK,
    &low_container_port::CHECK,
    &low_group_id::CHECK,
    &low_user_id::CHECK,
    &missing_disruption_budget::CHECK,
    &missing_liveness_probe::CHECK,
    &missing_readiness_probe::CHECK,
    &missing_service_account::CHECK,
    &mounted_token::CHECK,
    &naked_pod::CHECK,
    &nameless_stateful_set::CHECK,
    &odd_probe_timing::CHECK,
    &open_agent_sandbox::CHECK,
    &open_debugger::CHECK,
    &open_secret_file::CHECK,
    &overlapping_cron_job::CHECK,
    &overridden_host_name::CHECK,
    &piped_download_command::CHECK,
    &possible_root_user::CHECK,
    &privileged_container::CHECK,
    &raw_network_capability::CHECK,
    &refused_restart_policy::CHECK,
    &registry_by_address::CHECK,
    &request_above_limit::CHECK,
    &reserved_namespace_workload::CHECK,
    &retired_ingress_controller::CHECK,
    &retired_registry::CHECK,
    &reverse_shell_command::CHECK,
    &root_group::CHECK,
    &secret_environment_variable::CHECK,
    &sensitive_host_path::CHECK,
    &shared_mount_propagation::CHECK,
    &shared_process_namespace::CHECK,
    &shared_service_account::CHECK,
    &shared_user_namespace::CHECK,
    &shared_volume_claim::CHECK,
    &single_replica::CHECK,
    &skipped_tls_verification::CHECK,
    &ssh_container_port::CHECK,
    &sticky_unready_pod::CHECK,
    &sudo_in_command::CHECK,
    &system_admin_capability::CHECK,
    &system_priority_class::CHECK,
    &uncommon_volume_type::CHECK,
    &unconfined_apparmor_profile::CHECK,
    &unconfined_seccomp_profile::CHECK,
    &undeclared_probe_port::CHECK,
    &unlimited_memory_volume::CHECK,
    &unmasked_proc_mount::CHECK,
    &unowned_workload::CHECK,
    &unreadable_image_name::CHECK,
    &unreadable_schedule::CHECK,
    &unsafe_sysctl::CHECK,
    &unsandboxed_workload::CHECK,
    &unset_cpu_limit::CHECK,
    &unset_cpu_request::CHECK,
    &unset_memory_limit::CHECK,
    &unset_memory_request::CHECK,
    &unset_seccomp_profile::CHECK,
    &unset_storage_limit::CHECK,
    &unsized_volume_claim::CHECK,
    &unspread_replicas::CHECK,
    &windows_host_process::CHECK,
    &writable_host_path::CHECK,
    &writable_root_filesystem::CHECK,
];
