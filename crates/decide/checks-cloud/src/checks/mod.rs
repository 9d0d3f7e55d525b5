//! The list of checks.

use seaworthy_check::Check;

use crate::Cloud;

mod administrator_attached;
mod all_actions_granted;
mod alpha_cluster;
mod anonymous_grant;
mod anonymous_invocation;
mod anonymous_registry_pull;
mod basic_authentication;
mod default_network;
mod default_node_identity;
mod disabled_cluster_logging;
mod disabled_cluster_monitoring;
mod disabled_cluster_rbac;
mod disabled_minor_upgrade;
mod disabled_node_repair;
mod disabled_node_upgrade;
mod disabled_os_login;
mod disabled_shielded_nodes;
mod disabled_threat_detection;
mod distant_metadata_service;
mod enabled_dashboard;
mod ended_cluster_version;
mod ended_function_runtime;
mod every_secret_readable;
mod exposed_node_metadata;
mod extended_cluster_support;
mod first_metadata_service;
mod full_cloud_scope;
mod general_purpose_node_image;
mod host_network_task;
mod ip_forwarding;
mod issued_client_certificate;
mod kept_invalid_headers;
mod legacy_authorization;
mod literal_password;
mod local_cloud_user;
mod local_cluster_account;
mod long_lived_key;
mod missing_application_log;
mod missing_application_sign_in;
mod missing_balancer_log;
mod missing_binary_authorization;
mod missing_bucket_key;
mod missing_bucket_log;
mod missing_cluster_audit_log;
mod missing_cluster_directory;
mod missing_container_insights;
mod missing_content_trust;
mod missing_database_key;
mod missing_database_log;
mod missing_default_group_rules;
mod missing_disk_key;
mod missing_flow_log;
mod missing_function_key;
mod missing_host_encryption;
mod missing_intranode_visibility;
mod missing_log_key;
mod missing_managed_identity;
mod missing_network_plugin_policy;
mod missing_node_disk_key;
mod missing_policy_addon;
mod missing_private_access;
mod missing_public_access_block;
mod missing_registry_key;
mod missing_registry_quarantine;
mod missing_registry_scan;
mod missing_release_channel;
mod missing_secret_key;
mod missing_secure_boot;
mod missing_task_log;
mod missing_trail_validation;
mod missing_web_firewall;
mod missing_workload_identity;
mod mutable_registry_tags;
mod mutable_task_image;
mod narrow_activity_log;
mod old_tls_version;
mod open_cluster_endpoint;
mod open_database_firewall;
mod open_database_port;
mod open_default_group;
mod open_docker_port;
mod open_every_port;
mod open_file_port;
mod open_kubernetes_port;
mod open_machine_extensions;
mod open_node_login;
mod open_outward_traffic;
mod open_rdp_port;
mod open_serverless_ingress;
mod open_ssh_port;
mod open_storage_account;
mod open_vault;
mod password_login;
mod password_only_database;
mod per_object_access;
mod plain_database_connection;
mod plain_ftp;
mod plain_http_application;
mod plain_http_distribution;
mod plain_http_listener;
mod plain_http_storage;
mod plain_parameter;
mod plain_secret_in_task;
mod plain_task_volume;
mod primitive_role;
mod privilege_escalation_path;
mod privileged_task_container;
mod project_wide_ssh_keys;
mod public_bucket;
mod public_cluster_endpoint;
mod public_database;
mod public_dataset;
mod public_disk;
mod public_function_permission;
mod public_machine_address;
mod public_node;
mod public_registry;
mod public_resource_policy;
mod public_role_trust;
mod public_search_domain;
mod public_subnet;
mod public_task_address;
mod registry_admin_user;
mod remote_debugging;
mod root_task_user;
mod routes_based_cluster;
mod secret_in_user_data;
mod serial_port;
mod shared_storage_key;
mod short_database_backup;
mod short_key_deletion;
mod short_log_retention;
mod short_password_rule;
mod silent_database_threats;
mod silent_security_contact;
mod single_region_trail;
mod token_creator_everywhere;
mod unbound_federation;
mod undescribed_network_rule;
mod unencrypted_cluster_secrets;
mod unencrypted_database;
mod unencrypted_disk;
mod unencrypted_file_system;
mod unencrypted_queue;
mod unencrypted_state;
mod unexpiring_vault_key;
mod unlogged_exec_session;
mod unpinned_module;
mod unprotected_deletion;
mod unprotected_subnet;
mod unprotected_vault;
mod unrotated_key;
mod unrotated_mounted_secret;
mod unsigned_function_code;
mod unversioned_bucket;
mod user_bound_policy;
mod weak_database_flag;
mod whole_service_granted;
mod writable_task_root;

