//! What the checks of this crate look at: objects that belong together.

use std::sync::Arc;

use seaworthy_check::{Examined, Failure};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{Object, ObjectSet};
use seaworthy_model::{Subject, SubjectKind};

/// The objects of one cluster, as far as they are known.
#[derive(Clone, Debug)]
pub struct Cluster {
    set: Arc<ObjectSet>,
}

impl Cluster {
    /// A set of objects.
    #[must_use]
    pub fn new(set: Arc<ObjectSet>) -> Self {
        Cluster { set }
    }

    /// The objects.
    #[must_use]
    pub fn set(&self) -> &ObjectSet {
        &self.set
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
