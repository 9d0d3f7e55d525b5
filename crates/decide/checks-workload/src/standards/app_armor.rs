//! AppArmor is not turned off and not replaced by an unknown profile.

use seaworthy_facts::manifest::Value;

use super::pod_security::{Control, Level, Report, Scope, VERSION_FIRST};

pub(super) const CONTROL: Control = Control {
    id: "app-armor",
    level: Level::Baseline,
    since: VERSION_FIRST,
    replaces: None,
    run,
};

/// The annotation of older releases, with the name of the container behind it.
const ANNOTATION: &str = "container.apparmor.security.beta.kubernetes.io/";

fn run<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    let metadata = scope.pod.metadata();
    let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
    for entry in annotations.into_iter().flat_map(Value::entries) {
        let profile = entry.value.text().unwrap_or_default();
        let is_allowed =
            matches!(profile, "" | "runtime/default") || profile.starts_with("localhost/");
        if entry.name().starts_with(ANNOTATION) && !is_allowed {
            report.add(entry.value, format!("the AppArmor profile is `{profile}`"));
        }
    }
    for profile in scope.security("appArmorProfile.type") {
        let text = profile.text().unwrap_or_default();
        if !matches!(text, "RuntimeDefault" | "Localhost") {
            report.add(profile, format!("the AppArmor profile is `{text}`"));
        }
    }
}