/// Every check of this crate, by id.
pub static CHECKS: &[&Check<Cloud>] = &[
    &administrator_attached::CHECK,
    &all_actions_granted::CHECK,
    &alpha_cluster::CHECK,
    &anonymous_grant::CHECK,
    &anonymous_invocation::CHECK,
    &anonymous_registry_pull::CHECK,
    &basic_authentication::CHECK,
    &default_network::CHECK,
    &default_node_identity::CHECK,
    &disabled_cluster_logging::CHECK,
    &disabled_cluster_monitoring::CHECK,
    &disabled_cluster_rbac::CHECK,
    &disabled_minor_upgrade::CHECK,
    &disabled_node_repair::CHECK,
    &disabled_node_upgrade::CHECK,
    &disabled_os_login::CHECK,
    &disabled_shielded_nodes::CHECK,
    &disabled_threat_detection::CHECK,
    &distant_metadata_service::CHECK,
    &enabled_dashboard::CHECK,
    &ended_cluster_version::CHECK,
    &ended_function_runtime::CHECK,
    &every_secret_readable::CHECK,
    &exposed_node_metadata::CHECK,
    &extended_cluster_support::CHECK,
    &first_metadata_service::CHECK,
    &full_cloud_scope::CHECK,
    &general_purpose_node_image::CHECK,
    &host_network_task::CHECK,
    &ip_forwarding::CHECK,
    &issued_client_certificate::CHECK,
    &kept_invalid_headers::CHECK,
    &legacy_authorization::CHECK,
    &literal_password::CHECK,
    &local_cloud_user::CHECK,
    &local_cluster_account::CHECK,
    &long_lived_key::CHECK,
    &missing_application_log::CHECK,
    &missing_application_sign_in::CHECK,
    &missing_balancer_log::CHECK,
    &missing_binary_authorization::CHECK,
    &missing_bucket_key::CHECK,
    &missing_bucket_log::CHECK,
    &missing_cluster_audit_log::CHECK,
    &missing_cluster_directory::CHECK,
    &missing_container_insights::CHECK,
    &missing_content_trust::CHECK,
    &missing_database_key::CHECK,
    &missing_database_log::CHECK,
    &missing_default_group_rules::CHECK,
    &missing_disk_key::CHECK,
    &missing_flow_log::CHECK,
    &missing_function_key::CHECK,
    &missing_host_encryption::CHECK,
    &missing_intranode_visibility::CHECK,
    &missing_log_key::CHECK,
    &missing_managed_identity::CHECK,
    &missing_network_plugin_policy::CHECK,
    &missing_node_disk_key::CHECK,
    &missing_policy_addon::CHECK,
    &missing_private_access::CHECK,
    &missing_public_access_block::CHECK,
    &missing_registry_key::CHECK,
    &missing_registry_quarantine::CHECK,
    &missing_registry_scan::CHECK,
    &missing_release_channel::CHECK,
    &missing_secret_key::CHECK,
    &missing_secure_boot::CHECK,
    &missing_task_log::CHECK,
    &missing_trail_validation::CHECK,
    &missing_web_firewall::CHECK,
    &missing_workload_identity::CHECK,
    &mutable_registry_tags::CHECK,
    &mutable_task_image::CHECK,
    &narrow_activity_log::CHECK,
    &old_tls_version::CHECK,
    &open_cluster_endpoint::CHECK,
    &open_database_firewall::CHECK,
    &open_database_port::CHECK,
    &open_default_group::CHECK,
    &open_docker_port::CHECK,
    &open_every_port::CHECK,
    &open_file_port::CHECK,
    &open_kubernetes_port::CHECK,
    &open_machine_extensions::CHECK,
    &open_node_login::CHECK,
    &open_outward_traffic::CHECK,
    &open_rdp_port::CHECK,
    &open_serverless_ingress::CHECK,
    &open_ssh_port::CHECK,
    &open_storage_account::CHECK,
    &open_vault::CHECK,
    &password_login::CHECK,
    &password_only_database::CHECK,
    &per_object_access::CHECK,
    &plain_database_connection::CHECK,
    &plain_ftp::CHECK,
    &plain_http_application::CHECK,
    &plain_http_distribution::CHECK,
    &plain_http_listener::CHECK,
    &plain_http_storage::CHECK,
    &plain_parameter::CHECK,
    &plain_secret_in_task::CHECK,
    &plain_task_volume::CHECK,
    &primitive_role::CHECK,
    &privilege_escalation_path::CHECK,
    &privileged_task_container::CHECK,
    &project_wide_ssh_keys::CHECK,
    &public_bucket::CHECK,
    &public_cluster_endpoint::CHECK,
    &public_database::CHECK,
    &public_dataset::CHECK,
    &public_disk::CHECK,
    &public_function_permission::CHECK,
    &public_machine_address::CHECK,
    &public_node::CHECK,
    &public_registry::CHECK,
    &public_resource_policy::CHECK,
    &public_role_trust::CHECK,
    &public_search_domain::CHECK,
    &public_subnet::CHECK,
    &public_task_address::CHECK,
    &registry_admin_user::CHECK,
    &remote_debugging::CHECK,
    &root_task_user::CHECK,
    &routes_based_cluster::CHECK,
    &secret_in_user_data::CHECK,
    &serial_port::CHECK,
    &shared_storage_key::CHECK,
    &short_database_backup::CHECK,
    &short_key_deletion::CHECK,
    &short_log_retention::CHECK,
    &short_password_rule::CHECK,
    &silent_database_threats::CHECK,
    &silent_security_contact::CHECK,
    &single_region_trail::CHECK,
    &token_creator_everywhere::CHECK,
    &unbound_federation::CHECK,
    &undescribed_network_rule::CHECK,
    &unencrypted_cluster_secrets::CHECK,
    &unencrypted_database::CHECK,
    &unencrypted_disk::CHECK,
    &unencrypted_file_system::CHECK,
    &unencrypted_queue::CHECK,
    &unencrypted_state::CHECK,
    &unexpiring_vault_key::CHECK,
    &unlogged_exec_session::CHECK,
    &unpinned_module::CHECK,
    &unprotected_deletion::CHECK,
    &unprotected_subnet::CHECK,
    &unprotected_vault::CHECK,
    &unrotated_key::CHECK,
    &unrotated_mounted_secret::CHECK,
    &unsigned_function_code::CHECK,
    &unversioned_bucket::CHECK,
    &user_bound_policy::CHECK,
    &weak_database_flag::CHECK,
    &whole_service_granted::CHECK,
    &writable_task_root::CHECK,
];
