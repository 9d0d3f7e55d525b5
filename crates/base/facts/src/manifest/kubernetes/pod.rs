//! Pod templates and their containers, as checks see them.

use super::{Object, PodShape, PodSite};
use crate::manifest::{Kind, Value};

/// A pod template of an object.
#[derive(Clone, Copy, Debug)]
pub struct PodTemplate<'a> {
    object: &'a Object,
    site: &'a PodSite,
}

/// A container of a pod template.
#[derive(Clone, Copy, Debug)]
pub struct Container<'a> {
    /// What it is for.
    pub role: ContainerRole,
    /// The container.
    pub value: Value<'a>,
    /// The key that holds it, as in `initContainers`.
    pub list: &'static str,
    /// Its number in that list, from 0; nothing where the key holds one container.
    pub index: Option<usize>,
    pod: PodTemplate<'a>,
}

/// What a container is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContainerRole {
    /// It runs as long as the pod.
    Main,
    /// It ends before the others begin.
    Init,
    /// An init container with `restartPolicy: Always`: it runs as long as the pod.
    Sidecar,
    /// It was added to a running pod.
    Ephemeral,
}

/// The keys that hold containers, by shape.
const POD: &[(&str, ContainerRole)] = &[
    ("initContainers", ContainerRole::Init),
    ("containers", ContainerRole::Main),
    ("ephemeralContainers", ContainerRole::Ephemeral),
];
const TASK: &[(&str, ContainerRole)] = &[
    ("steps", ContainerRole::Main),
    ("sidecars", ContainerRole::Sidecar),
];
const WORKFLOW: &[(&str, ContainerRole)] = &[
    ("initContainers", ContainerRole::Init),
    ("container", ContainerRole::Main),
    ("script", ContainerRole::Main),
    ("containerSet.containers", ContainerRole::Main),
    ("sidecars", ContainerRole::Sidecar),
];

impl<'a> PodTemplate<'a> {
    pub(super) fn new(object: &'a Object, site: &'a PodSite) -> Self {
        PodTemplate { object, site }
    }

    /// The object that makes pods of it.
    #[must_use]
    pub fn object(self) -> &'a Object {
        self.object
    }

    /// What it is like.
    #[must_use]
    pub fn shape(self) -> PodShape {
        self.site.shape
    }

    /// The pod specification.
    #[must_use]
    pub fn spec(self) -> Value<'a> {
        self.object.tree().value(self.site.spec)
    }

    /// The metadata of the pods, where they have their own.
    #[must_use]
    pub fn metadata(self) -> Option<Value<'a>> {
        self.object.tree().value(self.site.template).get("metadata")
    }

    /// The way from the object to the specification, as in `spec.template.spec`.
    #[must_use]
    pub fn path(self) -> &'a str {
        &self.site.path
    }

    /// The labels of the pods.
    #[must_use]
    pub fn labels(self) -> Option<Value<'a>> {
        self.metadata()?.get("labels")
    }

    /// The value of an annotation of the pods.
    #[must_use]
    pub fn annotation(self, key: &str) -> Option<Value<'a>> {
        self.metadata()?.get("annotations")?.get(key)
    }

    /// A field of the security context of the pod.
    #[must_use]
    pub fn security(self, field: &str) -> Option<Value<'a>> {
        self.spec().get("securityContext")?.at(field)
    }

    /// All containers: those that begin first, then the main ones, then those added later.
    pub fn containers(self) -> impl Iterator<Item = Container<'a>> {
        let lists = match self.site.shape {
            PodShape::Pod | PodShape::VirtualMachine => POD,
            PodShape::Task => TASK,
            PodShape::Workflow => WORKFLOW,
        };
        let spec = self.spec();
        lists.iter().flat_map(move |(list, role)| {
            let held = spec.at(list);
            let is_single = matches!(*list, "container" | "script");
            let single = held.filter(|_| is_single).map(|one| (None, one));
            let items = held.into_iter().flat_map(|held| held.items().enumerate());
            let items = items.map(|(index, item)| (Some(index), item));
            let mappings = single.into_iter().chain(items);
            mappings
                .filter(|(_, value)| value.kind() == Kind::Mapping)
                .map(move |(index, value)| Container {
                    role: role_of(*role, value),
                    value,
                    list,
                    index,
                    pod: self,
                })
        })
    }
}

/// An init container that restarts always is a sidecar (Kubernetes 1.28, "Sidecar Containers").
fn role_of(role: ContainerRole, value: Value<'_>) -> ContainerRole {
    let restarts = || value.get("restartPolicy").and_then(Value::as_str) == Some("Always");
    if role == ContainerRole::Init && restarts() {
        ContainerRole::Sidecar
    } else {
        role
    }
}

impl<'a> Container<'a> {
    /// The pod template that holds it.
    #[must_use]
    pub fn pod(self) -> PodTemplate<'a> {
        self.pod
    }

    /// Its name; empty where none is written.
    #[must_use]
    pub fn name(self) -> &'a str {
        self.value.get("name").and_then(Value::text).unwrap_or("")
    }

    /// Its image; nothing where none is written.
    #[must_use]
    pub fn image(self) -> Option<Value<'a>> {
        self.value.get("image")
    }

    /// The way from the object to it, as in `spec.template.spec.containers[0]`.
    #[must_use]
    pub fn path(self) -> String {
        let pod = self.pod.path();
        let dot = if pod.is_empty() { "" } else { "." };
        match self.index {
            Some(index) => format!("{pod}{dot}{}[{index}]", self.list),
            None => format!("{pod}{dot}{}", self.list),
        }
    }

    /// A field of its own security context, as in `capabilities.drop`.
    #[must_use]
    pub fn security(self, field: &str) -> Option<Value<'a>> {
        self.value.get("securityContext")?.at(field)
    }

    /// A field of its security context, or else of that of the pod: what holds for `runAsUser`,
    /// `runAsGroup`, `runAsNonRoot`, `seLinuxOptions`, `seccompProfile`, `appArmorProfile` and
    /// `windowsOptions`.
    #[must_use]
    pub fn effective_security(self, field: &str) -> Option<Value<'a>> {
        self.security(field).or_else(|| self.pod.security(field))
    }
}
