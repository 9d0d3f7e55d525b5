//! Objects that are deployed together, and how they refer to each other.

use std::collections::HashMap;

use super::{Category, KubeVersion, Object, PodTemplate, selector};
use crate::manifest::Value;

/// The namespace of an object that names none, where nobody says another.
pub const NAMESPACE_DEFAULT: &str = "default";

/// The objects of one cluster as far as they are known: those of a folder, a rendered chart, a
/// built kustomization or a live cluster.
#[derive(Clone, Debug, Default)]
pub struct ObjectSet {
    /// What it is called: the folder, chart or kustomization.
    pub name: String,
    /// The version of Kubernetes that the objects are for.
    pub kube_version: KubeVersion,
    objects: Vec<Object>,
    by_kind: HashMap<String, Vec<usize>>,
}

impl ObjectSet {
    /// A set of objects, in their order.
    #[must_use]
    pub fn new(name: impl Into<String>, kube_version: KubeVersion, objects: Vec<Object>) -> Self {
        let mut by_kind: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, object) in objects.iter().enumerate() {
            by_kind
                .entry(object.kind().to_owned())
                .or_default()
                .push(index);
        }
        ObjectSet {
            name: name.into(),
            kube_version,
            objects,
            by_kind,
        }
    }

    /// Every object.
    #[must_use]
    pub fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// The objects of a kind, whatever their group.
    pub fn of_kind<'a>(&'a self, kind: &str) -> impl Iterator<Item = &'a Object> + use<'a> {
        let found = self.by_kind.get(kind).map(Vec::as_slice);
        let found = found.unwrap_or_default().iter();
        found.filter_map(|index| self.objects.get(*index))
    }

    /// The objects of a category.
    pub fn of_category(&self, category: Category) -> impl Iterator<Item = &Object> {
        let objects = self.objects.iter();
        objects.filter(move |object| object.category() == category)
    }

    /// The object of that kind and name that one in the namespace of `from` would find. Kinds
    /// without a namespace are found from anywhere.
    #[must_use]
    pub fn find(&self, kind: &str, from: &Object, name: &str) -> Option<&Object> {
        let mut found = self.of_kind(kind).filter(|object| object.name() == name);
        found
            .find(|object| !is_namespaced(object) || together(object.namespace(), from.namespace()))
    }

    /// Every pod template of every object.
    pub fn pods(&self) -> impl Iterator<Item = PodTemplate<'_>> {
        self.objects.iter().flat_map(Object::pods)
    }

    /// The pod templates that a selector of labels (the plain map of a Service) in the namespace of
    /// `from` selects. An empty map selects none, as with Services.
    pub fn pods_with_labels<'a>(
        &'a self,
        from: &'a Object,
        labels: Value<'a>,
    ) -> impl Iterator<Item = PodTemplate<'a>> {
        let near = self.pods();
        let near = near.filter(move |pod| together(pod.object().namespace(), from.namespace()));
        near.filter(move |pod| !labels.is_empty() && selector::has_labels(pod.labels(), labels))
    }

    /// The pod templates that a LabelSelector in the namespace of `from` selects. One that is empty
    /// selects all.
    pub fn pods_selected<'a>(
        &'a self,
        from: &'a Object,
        label_selector: Value<'a>,
    ) -> impl Iterator<Item = PodTemplate<'a>> {
        let near = self.pods();
        let near = near.filter(move |pod| together(pod.object().namespace(), from.namespace()));
        near.filter(move |pod| selector::selects(label_selector, pod.labels()))
    }
}

/// Whether objects of two namespaces can be in one. Where a file names none, whoever applies it
/// chooses, so that it goes with any.
#[must_use]
pub fn together(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

fn is_namespaced(object: &Object) -> bool {
    object.resource().is_none_or(|resource| resource.namespaced)
}
