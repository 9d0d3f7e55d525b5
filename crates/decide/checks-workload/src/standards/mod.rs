//! The Pod Security Standards of Kubernetes, level by level and version by version.
//!
//! They are no checks: each of their controls asks what a check asks too, and both beside each
//! other would tell everything twice. Whoever wants the exact verdict of admission asks
//! [`evaluate`].

mod app_armor;
mod capabilities;
mod host_namespaces;
mod host_path_volumes;
mod host_ports;
mod host_probes;
mod pod_security;
pub(crate) mod pod_security_baseline;
pub(crate) mod pod_security_restricted;
mod privilege_escalation;
mod privileged;
mod proc_mount;
mod run_as_non_root;
mod run_as_user;
mod seccomp;
mod selinux;
mod sysctls;
mod volume_types;
mod windows_host_process;

pub use pod_security::{CONTROLS, Control, Level, VERSION_FIRST, Violation, evaluate};
pub(crate) use sysctls::safe_sysctls;
