//! The list of checks of clusters.

use seaworthy_check::Check;

use crate::Cluster;

mod admission_policy_writing_right;
mod all_service_accounts_binding;
mod anonymous_binding;
mod api_service_writing_right;
mod audit_only_admission_binding;
mod audit_only_engine_rule;
mod authenticated_binding;
mod aws_auth_writing_right;
mod bind_right;
mod binding_writing_right;
mod broad_reading_right;
mod capability_security_policy;
mod certificate_approval_right;
mod certificate_signing_right;
mod cluster_admin_binding;
mod cluster_wide_edit_binding;
mod config_map_writing_right;
mod constraint_use_right;
mod crowded_namespace;
mod dangling_admission_binding;
mod dangling_binding_subject;
mod dangling_ingress_backend;
mod dangling_network_policy;
mod dangling_policy_peer;
mod dangling_role_binding;
mod dangling_route_backend;
mod dangling_service;
mod dangling_service_monitor;
mod default_namespace_object;
mod default_service_account_binding;
mod deployer_object_writing_right;
mod disabled_tls_redirect;
mod ephemeral_container_right;
mod escalate_right;
mod escalating_security_policy;
mod event_deletion_right;
mod exposed_admin_interface;
mod extended_default_role;
mod external_ip_service;
mod external_secret_writing_right;
mod foreign_system_workload;
mod gateway_without_tls;
mod host_namespace_security_policy;
mod host_path_security_policy;
mod host_port_security_policy;
mod impersonate_right;
mod ingress_snippet;
mod ingress_without_tls;
mod ingress_writing_right;
mod kubelet_port_egress;
mod lenient_admission_policy;
mod lenient_webhook;
mod loopback_endpoint;
mod many_roles_subject;
mod mass_deletion_right;
mod masters_binding;
mod missing_default_deny;
mod missing_limit_range;
mod missing_pod_security_level;
mod missing_resource_quota;
mod namespace_gap_webhook;
mod namespace_writing_right;
mod network_policy_writing_right;
mod node_group_binding;
mod node_log_right;
mod node_port_service;
mod node_proxy_right;
mod node_status_right;
mod node_writing_right;
mod one_way_default_deny;
mod open_metadata_egress;
mod open_network_policy;
mod persistent_volume_creating_right;
mod plain_webhook;
mod pod_attach_right;
mod pod_changing_right;
mod pod_creating_right;
mod pod_exec_right;
mod pod_proxy_right;
mod pod_status_right;
mod pod_theft_right;
mod policy_blind_network;
mod policy_engine_writing_right;
mod port_forwarding_right;
mod powerful_workload_token;
mod privileged_pod_security_level;
mod privileged_policy_use;
mod privileged_security_policy;
mod public_load_balancer;
mod quota_writing_right;
mod resource_definition_writing_right;
mod role_writing_right;
mod root_security_policy;
mod seccomp_less_security_policy;
mod secret_reading_right;
mod secret_writing_right;
mod service_status_right;
mod service_writing_right;
mod stepping_stone_right;
mod storage_class_writing_right;
mod subject_without_namespace;
mod token_request_right;
mod unbound_admission_policy;
mod undefined_target_port;
mod unenforced_pod_security_level;
mod unisolated_pod;
mod unknown_pod_security_level;
mod weak_pod_security_level;
mod webhook_without_authority;
mod webhook_writing_right;
mod wildcard_api_groups;
mod wildcard_host_ingress;
mod wildcard_non_resource_urls;
mod wildcard_resources;
mod wildcard_role;
mod wildcard_verbs;
mod wildcard_webhook;
mod workload_writing_right;
mod writable_root_security_policy;

