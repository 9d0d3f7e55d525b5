//! The list of checks of clusters.

use seaworthy_check::Check;

use crate::Cluster;

mod admission_policy_writing_right;
mod all_service_accounts_binding;
mod always_admit_plugin;
mod always_allow_authorization;
mod always_allow_kubelet;
mod anonymous_api_access;
mod anonymous_binding;
mod anonymous_kubelet_access;
mod api_server_profiling;
mod api_service_writing_right;
mod audit_only_admission_binding;
mod audit_only_engine_rule;
mod authenticated_binding;
mod aws_auth_writing_right;
mod basic_auth_file;
mod bind_right;
mod binding_writing_right;
mod bootstrap_token_secret;
mod broad_audit_exception;
mod broad_pod_security_exemption;
mod broad_reading_right;
mod capability_security_policy;
mod certificate_approval_right;
mod certificate_signing_right;
mod client_certificate_login;
mod cluster_admin_binding;
mod cluster_wide_edit_binding;
mod config_map_credential;
mod config_map_writing_right;
mod constraint_use_right;
mod controller_manager_profiling;
mod crowded_namespace;
mod dangling_admission_binding;
mod dangling_autoscaler;
mod dangling_binding_subject;
mod dangling_ingress_backend;
mod dangling_network_policy;
mod dangling_policy_peer;
mod dangling_role_binding;
mod dangling_route_backend;
mod dangling_service;
mod dangling_service_monitor;
mod default_argo_project;
mod default_namespace_object;
mod default_service_account_binding;
mod deployer_object_writing_right;
mod deprecated_api_version;
mod disabled_iptables_chains;
mod disabled_namespace_lifecycle;
mod disabled_pod_security_admission;
mod disabled_secure_port;
mod disabled_service_account_admission;
mod disabled_serving_rotation;
mod disabled_tls_redirect;
mod dropped_kubelet_events;
mod duplicate_field;
mod endless_api_requests;
mod endless_kubelet_streams;
mod ephemeral_container_right;
mod escalate_right;
mod escalating_security_policy;
mod event_deletion_right;
mod exposed_admin_interface;
mod exposed_proxy_metrics;
mod extended_account_tokens;
mod extended_default_role;
mod external_ip_service;
mod external_secret_writing_right;
mod few_audit_files;
mod floating_argo_revision;
mod foreign_system_workload;
mod gateway_without_tls;
mod host_namespace_security_policy;
mod host_path_security_policy;
mod host_port_security_policy;
mod identity_first_encryption;
mod impersonate_right;
mod ingress_snippet;
mod ingress_without_tls;
mod ingress_writing_right;
mod insecure_api_port;
mod invalid_label;
mod kubelet_port_egress;
mod kubelet_read_only_port;
mod lenient_admission_policy;
mod lenient_image_policy;
mod lenient_webhook;
mod long_lived_token_secret;
mod loopback_endpoint;
mod many_roles_subject;
mod mass_deletion_right;
mod masters_binding;
mod mismatched_selector;
mod missing_account_key_file;
mod missing_account_signing_key;
mod missing_always_pull_images;
mod missing_api_server_certificate;
mod missing_audit_log;
mod missing_audit_policy;
mod missing_client_authority;
mod missing_default_deny;
mod missing_encryption_configuration;
mod missing_etcd_authority;
mod missing_etcd_certificate;
mod missing_etcd_client_certificate;
mod missing_etcd_client_login;
mod missing_etcd_peer_certificate;
mod missing_etcd_peer_login;
mod missing_event_rate_limit;
mod missing_external_ip_denial;
mod missing_kubelet_authority;
mod missing_kubelet_certificate;
mod missing_kubelet_client_authority;
mod missing_kubelet_client_certificate;
mod missing_limit_range;
mod missing_node_authorization;
mod missing_node_restriction;
mod missing_pod_security_level;
mod missing_rbac_authorization;
mod missing_required_field;
mod missing_resource_quota;
mod missing_root_authority;
mod nameless_object;
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
mod open_anonymous_authentication;
mod open_argo_project;
mod open_controller_manager_address;
mod open_metadata_egress;
mod open_network_policy;
mod open_scheduler_address;
mod overridden_kubelet_name;
mod persistent_volume_creating_right;
mod plain_kubelet_connection;
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
mod privileged_admission_default;
mod privileged_pod_security_level;
mod privileged_policy_use;
mod privileged_security_policy;
mod public_load_balancer;
mod quota_writing_right;
mod removed_api_version;
mod resource_definition_writing_right;
mod role_writing_right;
mod root_argo_workflow;
mod root_security_policy;
mod scheduler_profiling;
mod seccomp_less_security_policy;
mod secret_in_git;
mod secret_reading_right;
mod secret_recording_audit_policy;
mod secret_writing_right;
mod self_signed_etcd_certificate;
mod self_signed_etcd_peer;
mod service_status_right;
mod service_writing_right;
mod shared_controller_credentials;
mod shared_etcd_authority;
mod short_audit_retention;
mod silent_audit_policy;
mod small_audit_files;
mod stepping_stone_right;
mod storage_class_writing_right;
mod subject_without_namespace;
mod token_auth_file;
mod token_request_right;
mod unbound_admission_policy;
mod unchecked_account_tokens;
mod undefined_target_port;
mod unencrypted_secret_kind;
mod unencrypted_volume;
mod unenforced_pod_security_level;
mod unisolated_pod;
mod unknown_field;
mod unknown_pod_security_level;
mod unlimited_pod_processes;
mod unlimited_terminated_pods;
mod unprotected_kernel_defaults;
mod unrotated_kubelet_certificate;
mod unrotated_serving_certificate;
mod weak_api_server_ciphers;
mod weak_authorization_configuration;
mod weak_encryption_provider;
mod weak_kubelet_ciphers;
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
mod written_encryption_key;
mod wrong_field_type;

