//! A pod does not share the network, process or IPC namespace of its node.

use super::pod_security::{Control, Level, Report, Scope, VERSION_FIRST};
use crate::field::is_on;

pub(super) const CONTROL: Control = Control {
    id: "host-namespaces",
    level: Level::Baseline,
    since: VERSION_FIRST,
    replaces: None,
    run,
};

fn run<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    for field in ["hostNetwork", "hostPID", "hostIPC"] {
        let value = scope.pod.spec().get(field);
        if let Some(value) = value.filter(|value| is_on(*value)) {
            report.add(value, format!("`{field}` is set"));
        }
    }
}
