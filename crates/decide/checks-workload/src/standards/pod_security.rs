//! The controls of the standards, since which version each holds, and the verdict over a pod.
//!
//! Source: the documentation of Pod Security Standards and of Pod Security Admission
//! (kubernetes.io), whose rules changed with releases: what held at a version is what a namespace
//! that pins `enforce-version` to it gets.

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{Container, KubeVersion, PodShape, PodTemplate};

use super::{
    app_armor, capabilities, host_namespaces, host_path_volumes, host_ports, host_probes,
    privilege_escalation, privileged, proc_mount, run_as_non_root, run_as_user, seccomp, selinux,
    sysctls, volume_types, windows_host_process,
};

/// The version that the standards begin with.
pub const VERSION_FIRST: KubeVersion = KubeVersion::new(1, 0);

/// From this version on, rules of the kernel of Linux do not hold for pods of Windows.
const WINDOWS_SINCE: KubeVersion = KubeVersion::new(1, 25);

/// From this version on, users of a pod with a user namespace may be root.
const USER_NAMESPACES_SINCE: KubeVersion = KubeVersion::new(1, 35);

/// How much the standards ask. `privileged` asks nothing and has no level here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// What is known to lead out of a container is forbidden.
    Baseline,
    /// Pods are hardened by current practice as well.
    Restricted,
}

/// Something that a level forbids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation<'a> {
    /// The id of the control.
    pub control: &'static str,
    /// The field with the forbidden value, or what lacks the field.
    pub at: Value<'a>,
    /// What is wrong, in one sentence with names.
    pub message: String,
}

/// One rule of the standards.
#[derive(Clone, Copy, Debug)]
pub struct Control {
    /// Its id, as in `host-ports`.
    pub id: &'static str,
    /// The lowest level that holds it.
    pub level: Level,
    /// The version with which it begins.
    pub since: KubeVersion,
    /// The control of the lower level that it takes the place of.
    pub replaces: Option<&'static str>,
    pub(super) run: for<'a> fn(Scope<'a>, &mut Report<'a, '_>),
}

/// Every control, baseline first.
pub static CONTROLS: &[Control] = &[
    app_armor::CONTROL,
    capabilities::BASELINE,
    host_namespaces::CONTROL,
    host_path_volumes::CONTROL,
    host_ports::CONTROL,
    host_probes::CONTROL,
    privileged::CONTROL,
    proc_mount::CONTROL,
    seccomp::BASELINE,
    selinux::CONTROL,
    sysctls::CONTROL,
    windows_host_process::CONTROL,
    privilege_escalation::CONTROL,
    capabilities::RESTRICTED,
    run_as_non_root::CONTROL,
    run_as_user::CONTROL,
    seccomp::RESTRICTED,
    volume_types::CONTROL,
];

/// A pod and the version of the rules over it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'a> {
    pub pod: PodTemplate<'a>,
    pub version: KubeVersion,
}

/// Takes violations down for one control.
#[derive(Debug)]
pub(super) struct Report<'a, 'v> {
    control: &'static str,
    found: &'v mut Vec<Violation<'a>>,
}

/// What a level at a version forbids in a pod; nothing means that admission would let it in.
///
/// Versions after the newest that is known here are judged as that one. Templates that are no pod
/// specification (tasks, workflows, virtual machines) are judged by the fields that they have.
#[must_use]
pub fn evaluate<'a>(
    level: Level,
    version: KubeVersion,
    pod: PodTemplate<'a>,
) -> Vec<Violation<'a>> {
    let holds = |control: &&Control| control.level <= level && control.since <= version;
    let replaced = |id: &str| {
        let mut holding = CONTROLS.iter().filter(holds);
        holding.any(|control| control.replaces == Some(id))
    };
    let scope = Scope { pod, version };
    let mut found = Vec::new();
    for control in CONTROLS.iter().filter(holds) {
        if !replaced(control.id) {
            let mut report = Report {
                control: control.id,
                found: &mut found,
            };
            (control.run)(scope, &mut report);
        }
    }
    found
}

impl<'a> Scope<'a> {
    /// Whether the rules of Linux do not hold for the pod.
    pub(super) fn is_windows(&self) -> bool {
        let name = self.pod.spec().at("os.name").and_then(Value::text);
        self.version >= WINDOWS_SINCE && name == Some("windows")
    }

    /// Whether the pod has users of its own and the version counts that.
    pub(super) fn has_own_users(&self) -> bool {
        let shared = self.pod.spec().get("hostUsers").and_then(Value::as_bool);
        self.version >= USER_NAMESPACES_SINCE && shared == Some(false)
    }

    /// Whether it is a pod specification.
    pub(super) fn is_pod(&self) -> bool {
        self.pod.shape() == PodShape::Pod
    }

    /// A field of the security context of the pod and of each container that writes it.
    pub(super) fn security(&self, field: &'static str) -> impl Iterator<Item = Value<'a>> {
        let own = self.pod.containers();
        let own = own.filter_map(move |container| container.security(field));
        self.pod.security(field).into_iter().chain(own)
    }

    /// The volumes.
    pub(super) fn volumes(&self) -> impl Iterator<Item = Value<'a>> {
        let list = self.pod.spec().get("volumes");
        list.into_iter().flat_map(Value::items)
    }
}

impl<'a> Report<'a, '_> {
    /// Something is forbidden.
    pub(super) fn add(&mut self, at: Value<'a>, message: impl Into<String>) {
        self.found.push(Violation {
            control: self.control,
            at,
            message: message.into(),
        });
    }

    /// Something is forbidden in a container.
    pub(super) fn add_of(&mut self, container: &Container<'a>, at: Value<'a>, what: &str) {
        self.add(at, format!("{} {what}", crate::subject::called(container)));
    }
}
