//! Probes and hooks do not name another host than the pod (since 1.34).

use seaworthy_facts::manifest::kubernetes::KubeVersion;

use super::pod_security::{Control, Level, Report, Scope};

pub(super) const CONTROL: Control = Control {
    id: "host-probes",
    level: Level::Baseline,
    since: KubeVersion::new(1, 34),
    replaces: None,
    run,
};

/// Where a handler stands in a container.
const HANDLERS: &[&str] = &[
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle.postStart",
    "lifecycle.preStop",
];

fn run<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    for container in scope.pod.containers() {
        for handler in HANDLERS.iter().filter_map(|path| container.value.at(path)) {
            for host in ["httpGet.host", "tcpSocket.host"] {
                let host = handler.at(host).filter(|host| host.text() != Some(""));
                if let Some(host) = host {
                    let name = host.text().unwrap_or_default();
                    report.add_of(&container, host, &format!("lets its node ask `{name}`"));
                }
            }
        }
    }
}
