//! A pod does not mount paths of its node.

use seaworthy_facts::manifest::Value;

use super::pod_security::{Control, Level, Report, Scope, VERSION_FIRST};

pub(super) const CONTROL: Control = Control {
    id: "host-path-volumes",
    level: Level::Baseline,
    since: VERSION_FIRST,
    replaces: None,
    run,
};

fn run<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    for volume in scope.volumes() {
        if let Some(path) = volume.get("hostPath") {
            let name = volume.get("name").and_then(Value::text).unwrap_or_default();
            report.add(path, format!("volume `{name}` is a path of the node"));
        }
    }
}
