//! The list of checks.

use seaworthy_check::Check;

use crate::Image;

mod files;

mod compiler_left_in;
mod debugger_left_in;
mod exposed_admin_port;
pub(crate) mod hard_coded_secret;
mod missing_healthcheck;
mod missing_source_label;
mod mutable_tag;
mod network_tool_left_in;
mod old_image;
mod package_manager_left_in;
mod remote_add;
mod root_user;
mod setgid_file;
mod setuid_file;
mod shell_left_in;
mod unnamed_base;
mod unresolved_user;
mod world_writable_file;

/// Every check of this crate, by id.
pub static CHECKS: &[&Check<Image>] = &[
    &compiler_left_in::CHECK,
    &debugger_left_in::CHECK,
    &exposed_admin_port::CHECK,
    &hard_coded_secret::CHECK,
    &missing_healthcheck::CHECK,
    &missing_source_label::CHECK,
    &mutable_tag::CHECK,
    &network_tool_left_in::CHECK,
    &old_image::CHECK,
    &package_manager_left_in::CHECK,
    &remote_add::CHECK,
    &root_user::CHECK,
    &setgid_file::CHECK,
    &setuid_file::CHECK,
    &shell_left_in::CHECK,
    &unnamed_base::CHECK,
    &unresolved_user::CHECK,
    &world_writable_file::CHECK,
];
