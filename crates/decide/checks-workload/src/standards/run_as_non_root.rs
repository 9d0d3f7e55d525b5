//! A container is bound not to run as root; with users of its own it need not (since 1.35).

use seaworthy_facts::manifest::Value;

use super::pod_security::{Control, Level, Report, Scope, VERSION_FIRST};

pub(super) const CONTROL: Control = Control {
    id: "run-as-non-root",
    level: Level::Restricted,
    since: VERSION_FIRST,
    replaces: None,
    run,
};

fn run<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    if scope.has_own_users() {
        return;
    }
    let of_pod = scope.pod.security("runAsNonRoot");
    let mut heirs = 0;
    for container in scope.pod.containers() {
        match container.security("runAsNonRoot") {
            Some(own) if !own.is_true() => report.add_of(&container, own, "may run as root"),
            Some(_) => {}
            None if of_pod.is_some_and(Value::is_true) => {}
            None => {
                heirs += 1;
                report.add_of(&container, container.value, "may run as root");
            }
        }
    }
    // A pod that says `false` is refused though each container says otherwise.
    if let Some(of_pod) = of_pod.filter(|value| heirs == 0 && !value.is_true()) {
        report.add(of_pod, "`runAsNonRoot` of the pod is not true");
    }
}
