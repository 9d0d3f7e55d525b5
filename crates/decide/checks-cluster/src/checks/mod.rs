//! The list of checks of clusters.

use seaworthy_check::Check;

use crate::Cluster;

mod admission_policy_writing_right;
mod all_service_accounts_binding;
mod anonymous_binding;
mod api_service_writing_right;
mod authenticated_binding;
mod aws_auth_writing_right;
mod bind_right;
mod binding_writing_right;
mod broad_reading_right;
mod certificate_approval_right;
mod certificate_signing_right;
mod cluster_admin_binding;
mod cluster_wide_edit_binding;
mod config_map_writing_right;
mod constraint_use_right;
mod crowded_namespace;
mod dangling_binding_subject;
mod dangling_role_binding;
mod dangling_service;
mod default_service_account_binding;
mod deployer_object_writing_right;
mod ephemeral_container_right;
mod escalate_right;
mod event_deletion_right;
mod extended_default_role;
mod external_ip_service;
mod external_secret_writing_right;
mod impersonate_right;
mod ingress_writing_right;
mod many_roles_subject;
mod mass_deletion_right;
mod masters_binding;
mod namespace_writing_right;
mod network_policy_writing_right;
mod node_group_binding;
mod node_log_right;
mod node_proxy_right;
mod node_status_right;
mod node_writing_right;
mod persistent_volume_creating_right;
mod pod_attach_right;
mod pod_changing_right;
mod pod_creating_right;
mod pod_exec_right;
mod pod_proxy_right;
mod pod_status_right;
mod pod_theft_right;
mod policy_engine_writing_right;
mod port_forwarding_right;
mod powerful_workload_token;
mod privileged_policy_use;
mod quota_writing_right;
mod resource_definition_writing_right;
mod role_writing_right;
mod secret_reading_right;
mod secret_writing_right;
mod service_status_right;
mod service_writing_right;
mod stepping_stone_right;
mod storage_class_writing_right;
mod subject_without_namespace;
mod token_request_right;
mod webhook_writing_right;
mod wildcard_api_groups;
mod wildcard_non_resource_urls;
mod wildcard_resources;
mod wildcard_role;
mod wildcard_verbs;
mod workload_writing_right;

/// Every check of this crate, by id.
pub static CHECKS: &[&Check<Cluster>] = &[
    &admission_policy_writing_right::CHECK,
    &all_service_accounts_binding::CHECK,
    &anonymous_binding::CHECK,
    &api_service_writing_right::CHECK,
    &authenticated_binding::CHECK,
    &aws_auth_writing_right::CHECK,
    &bind_right::CHECK,
    &binding_writing_right::CHECK,
    &broad_reading_right::CHECK,
    &certificate_approval_right::CHECK,
    &certificate_signing_right::CHECK,
    &cluster_admin_binding::CHECK,
    &cluster_wide_edit_binding::CHECK,
    &config_map_writing_right::CHECK,
    &constraint_use_right::CHECK,
    &crowded_namespace::CHECK,
    &dangling_binding_subject::CHECK,
    &dangling_role_binding::CHECK,
    &dangling_service::CHECK,
    &default_service_account_binding::CHECK,
    &deployer_object_writing_right::CHECK,
    &ephemeral_container_right::CHECK,
    &escalate_right::CHECK,
    &event_deletion_right::CHECK,
    &extended_default_role::CHECK,
    &external_ip_service::CHECK,
    &external_secret_writing_right::CHECK,
    &impersonate_right::CHECK,
    &ingress_writing_right::CHECK,
    &many_roles_subject::CHECK,
    &mass_deletion_right::CHECK,
    &masters_binding::CHECK,
    &namespace_writing_right::CHECK,
    &network_policy_writing_right::CHECK,
    &node_group_binding::CHECK,
    &node_log_right::CHECK,
    &node_proxy_right::CHECK,
    &node_status_right::CHECK,
    &node_writing_right::CHECK,
    &persistent_volume_creating_right::CHECK,
    &pod_attach_right::CHECK,
    &pod_changing_right::CHECK,
    &pod_creating_right::CHECK,
    &pod_exec_right::CHECK,
    &pod_proxy_right::CHECK,
    &pod_status_right::CHECK,
    &pod_theft_right::CHECK,
    &policy_engine_writing_right::CHECK,
    &port_forwarding_right::CHECK,
    &powerful_workload_token::CHECK,
    &privileged_policy_use::CHECK,
    &quota_writing_right::CHECK,
    &resource_definition_writing_right::CHECK,
    &role_writing_right::CHECK,
    &secret_reading_right::CHECK,
    &secret_writing_right::CHECK,
    &service_status_right::CHECK,
    &service_writing_right::CHECK,
    &stepping_stone_right::CHECK,
    &storage_class_writing_right::CHECK,
    &subject_without_namespace::CHECK,
    &token_request_right::CHECK,
    &webhook_writing_right::CHECK,
    &wildcard_api_groups::CHECK,
    &wildcard_non_resource_urls::CHECK,
    &wildcard_resources::CHECK,
    &wildcard_role::CHECK,
    &wildcard_verbs::CHECK,
    &workload_writing_right::CHECK,
];
