//! A container is not privileged.

use super::pod_security::{Control, Level, Report, Scope, VERSION_FIRST};
use crate::field::is_on;

pub(super) const CONTROL: Control = Control {
    id: "privileged",
    level: Level::Baseline,
    since: VERSION_FIRST,
    replaces: None,
    run,
};

fn run<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    for container in scope.pod.containers() {
        let value = container.security("privileged");
        if let Some(value) = value.filter(|value| is_on(*value)) {
            report.add_of(&container, value, "is privileged");
        }
    }
}
