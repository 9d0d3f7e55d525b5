//! Seccomp is not turned off; in the restricted level it is on.

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::KubeVersion;

use super::pod_security::{Control, Level, Report, Scope, VERSION_FIRST};

pub(super) const BASELINE: Control = Control {
    id: "seccomp",
    level: Level::Baseline,
    since: VERSION_FIRST,
    replaces: None,
    run: baseline,
};

pub(super) const RESTRICTED: Control = Control {
    id: "restricted-seccomp",
    level: Level::Restricted,
    since: FIELDS_SINCE,
    replaces: Some("seccomp"),
    run: restricted,
};

/// The version whose rules read fields; before it there were annotations only.
const FIELDS_SINCE: KubeVersion = KubeVersion::new(1, 19);

/// The annotations of a pod and, with the name behind it, of a container.
const OF_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const OF_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";

fn baseline<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    if scope.version < FIELDS_SINCE {
        by_annotation(scope, report);
    } else {
        forbid_others(scope, report);
    }
}

fn by_annotation<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    let metadata = scope.pod.metadata();
    let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
    for entry in annotations.into_iter().flat_map(Value::entries) {
        let name = entry.name();
        let profile = entry.value.text().unwrap_or_default();
        let is_allowed = matches!(profile, "runtime/default" | "docker/default")
            || profile.starts_with("localhost/");
        if (name == OF_POD || name.starts_with(OF_CONTAINER)) && !is_allowed {
            report.add(entry.value, format!("the seccomp profile is `{profile}`"));
        }
    }
}

fn forbid_others<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    for profile in scope.security("seccompProfile.type") {
        let text = profile.text().unwrap_or_default();
        if !matches!(text, "RuntimeDefault" | "Localhost") {
            report.add(profile, format!("the seccomp profile is `{text}`"));
        }
    }
}

fn restricted<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    if scope.is_windows() {
        return;
    }
    forbid_others(scope, report);
    for container in scope.pod.containers() {
        if container
            .effective_security("seccompProfile.type")
            .is_none()
        {
            report.add_of(&container, container.value, "has no seccomp profile");
        }
    }
}
