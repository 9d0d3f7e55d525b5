//! A container sees `/proc` with its masks; with users of its own it need not (since 1.35).

use super::pod_security::{Control, Level, Report, Scope, VERSION_FIRST};

pub(super) const CONTROL: Control = Control {
    id: "proc-mount",
    level: Level::Baseline,
    since: VERSION_FIRST,
    replaces: None,
    run,
};

fn run<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    if scope.has_own_users() {
        return;
    }
    for container in scope.pod.containers() {
        let mount = container.security("procMount");
        if let Some(mount) = mount.filter(|mount| mount.text() != Some("Default")) {
            let text = mount.text().unwrap_or_default();
            report.add_of(&container, mount, &format!("mounts `/proc` as `{text}`"));
        }
    }
}
