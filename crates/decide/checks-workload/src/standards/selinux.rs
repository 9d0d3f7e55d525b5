//! A container keeps a type of SELinux that is made for containers.

use seaworthy_facts::manifest::kubernetes::KubeVersion;

use super::pod_security::{Control, Level, Report, Scope, VERSION_FIRST};

pub(super) const CONTROL: Control = Control {
    id: "selinux",
    level: Level::Baseline,
    since: VERSION_FIRST,
    replaces: None,
    run,
};

const TYPES: &[&str] = &["", "container_t", "container_init_t", "container_kvm_t"];

/// A type for container engines, and the version that allows it.
const ENGINE: &str = "container_engine_t";
const ENGINE_SINCE: KubeVersion = KubeVersion::new(1, 31);

fn run<'a>(scope: Scope<'a>, report: &mut Report<'a, '_>) {
    for options in scope.security("seLinuxOptions") {
        for part in ["type", "user", "role"] {
            let Some(value) = options.get(part) else {
                continue;
            };
            let text = value.text().unwrap_or_default();
            let is_allowed = match part {
                "type" if text == ENGINE => scope.version >= ENGINE_SINCE,
                "type" => TYPES.contains(&text),
                _ => text.is_empty(),
            };
            if !is_allowed {
                report.add(value, format!("the SELinux {part} is `{text}`"));
            }
        }
    }
}
