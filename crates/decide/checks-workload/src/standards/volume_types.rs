//! A pod uses the types of volumes that need no trust in the pod.

use seaworthy_facts::manifest::Value;

use super::pod_security::{Control, Level, Report, Scope, VERSION_FIRST};

pub(super) const CONTROL: Control = Control {
    id: "volume-types",
    level: Level::Restricted,
    since: VERSION_FIRST,
    replaces: Some("host-path-volumes"),
    run,
};

const ALLOWED: &[&str] = &[
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

fn run<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    if !scope.is_pod() {
        return;
    }
    for volume in scope.volumes() {
        if ALLOWED.iter().any(|kind| volume.get(kind).is_some()) {
            continue;
        }
        let name = volume.get("name").and_then(Value::text).unwrap_or_default();
        let mut others = volume.entries().filter(|entry| entry.name() != "name");
        // A volume without a source becomes an `emptyDir` before admission looks at it.
        let Some(kind) = others.find(|entry| !entry.value.is_null()) else {
            continue;
        };
        let kind = kind.name();
        report.add(volume, format!("volume `{name}` is of type `{kind}`"));
    }
}
