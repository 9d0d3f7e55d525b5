//! The list of checks.

use seaworthy_check::Check;

use crate::Image;

mod files;
mod passwords;
mod size;
mod steps;

mod baked_in_password;
mod build_file_left_in;
mod capability_file;
mod compiler_left_in;
mod core_dump_left_in;
mod credential_file_left_in;
pub(crate) mod debug_mode;
mod debugger_left_in;
mod disabled_tls_check;
mod distribution_upgrade;
mod duplicate_account;
mod editor_file_left_in;
mod empty_password;
pub(crate) mod exposed_admin_port;
mod extra_root_account;
mod foreign_program;
mod full_distribution;
pub(crate) mod hard_coded_secret;
mod hidden_bytes;
mod local_archive_add;
mod missing_build_labels;
mod missing_healthcheck;
mod missing_source_label;
pub(crate) mod mutable_tag;
mod network_tool_left_in;
mod odd_stop_signal;
mod old_image;
mod package_cache_left;
mod package_manager_left_in;
mod piped_installer;
mod preloaded_library;
mod privilege_tool_left_in;
mod relative_search_path;
pub(crate) mod remote_add;
mod remote_login_server;
mod root_user;
mod secret_build_argument;
pub(crate) mod sensitive_volume;
mod service_login_shell;
mod setgid_file;
mod setuid_file;
mod shell_entrypoint;
mod shell_history_left_in;
mod shell_left_in;
mod source_control_left_in;
mod too_many_layers;
mod unnamed_base;
mod unpinned_reference;
mod unresolved_user;
mod unverified_package;
mod update_alone;
mod wide_port_range;
mod world_writable_file;
mod writable_search_path;

/// Every check of this crate, by id.
pub static CHECKS: &[&Check<Image>] = &[
    &baked_in_password::CHECK,
    &build_file_left_in::CHECK,
    &capability_file::CHECK,
    &compiler_left_in::CHECK,
    &core_dump_left_in::CHECK,
    &credential_file_left_in::CHECK,
    &debug_mode::CHECK,
    &debugger_left_in::CHECK,
    &disabled_tls_check::CHECK,
    &distribution_upgrade::CHECK,
    &duplicate_account::CHECK,
    &editor_file_left_in::CHECK,
    &empty_password::CHECK,
    &exposed_admin_port::CHECK,
    &extra_root_account::CHECK,
    &foreign_program::CHECK,
    &full_distribution::CHECK,
    &hard_coded_secret::CHECK,
    &hidden_bytes::CHECK,
    &local_archive_add::CHECK,
    &missing_build_labels::CHECK,
    &missing_healthcheck::CHECK,
    &missing_source_label::CHECK,
    &mutable_tag::CHECK,
    &network_tool_left_in::CHECK,
    &odd_stop_signal::CHECK,
    &old_image::CHECK,
    &package_cache_left::CHECK,
    &package_manager_left_in::CHECK,
    &piped_installer::CHECK,
    &preloaded_library::CHECK,
    &privilege_tool_left_in::CHECK,
    &relative_search_path::CHECK,
    &remote_add::CHECK,
    &remote_login_server::CHECK,
    &root_user::CHECK,
    &secret_build_argument::CHECK,
    &sensitive_volume::CHECK,
    &service_login_shell::CHECK,
    &setgid_file::CHECK,
    &setuid_file::CHECK,
    &shell_entrypoint::CHECK,
    &shell_history_left_in::CHECK,
    &shell_left_in::CHECK,
    &source_control_left_in::CHECK,
    &too_many_layers::CHECK,
    &unnamed_base::CHECK,
    &unpinned_reference::CHECK,
    &unresolved_user::CHECK,
    &unverified_package::CHECK,
    &update_alone::CHECK,
    &wide_port_range::CHECK,
    &world_writable_file::CHECK,
    &writable_search_path::CHECK,
];