/// Every check of this crate, by id.
pub static CHECKS: &[&Check<Cluster>] = &[
    &admission_policy_writing_right::CHECK,
    &all_service_accounts_binding::CHECK,
    &always_admit_plugin::CHECK,
    &always_allow_authorization::CHECK,
    &always_allow_kubelet::CHECK,
    &anonymous_api_access::CHECK,
    &anonymous_binding::CHECK,
    &anonymous_kubelet_access::CHECK,
    &api_server_profiling::CHECK,
    &api_service_writing_right::CHECK,
    &audit_only_admission_binding::CHECK,
    &audit_only_engine_rule::CHECK,
    &authenticated_binding::CHECK,
    &aws_auth_writing_right::CHECK,
    &basic_auth_file::CHECK,
    &bind_right::CHECK,
    &binding_writing_right::CHECK,
    &bootstrap_token_secret::CHECK,
    &broad_audit_exception::CHECK,
    &broad_pod_security_exemption::CHECK,
    &broad_reading_right::CHECK,
    &capability_security_policy::CHECK,
    &certificate_approval_right::CHECK,
    &certificate_signing_right::CHECK,
    &client_certificate_login::CHECK,
    &cluster_admin_binding::CHECK,
    &cluster_wide_edit_binding::CHECK,
    &config_map_credential::CHECK,
    &config_map_writing_right::CHECK,
    &constraint_use_right::CHECK,
    &controller_manager_profiling::CHECK,
    &crowded_namespace::CHECK,
    &dangling_admission_binding::CHECK,
    &dangling_autoscaler::CHECK,
    &dangling_binding_subject::CHECK,
    &dangling_ingress_backend::CHECK,
    &dangling_network_policy::CHECK,
    &dangling_policy_peer::CHECK,
    &dangling_role_binding::CHECK,
    &dangling_route_backend::CHECK,
    &dangling_service::CHECK,
    &dangling_service_monitor::CHECK,
    &default_argo_project::CHECK,
    &default_namespace_object::CHECK,
    &default_service_account_binding::CHECK,
    &deployer_object_writing_right::CHECK,
    &deprecated_api_version::CHECK,
    &disabled_iptables_chains::CHECK,
    &disabled_namespace_lifecycle::CHECK,
    &disabled_pod_security_admission::CHECK,
    &disabled_secure_port::CHECK,
    &disabled_service_account_admission::CHECK,
    &disabled_serving_rotation::CHECK,
    &disabled_tls_redirect::CHECK,
    &dropped_kubelet_events::CHECK,
    &duplicate_field::CHECK,
    &endless_api_requests::CHECK,
    &endless_kubelet_streams::CHECK,
    &ephemeral_container_right::CHECK,
    &escalate_right::CHECK,
    &escalating_security_policy::CHECK,
    &event_deletion_right::CHECK,
    &exposed_admin_interface::CHECK,
    &exposed_proxy_metrics::CHECK,
    &extended_account_tokens::CHECK,
    &extended_default_role::CHECK,
    &external_ip_service::CHECK,
    &external_secret_writing_right::CHECK,
    &few_audit_files::CHECK,
    &floating_argo_revision::CHECK,
    &foreign_system_workload::CHECK,
    &gateway_without_tls::CHECK,
    &host_namespace_security_policy::CHECK,
    &host_path_security_policy::CHECK,
    &host_port_security_policy::CHECK,
    &identity_first_encryption::CHECK,
    &impersonate_right::CHECK,
    &ingress_snippet::CHECK,
    &ingress_without_tls::CHECK,
    &ingress_writing_right::CHECK,
    &insecure_api_port::CHECK,
    &invalid_label::CHECK,
    &kubelet_port_egress::CHECK,
    &kubelet_read_only_port::CHECK,
    &lenient_admission_policy::CHECK,
    &lenient_image_policy::CHECK,
    &lenient_webhook::CHECK,
    &long_lived_token_secret::CHECK,
    &loopback_endpoint::CHECK,
    &many_roles_subject::CHECK,
    &mass_deletion_right::CHECK,
    &masters_binding::CHECK,
    &mismatched_selector::CHECK,
    &missing_account_key_file::CHECK,
    &missing_account_signing_key::CHECK,
    &missing_always_pull_images::CHECK,
    &missing_api_server_certificate::CHECK,
    &missing_audit_log::CHECK,
    &missing_audit_policy::CHECK,
    &missing_client_authority::CHECK,
    &missing_default_deny::CHECK,
    &missing_encryption_configuration::CHECK,
    &missing_etcd_authority::CHECK,
    &missing_etcd_certificate::CHECK,
    &missing_etcd_client_certificate::CHECK,
    &missing_etcd_client_login::CHECK,
    &missing_etcd_peer_certificate::CHECK,
    &missing_etcd_peer_login::CHECK,
    &missing_event_rate_limit::CHECK,
    &missing_external_ip_denial::CHECK,
    &missing_kubelet_authority::CHECK,
    &missing_kubelet_certificate::CHECK,
    &missing_kubelet_client_authority::CHECK,
    &missing_kubelet_client_certificate::CHECK,
    &missing_limit_range::CHECK,
    &missing_node_authorization::CHECK,
    &missing_node_restriction::CHECK,
    &missing_pod_security_level::CHECK,
    &missing_rbac_authorization::CHECK,
    &missing_required_field::CHECK,
    &missing_resource_quota::CHECK,
    &missing_root_authority::CHECK,
    &nameless_object::CHECK,
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
    &open_anonymous_authentication::CHECK,
    &open_argo_project::CHECK,
    &open_controller_manager_address::CHECK,
    &open_metadata_egress::CHECK,
    &open_network_policy::CHECK,
    &open_scheduler_address::CHECK,
    &overridden_kubelet_name::CHECK,
    &persistent_volume_creating_right::CHECK,
    &plain_kubelet_connection::CHECK,
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
    &privileged_admission_default::CHECK,
    &privileged_pod_security_level::CHECK,
    &privileged_policy_use::CHECK,
    &privileged_security_policy::CHECK,
    &public_load_balancer::CHECK,
    &quota_writing_right::CHECK,
    &removed_api_version::CHECK,
    &resource_definition_writing_right::CHECK,
    &role_writing_right::CHECK,
    &root_argo_workflow::CHECK,
    &root_security_policy::CHECK,
    &scheduler_profiling::CHECK,
    &seccomp_less_security_policy::CHECK,
    &secret_in_git::CHECK,
    &secret_reading_right::CHECK,
    &secret_recording_audit_policy::CHECK,
    &secret_writing_right::CHECK,
    &self_signed_etcd_certificate::CHECK,
    &self_signed_etcd_peer::CHECK,
    &service_status_right::CHECK,
    &service_writing_right::CHECK,
    &shared_controller_credentials::CHECK,
    &shared_etcd_authority::CHECK,
    &short_audit_retention::CHECK,
    &silent_audit_policy::CHECK,
    &small_audit_files::CHECK,
    &stepping_stone_right::CHECK,
    &storage_class_writing_right::CHECK,
    &subject_without_namespace::CHECK,
    &token_auth_file::CHECK,
    &token_request_right::CHECK,
    &unbound_admission_policy::CHECK,
    &unchecked_account_tokens::CHECK,
    &undefined_target_port::CHECK,
    &unencrypted_secret_kind::CHECK,
    &unencrypted_volume::CHECK,
    &unenforced_pod_security_level::CHECK,
    &unisolated_pod::CHECK,
    &unknown_field::CHECK,
    &unknown_pod_security_level::CHECK,
    &unlimited_pod_processes::CHECK,
    &unlimited_terminated_pods::CHECK,
    &unprotected_kernel_defaults::CHECK,
    &unrotated_kubelet_certificate::CHECK,
    &unrotated_serving_certificate::CHECK,
    &weak_api_server_ciphers::CHECK,
    &weak_authorization_configuration::CHECK,
    &weak_encryption_provider::CHECK,
    &weak_kubelet_ciphers::CHECK,
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
    &written_encryption_key::CHECK,
    &wrong_field_type::CHECK,
];
