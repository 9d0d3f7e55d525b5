//! Checks over Dockerfiles: what an image will be, before it is built.

mod credentials;
mod packages;
mod shell;
mod subject;
mod switches;

mod admin_port_instruction;
mod apk_cache_left;
mod apt_lists_left;
mod base_without_digest;
mod bash_syntax_in_sh;
mod bloated_login_log;
mod build_tools_kept;
mod built_where_it_runs;
mod context_copied_whole;
mod copied_archive;
mod copied_credential_file;
mod copy_from_own_stage;
mod copy_from_unknown_stage;
mod copy_into_file;
mod credential_argument;
mod credential_variable;
mod debug_mode_instruction;
mod empty_label;
mod fixed_base_platform;
mod forbidden_onbuild;
mod host_command;
mod impossible_port;
mod insecure_build_step;
mod instruction_before_from;
mod interactive_apt;
mod invalid_label_name;
mod key_for_all_sources;
mod legacy_variable_form;
mod login_server_package;
mod lone_index_update;
mod lost_directory_change;
mod maintainer_instruction;
mod malformed_image_label;
mod malformed_json_form;
mod many_unjoined_steps;
mod missing_healthcheck_instruction;
mod mutable_base_tag;
mod named_user;
mod password_set_in_build;
mod passwordless_sudo;
mod pip_cache_left;
mod pipe_without_pipefail;
mod piped_remote_script;
mod plain_add;
mod plain_http_download;
mod recommended_packages;
mod relative_copy_target;
mod relative_workdir;
mod repeated_cmd;
mod repeated_entrypoint;
mod repeated_healthcheck;
mod repeated_stage_name;
mod reserved_stage_name;
mod root_user_instruction;
mod rpm_cache_left;
mod self_referring_variable;
mod setuid_bit_in_build;
mod shell_form_command;
mod shell_replaced_by_link;
mod sudo_in_build;
mod system_folder_volume;
mod system_upgraded_in_build;
mod system_workdir;
mod two_download_tools;
mod unanswered_package_prompt;
mod unfinished_shell_text;
mod unguarded_directory_change;
mod unguarded_recursive_removal;
mod unpinned_gem;
mod unpinned_go_install;
mod unpinned_npm_package;
mod unpinned_pip_package;
mod unpinned_system_package;
mod unsigned_apk_package;
mod unsigned_apt_package;
mod unsigned_rpm_package;
mod unsupported_base;
mod unverified_download;
mod unverified_git_server;
mod unverified_node_registry;
mod unverified_python_index;
mod unverified_remote_add;
mod unverified_rpm_server;
mod whole_stage_copied;
mod world_writable_mode;
mod yarn_cache_left;

pub use subject::BuildFile;

use seaworthy_check::{Check, Judgement};

/// Every check of Dockerfiles, by id.
pub static CHECKS: &[&Check<BuildFile>] = &[
    &admin_port_instruction::CHECK,
    &apk_cache_left::CHECK,
    &apt_lists_left::CHECK,
    &base_without_digest::CHECK,
    &bash_syntax_in_sh::CHECK,
    &bloated_login_log::CHECK,
    &build_tools_kept::CHECK,
    &built_where_it_runs::CHECK,
    &context_copied_whole::CHECK,
    &copied_archive::CHECK,
    &copied_credential_file::CHECK,
    &copy_from_own_stage::CHECK,
    &copy_from_unknown_stage::CHECK,
    &copy_into_file::CHECK,
    &credential_argument::CHECK,
    &credential_variable::CHECK,
    &debug_mode_instruction::CHECK,
    &empty_label::CHECK,
    &fixed_base_platform::CHECK,
    &forbidden_onbuild::CHECK,
    &host_command::CHECK,
    &impossible_port::CHECK,
    &insecure_build_step::CHECK,
    &instruction_before_from::CHECK,
    &interactive_apt::CHECK,
    &invalid_label_name::CHECK,
    &key_for_all_sources::CHECK,
    &legacy_variable_form::CHECK,
    &login_server_package::CHECK,
    &lone_index_update::CHECK,
    &lost_directory_change::CHECK,
    &maintainer_instruction::CHECK,
    &malformed_image_label::CHECK,
    &malformed_json_form::CHECK,
    &many_unjoined_steps::CHECK,
    &missing_healthcheck_instruction::CHECK,
    &mutable_base_tag::CHECK,
    &named_user::CHECK,
    &password_set_in_build::CHECK,
    &passwordless_sudo::CHECK,
    &pip_cache_left::CHECK,
    &pipe_without_pipefail::CHECK,
    &piped_remote_script::CHECK,
    &plain_add::CHECK,
    &plain_http_download::CHECK,
    &recommended_packages::CHECK,
    &relative_copy_target::CHECK,
    &relative_workdir::CHECK,
    &repeated_cmd::CHECK,
    &repeated_entrypoint::CHECK,
    &repeated_healthcheck::CHECK,
    &repeated_stage_name::CHECK,
    &reserved_stage_name::CHECK,
    &root_user_instruction::CHECK,
    &rpm_cache_left::CHECK,
    &self_referring_variable::CHECK,
    &setuid_bit_in_build::CHECK,
    &shell_form_command::CHECK,
    &shell_replaced_by_link::CHECK,
    &sudo_in_build::CHECK,
    &system_folder_volume::CHECK,
    &system_upgraded_in_build::CHECK,
    &system_workdir::CHECK,
    &two_download_tools::CHECK,
    &unanswered_package_prompt::CHECK,
    &unfinished_shell_text::CHECK,
    &unguarded_directory_change::CHECK,
    &unguarded_recursive_removal::CHECK,
    &unpinned_gem::CHECK,
    &unpinned_go_install::CHECK,
    &unpinned_npm_package::CHECK,
    &unpinned_pip_package::CHECK,
    &unpinned_system_package::CHECK,
    &unsigned_apk_package::CHECK,
    &unsigned_apt_package::CHECK,
    &unsigned_rpm_package::CHECK,
    &unsupported_base::CHECK,
    &unverified_download::CHECK,
    &unverified_git_server::CHECK,
    &unverified_node_registry::CHECK,
    &unverified_python_index::CHECK,
    &unverified_remote_add::CHECK,
    &unverified_rpm_server::CHECK,
    &whole_stage_copied::CHECK,
    &world_writable_mode::CHECK,
    &yarn_cache_left::CHECK,
];

/// Asks every check of one Dockerfile.
#[must_use]
pub fn judge(file: &BuildFile) -> Vec<Judgement> {
    CHECKS.iter().map(|check| check.run(file)).collect()
}
