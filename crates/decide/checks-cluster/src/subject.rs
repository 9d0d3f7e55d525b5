//! What the checks of this crate look at: objects that belong together.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use seaworthy_check::{Examined, Failure};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{Object, ObjectSet, PodTemplate, selector, together};
use seaworthy_model::{Subject, SubjectKind};

use crate::flags::{Component, Runners};
use crate::rights::Rights;
use crate::schema::Deviations;

/// The objects of one cluster, as far as they are known.
#[derive(Clone, Debug)]
pub struct Cluster {
    set: Arc<ObjectSet>,
    rights: OnceLock<Rights>,
    runners: OnceLock<Runners>,
    labelled: OnceLock<HashMap<String, Vec<PodNumber>>>,
    deviations: OnceLock<Deviations>,
}

/// The number of an object in the set, and that of a pod template in it.
pub(crate) type PodNumber = (usize, usize);

impl Cluster {
    /// A set of objects.
    #[must_use]
    pub fn new(set: Arc<ObjectSet>) -> Self {
        Cluster {
            set,
            rights: OnceLock::new(),
            runners: OnceLock::new(),
            labelled: OnceLock::new(),
            deviations: OnceLock::new(),
        }
    }

    /// The objects.
    #[must_use]
    pub fn set(&self) -> &ObjectSet {
        &self.set
    }

    /// Its roles and bindings, joined.
    pub(crate) fn rights(&self) -> &Rights {
        self.rights.get_or_init(|| Rights::of(&self.set))
    }

    /// The numbers of the objects that run a component of a control plane.
    pub(crate) fn runs(&self, component: Component) -> &[usize] {
        let runners = self.runners.get_or_init(|| Runners::of(&self.set));
        runners.objects(component)
    }

    /// The pod templates in the namespace of an object whose labels hold every pair of a map. A map
    /// without pairs selects none, as with Services.
    pub(crate) fn pods_with(&self, from: &Object, pairs: Value<'_>) -> Vec<PodNumber> {
        if pairs.is_empty() {
            return Vec::new();
        }
        let fits = |pod: PodTemplate<'_>| selector::has_labels(pod.labels(), pairs);
        self.candidates(from, pairs, fits)
    }

    /// The pod templates in the namespace of an object that a LabelSelector selects.
    pub(crate) fn pods_selected(&self, from: &Object, wanted: Value<'_>) -> Vec<PodNumber> {
        let fits = |pod: PodTemplate<'_>| selector::selects(wanted, pod.labels());
        let pairs = wanted.get("matchLabels");
        if let Some(pairs) = pairs.filter(|pairs| !pairs.is_empty()) {
            return self.candidates(from, pairs, fits);
        }
        let near = |object: &Object| together(object.namespace(), from.namespace());
        let objects = self.set.objects().iter().enumerate();
        let near = objects.filter(|(_, object)| near(object));
        let pods = near.flat_map(|(index, object)| {
            let pods = object.pods().enumerate().filter(|(_, pod)| fits(*pod));
            pods.map(move |(pod, _)| (index, pod))
        });
        pods.collect()
    }

    /// A pod template by its number.
    pub(crate) fn pod(&self, (object, pod): PodNumber) -> Option<PodTemplate<'_>> {
        self.object(object).pods().nth(pod)
    }

    /// Of the pods that hold the rarest of the pairs those that fit.
    fn candidates(
        &self,
        from: &Object,
        pairs: Value<'_>,
        fits: impl Fn(PodTemplate<'_>) -> bool,
    ) -> Vec<PodNumber> {
        let labelled = self.labelled.get_or_init(|| labelled(&self.set));
        let holding = pairs.entries().map(|pair| {
            let label = format!("{}={}", pair.name(), pair.value.text().unwrap_or_default());
            labelled.get(&label).map_or(&[][..], Vec::as_slice)
        });
        let rarest = holding
            .min_by_key(|numbers| numbers.len())
            .unwrap_or_default();
        let near = |number: &&PodNumber| {
            together(self.object(number.0).namespace(), from.namespace())
                && self.pod(**number).is_some_and(&fits)
        };
        rarest.iter().filter(near).copied().collect()
    }

    /// Where its objects differ from the published types.
    pub(crate) fn deviations(&self) -> &Deviations {
        self.deviations.get_or_init(|| Deviations::of(&self.set))
    }

    /// An object by its number in the set.
    ///
    /// # Panics
    /// Never: numbers are taken from the set.
    pub(crate) fn object(&self, index: usize) -> &Object {
        &self.set.objects()[index]
    }

    /// The objects of a kind in a group; empty for the core group.
    pub(crate) fn of_group<'a>(
        &'a self,
        group: &'static str,
        kind: &str,
    ) -> impl Iterator<Item = &'a Object> + use<'a> {
        let found = self.set.of_kind(kind);
        found.filter(move |object| object.group() == group)
    }

    /// The objects of a kind.
    pub fn of_kind<'a>(&'a self, kind: &str) -> impl Iterator<Item = &'a Object> + use<'a> {
        self.set.of_kind(kind)
    }

    /// Something wrong with an object, at a value in it. The object and the path with names
    /// identify it.
    #[must_use]
    pub fn failure(&self, object: &Object, at: Value<'_>, message: impl Into<String>) -> Failure {
        let title = match object.namespace() {
            Some(namespace) => format!("{namespace}/{}", object.title()),
            None => object.title(),
        };
        let key = format!("{}|{title}|{}", object.file(), at.named_path());
        let subject = Subject {
            kind: SubjectKind::Resource,
            name: title,
            within: None,
        };
        Failure::new(message, at.location())
            .key(key)
            .subject(subject)
    }
}

impl Examined for Cluster {
    fn subject(&self) -> Subject {
        Subject {
            kind: SubjectKind::Resource,
            name: self.set.name.clone(),
            within: None,
        }
    }
}

/// Pod templates by each of their labels: many selectors are asked of many pods.
fn labelled(set: &ObjectSet) -> HashMap<String, Vec<PodNumber>> {
    let mut labelled: HashMap<String, Vec<PodNumber>> = HashMap::new();
    for (index, object) in set.objects().iter().enumerate() {
        for (number, pod) in object.pods().enumerate() {
            for entry in pod.labels().map(Value::entries).into_iter().flatten() {
                let label = format!(
                    "{}={}",
                    entry.name(),
                    entry.value.text().unwrap_or_default()
                );
                labelled.entry(label).or_default().push((index, number));
            }
        }
    }
    labelled
}
