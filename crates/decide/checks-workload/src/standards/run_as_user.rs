//! A container is not told to run as root (since 1.23).

use seaworthy_facts::manifest::kubernetes::KubeVersion;

use super::pod_security::{Control, Level, Report, Scope};
use crate::field::number;

pub(super) const CONTROL: Control = Control {
    id: "run-as-user",
    level: Level::Restricted,
    since: KubeVersion::new(1, 23),
    replaces: None,
    run,
};

fn run<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    if scope.has_own_users() {
        return;
    }
    for user in scope.security("runAsUser") {
        if number(user) == Some(0) {
            report.add(user, "`runAsUser` is 0");
        }
    }
}
