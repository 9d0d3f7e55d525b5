//! What the checks of this crate look at: objects that belong together.

use std::sync::{Arc, OnceLock};

use seaworthy_check::{Examined, Failure};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{Object, ObjectSet};
use seaworthy_model::{Subject, SubjectKind};

use crate::rights::Rights;

/// The objects of one cluster, as far as they are known.
#[derive(Clone, Debug)]
pub struct Cluster {
    set: Arc<ObjectSet>,
    rights: OnceLock<Rights>,
}

impl Cluster {
    /// A set of objects.
    #[must_use]
    pub fn new(set: Arc<ObjectSet>) -> Self {
        Cluster {
            set,
            rights: OnceLock::new(),
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
