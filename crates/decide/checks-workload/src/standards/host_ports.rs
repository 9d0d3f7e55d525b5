//! A container does not listen on a port of its node.

use seaworthy_facts::manifest::Value;

use super::pod_security::{Control, Level, Report, Scope, VERSION_FIRST};
use crate::field::number;

pub(super) const CONTROL: Control = Control {
    id: "host-ports",
    level: Level::Baseline,
    since: VERSION_FIRST,
    replaces: None,
    run,
};

fn run<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    for container in scope.pod.containers() {
        let ports = container.value.get("ports");
        for port in ports.into_iter().flat_map(Value::items) {
            let taken = port.get("hostPort");
            if let Some(taken) = taken.filter(|port| number(*port) != Some(0)) {
                let text = taken.text().unwrap_or_default();
                report.add_of(&container, taken, &format!("takes port {text} of its node"));
            }
        }
    }
}
