//! Capabilities are those of the runtime at most; in the restricted level, none but one.

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::KubeVersion;

use super::pod_security::{Control, Level, Report, Scope, VERSION_FIRST};

pub(super) const BASELINE: Control = Control {
    id: "capabilities",
    level: Level::Baseline,
    since: VERSION_FIRST,
    replaces: None,
    run: baseline,
};

pub(super) const RESTRICTED: Control = Control {
    id: "restricted-capabilities",
    level: Level::Restricted,
    since: KubeVersion::new(1, 22),
    replaces: Some("capabilities"),
    run: restricted,
};

/// What runtimes give to every container.
const DEFAULT: &[&str] = &[
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

fn baseline<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    forbid_others(scope, DEFAULT, report);
}

fn restricted<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    if scope.is_windows() {
        return;
    }
    for container in scope.pod.containers() {
        let dropped = container.security("capabilities.drop");
        let mut dropped = dropped.into_iter().flat_map(Value::items);
        if !dropped.any(|name| name.text() == Some("ALL")) {
            report.add_of(
                &container,
                container.value,
                "does not drop `ALL` capabilities",
            );
        }
    }
    forbid_others(scope, &["NET_BIND_SERVICE"], report);
}

fn forbid_others<'a>(scope: Scope<'a>, allowed: &[&str], report: &mut Report<'a, '_>) {
    for container in scope.pod.containers() {
        let added = container.security("capabilities.add");
        for item in added.into_iter().flat_map(Value::items) {
            let name = item.text().unwrap_or_default();
            if !allowed.contains(&name) {
                report.add_of(&container, item, &format!("adds the capability `{name}`"));
            }
        }
    }
}
