//! What the checks of pods look at: one pod template, and the objects around it.

use std::sync::Arc;

use seaworthy_check::{Examined, Failure};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{Container, Object, ObjectSet, PodShape, PodTemplate};
use seaworthy_model::{Subject, SubjectKind};

/// One pod template of one object of a set.
#[derive(Clone, Debug)]
pub struct Workload {
    set: Arc<ObjectSet>,
    object: usize,
    pod: usize,
}

impl Workload {
    /// Every pod template of a set.
    pub fn all(set: &Arc<ObjectSet>) -> impl Iterator<Item = Workload> + use<'_> {
        set.objects()
            .iter()
            .enumerate()
            .flat_map(move |(index, object)| {
                (0..object.pod_sites().len()).map(move |pod| Workload {
                    set: Arc::clone(set),
                    object: index,
                    pod,
                })
            })
    }

    /// The objects that belong together with it.
    #[must_use]
    pub fn set(&self) -> &ObjectSet {
        &self.set
    }

    /// The object that makes the pods.
    ///
    /// # Panics
    /// Never: the number was taken from the set.
    #[must_use]
    pub fn object(&self) -> &Object {
        &self.set.objects()[self.object]
    }

    /// The pod template.
    ///
    /// # Panics
    /// Never: the number was taken from the object.
    #[must_use]
    pub fn pod(&self) -> PodTemplate<'_> {
        let mut pods = self.object().pods();
        pods.nth(self.pod).expect("counted from the object")
    }

    /// Its containers, those that begin first, main and added later.
    pub fn containers(&self) -> impl Iterator<Item = Container<'_>> {
        self.pod().containers()
    }

    /// Whether what makes the pods is a pod specification, and not that of a task, a workflow or a
    /// virtual machine, which leave fields to others.
    #[must_use]
    pub fn is_pod(&self) -> bool {
        self.pod().shape() == PodShape::Pod
    }

    /// Whether the pods run on Windows, by the field or the usual selector of nodes.
    #[must_use]
    pub fn is_windows(&self) -> bool {
        let spec = self.pod().spec();
        let by_field = spec.at("os.name");
        let selector = spec.get("nodeSelector");
        let by_node = selector.and_then(|selector| selector.get("kubernetes.io/os"));
        [by_field, by_node]
            .into_iter()
            .flatten()
            .any(|name| name.text() == Some("windows"))
    }

    /// The containers whose missing fields mean what the API says of them on Linux.
    pub fn linux_containers(&self) -> impl Iterator<Item = Container<'_>> {
        let fits = self.is_pod() && !self.is_windows();
        self.containers().filter(move |_| fits)
    }

    /// Something wrong at a value. The object and the path with names identify it.
    #[must_use]
    pub fn failure(&self, at: Value<'_>, message: impl Into<String>) -> Failure {
        let key = format!(
            "{}|{}|{}",
            self.object().file(),
            self.name(),
            at.named_path()
        );
        Failure::new(message, at.location()).key(key)
    }

    /// Something wrong with the pod as a whole, at its specification.
    #[must_use]
    pub fn pod_failure(&self, message: impl Into<String>) -> Failure {
        self.failure(self.pod().spec(), message)
    }

    /// `Deployment/web`, with its namespace before it where one is written.
    fn name(&self) -> String {
        let title = self.object().title();
        match self.object().namespace() {
            Some(namespace) => format!("{namespace}/{title}"),
            None => title,
        }
    }
}

/// A container as messages call it.
pub(crate) fn called(container: &Container<'_>) -> String {
    match container.name() {
        "" => "a container without a name".to_owned(),
        name => format!("container `{name}`"),
    }
}

impl Examined for Workload {
    fn subject(&self) -> Subject {
        Subject {
            kind: SubjectKind::Resource,
            name: self.name(),
            within: None,
        }
    }
}