/// Every check of this crate, by id.
pub static CHECKS: &[&Check<Cluster>] = &[
    &admission_policy_writing_right::CHECK,
    &all_service_accounts_binding::CHECK,
    &anonymous_binding::CHECK,
    &api_service_writing_right::CHECK,
    &audit_only_admission_binding::CHECK,
    &audit_only_engine_rule::CHECK,
    &authenticated_binding::CHECK,
    &aws_auth_writing_right::CHECK,
    &bind_right::CHECK,
    &binding_writing_right::CHECK,
    &broad_reading_right::CHECK,
    &capability_security_policy::CHECK,
    &certificate_approval_right::CHECK,
    &certificate_signing_right::CHECK,
    &cluster_admin_binding::CHECK,
    &cluster_wide_edit_binding::CHECK,
    &config_map_writing_right::CHECK,
    &constraint_use_right::CHECK,
    &crowded_namespace::CHECK,
    &dangling_admission_binding::CHECK,
    &dangling_binding_subject::CHECK,
    &dangling_ingress_backend::CHECK,
    &dangling_network_policy::CHECK,
    &dangling_policy_peer::CHECK,
    &dangling_role_binding::CHECK,
    &dangling_route_backend::CHECK,
    &dangling_service::CHECK,
    &dangling_service_monitor::CHECK,
    &default_namespace_object::CHECK,
    &default_service_account_binding::CHECK,
    &deployer_object_writing_right::CHECK,
    &disabled_tls_redirect::CHECK,
    &ephemeral_container_right::CHECK,
    &escalate_right::CHECK,
    &escalating_security_policy::CHECK,
    &event_deletion_right::CHECK,
    &exposed_admin_interface::CHECK,
    &extended_default_role::CHECK,
    &external_ip_service::CHECK,
    &external_secret_writing_right::CHECK,
    &foreign_system_workload::CHECK,
    &gateway_without_tls::CHECK,
    &host_namespace_security_policy::CHECK,
    &host_path_security_policy::CHECK,
    &host_port_security_policy::CHECK,
    &impersonate_right::CHECK,
    &ingress_snippet::CHECK,
    &ingress_without_tls::CHECK,
    &ingress_writing_right::CHECK,
    &kubelet_port_egress::CHECK,
    &lenient_admission_policy::CHECK,
    &lenient_webhook::CHECK,
    &loopback_endpoint::CHECK,
    &many_roles_subject::CHECK,
    &mass_deletion_right::CHECK,
    &masters_binding::CHECK,
    &missing_default_deny::CHECK,
    &missing_limit_range::CHECK,
    &missing_pod_security_level::CHECK,
    &missing_resource_quota::CHECK,
    &namespace_gap_webhook::CHECK,
    &namespace_writing_right::CHECK,
    &network_policy_writing_right::CHECK,
    &node_group_binding::CHECK,
    &node_log_right::CHECK,
    &node_port_service::CHECK,
    &node_proxy_right::CHECK,
    &node_status_right::CHECK,
    &node_writing_right::CHECK,
    &one_way_default_deny::CHECK,
    &open_metadata_egress::CHECK,
    &open_network_policy::CHECK,
    &persistent_volume_creating_right::CHECK,
    &plain_webhook::CHECK,
    &pod_attach_right::CHECK,
    &pod_changing_right::CHECK,
    &pod_creating_right::CHECK,
    &pod_exec_right::CHECK,
    &pod_proxy_right::CHECK,
    &pod_status_right::CHECK,
    &pod_theft_right::CHECK,
    &policy_blind_network::CHECK,
    &policy_engine_writing_right::CHECK,
    &port_forwarding_right::CHECK,
    &powerful_workload_token::CHECK,
    &privileged_pod_security_level::CHECK,
    &privileged_policy_use::CHECK,
    &privileged_security_policy::CHECK,
    &public_load_balancer::CHECK,
    &quota_writing_right::CHECK,
    &resource_definition_writing_right::CHECK,
    &role_writing_right::CHECK,
    &root_security_policy::CHECK,
    &seccomp_less_security_policy::CHECK,
    &secret_reading_right::CHECK,
    &secret_writing_right::CHECK,
    &service_status_right::CHECK,
    &service_writing_right::CHECK,
    &stepping_stone_right::CHECK,
    &storage_class_writing_right::CHECK,
    &subject_without_namespace::CHECK,
    &token_request_right::CHECK,
    &unbound_admission_policy::CHECK,
    &undefined_target_port::CHECK,
    &unenforced_pod_security_level::CHECK,
    &unisolated_pod::CHECK,
    &unknown_pod_security_level::CHECK,
    &weak_pod_security_level::CHECK,
    &webhook_without_authority::CHECK,
    &webhook_writing_right::CHECK,
    &wildcard_api_groups::CHECK,
    &wildcard_host_ingress::CHECK,
    &wildcard_non_resource_urls::CHECK,
    &wildcard_resources::CHECK,
    &wildcard_role::CHECK,
    &wildcard_verbs::CHECK,
    &wildcard_webhook::CHECK,
    &workload_writing_right::CHECK,
    &writable_root_security_policy::CHECK,
];
