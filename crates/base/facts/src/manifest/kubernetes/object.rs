//! One object: its identity, its place, and where its pod templates stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Category, PodTemplate, Resource};
use crate::manifest::{NodeId, Place, Tree, Value};

/// The objects of a file.
#[derive(Clone, Debug, Default)]
pub struct Objects {
    /// Objects in order, those of lists one by one.
    pub objects: Vec<Object>,
    /// Objects of kinds that are not in [`super::RESOURCES`] and hold no pod template, counted by
    /// `apiVersion` and `kind`.
    pub unknown: BTreeMap<(String, String), u32>,
    /// Documents with a value that is no object: no `apiVersion` or no `kind`.
    pub others: u32,
    /// Numbers of those in `objects` that hold more pod templates than are read.
    pub cut_off: Vec<usize>,
}

/// An object as it is written in a file.
#[derive(Clone, Debug)]
pub struct Object {
    tree: Arc<Tree>,
    root: NodeId,
    resource: Option<&'static Resource>,
    pods: Vec<PodSite>,
    list: Option<ObjectPath>,
}

/// The place of an object inside a list: the path of its item.
pub type ObjectPath = String;

/// Where a pod template stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodSite {
    /// The template: what has `metadata` and `spec`, or the pod specification alone.
    pub template: NodeId,
    /// The pod specification.
    pub spec: NodeId,
    /// The way from the object to the specification, as in `spec.template.spec`.
    pub path: String,
    /// What it is like.
    pub shape: PodShape,
}

/// What a pod template is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PodShape {
    /// A pod specification of Kubernetes.
    Pod,
    /// A task of Tekton: `steps` and `sidecars`.
    Task,
    /// A template of an Argo workflow: `container`, `script`, `containerSet`, `sidecars`.
    Workflow,
    /// A virtual machine of KubeVirt: `domain` and volumes.
    VirtualMachine,
}

impl Object {
    /// An object whose mapping is `root` of the tree.
    #[must_use]
    pub fn new(
        tree: Arc<Tree>,
        root: NodeId,
        resource: Option<&'static Resource>,
        pods: Vec<PodSite>,
    ) -> Self {
        Object {
            tree,
            root,
            resource,
            pods,
            list: None,
        }
    }

    /// Says that the object is an item of a list.
    #[must_use]
    pub fn in_list(mut self, path: ObjectPath) -> Self {
        self.list = Some(path);
        self
    }

    /// The item of the list that holds the object, as in `items[2]`.
    #[must_use]
    pub fn list_path(&self) -> Option<&str> {
        self.list.as_deref()
    }

    /// The tree of its file.
    #[must_use]
    pub fn tree(&self) -> &Arc<Tree> {
        &self.tree
    }

    /// The whole object.
    #[must_use]
    pub fn value(&self) -> Value<'_> {
        self.tree.value(self.root)
    }

    /// The path of the file in which it is written.
    #[must_use]
    pub fn file(&self) -> &str {
        self.value().source().map_or("", |source| source.path())
    }

    /// Where it is written.
    #[must_use]
    pub fn place(&self) -> Place {
        self.value().place()
    }

    /// The value behind keys, as in `spec.replicas` (see [`Value::at`]).
    #[must_use]
    pub fn at(&self, path: &str) -> Option<Value<'_>> {
        self.value().at(path)
    }

    fn text(&self, path: &str) -> &str {
        self.at(path).and_then(Value::text).unwrap_or_default()
    }

    /// `apiVersion`, as in `apps/v1`.
    #[must_use]
    pub fn api_version(&self) -> &str {
        self.text("apiVersion")
    }

    /// The API group; empty for the core group.
    #[must_use]
    pub fn group(&self) -> &str {
        let version = self.api_version();
        version.split_once('/').map_or("", |(group, _)| group)
    }

    /// The version, as in `v1`.
    #[must_use]
    pub fn version(&self) -> &str {
        let version = self.api_version();
        version.split_once('/').map_or(version, |(_, rest)| rest)
    }

    /// `kind`, as in `Deployment`.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.text("kind")
    }

    /// `metadata.name`; empty where none is written.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text("metadata.name")
    }

    /// `metadata.generateName`; empty where none is written.
    #[must_use]
    pub fn generate_name(&self) -> &str {
        self.text("metadata.generateName")
    }

    /// `metadata.namespace`, where one is written.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.at("metadata.namespace").and_then(Value::text)
    }

    /// The value of a label.
    #[must_use]
    pub fn label(&self, key: &str) -> Option<Value<'_>> {
        self.at("metadata.labels")?.get(key)
    }

    /// The value of an annotation.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<Value<'_>> {
        self.at("metadata.annotations")?.get(key)
    }

    /// `Kind/name`, or `Kind` alone where it has no name yet.
    #[must_use]
    pub fn title(&self) -> String {
        let name = match (self.name(), self.generate_name()) {
            ("", "") => return self.kind().to_owned(),
            ("", prefix) => prefix,
            (name, _) => name,
        };
        format!("{}/{name}", self.kind())
    }

    /// What is known of its kind.
    #[must_use]
    pub fn resource(&self) -> Option<&'static Resource> {
        self.resource
    }

    /// What it is about.
    #[must_use]
    pub fn category(&self) -> Category {
        let known = self.resource.map(|resource| resource.category);
        let default = if self.pods.is_empty() {
            Category::Other
        } else {
            Category::Workload
        };
        known.unwrap_or(default)
    }

    /// Where its pod templates stand.
    #[must_use]
    pub fn pod_sites(&self) -> &[PodSite] {
        &self.pods
    }

    /// Its pod templates.
    pub fn pods(&self) -> impl Iterator<Item = PodTemplate<'_>> {
        self.pods.iter().map(|site| PodTemplate::new(self, site))
    }
}
