//! A pod changes only settings of the kernel that are its own.

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::KubeVersion;

use super::pod_security::{Control, Level, Report, Scope, VERSION_FIRST};

pub(super) const CONTROL: Control = Control {
    id: "sysctls",
    level: Level::Baseline,
    since: VERSION_FIRST,
    replaces: None,
    run,
};

/// The settings, with the version that allows each.
const SAFE: &[(&str, KubeVersion)] = &[
    ("kernel.shm_rmid_forced", VERSION_FIRST),
    ("net.ipv4.ip_local_port_range", VERSION_FIRST),
    ("net.ipv4.ip_unprivileged_port_start", VERSION_FIRST),
    ("net.ipv4.ping_group_range", VERSION_FIRST),
    ("net.ipv4.tcp_syncookies", VERSION_FIRST),
    ("net.ipv4.ip_local_reserved_ports", KubeVersion::new(1, 27)),
    ("net.ipv4.tcp_fin_timeout", KubeVersion::new(1, 29)),
    ("net.ipv4.tcp_keepalive_intvl", KubeVersion::new(1, 29)),
    ("net.ipv4.tcp_keepalive_probes", KubeVersion::new(1, 29)),
    ("net.ipv4.tcp_keepalive_time", KubeVersion::new(1, 29)),
    ("net.ipv4.tcp_rmem", KubeVersion::new(1, 32)),
    ("net.ipv4.tcp_wmem", KubeVersion::new(1, 32)),
];

/// The settings that a version allows.
pub(crate) fn safe_sysctls(version: KubeVersion) -> impl Iterator<Item = &'static str> {
    let safe = SAFE.iter().filter(move |(_, since)| *since <= version);
    safe.map(|(name, _)| *name)
}

fn run<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    let list = scope.pod.security("sysctls");
    for sysctl in list.into_iter().flat_map(Value::items) {
        let name = sysctl.get("name").and_then(Value::text).unwrap_or_default();
        if !safe_sysctls(scope.version).any(|safe| safe == name) {
            report.add(sysctl, format!("the pod changes `{name}`"));
        }
    }
}
