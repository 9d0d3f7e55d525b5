//! A pod of Windows does not run as a process of its node.

use super::pod_security::{Control, Level, Report, Scope, VERSION_FIRST};
use crate::field::is_on;

pub(super) const CONTROL: Control = Control {
    id: "windows-host-process",
    level: Level::Baseline,
    since: VERSION_FIRST,
    replaces: None,
    run,
};

fn run<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    for value in scope.security("windowsOptions.hostProcess") {
        if is_on(value) {
            report.add(value, "`hostProcess` is set");
        }
    }
}
