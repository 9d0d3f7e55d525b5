//! A container forbids its processes to gain privileges (since 1.8).

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::KubeVersion;

use super::pod_security::{Control, Level, Report, Scope};

pub(super) const CONTROL: Control = Control {
    id: "privilege-escalation",
    level: Level::Restricted,
    since: KubeVersion::new(1, 8),
    replaces: None,
    run,
};

fn run<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    if scope.is_windows() {
        return;
    }
    for container in scope.pod.containers() {
        let allowed = container.security("allowPrivilegeEscalation");
        if allowed.and_then(Value::as_bool) != Some(false) {
            report.add_of(
                &container,
                allowed.unwrap_or(container.value),
                "may gain privileges",
            );
        }
    }
}
