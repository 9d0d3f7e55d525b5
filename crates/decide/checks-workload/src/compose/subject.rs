//! What the checks of Compose look at: one service, and its project.

use std::sync::Arc;

use seaworthy_check::{Examined, Failure, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::compose::{Project, ServiceView};
use seaworthy_model::{Subject, SubjectKind};

/// One service of a project.
#[derive(Clone, Debug)]
pub struct Service {
    project: Arc<Project>,
    index: usize,
}

impl Service {
    /// Every service of a project.
    pub fn all(project: &Arc<Project>) -> impl Iterator<Item = Service> + use<'_> {
        (0..project.services.len()).map(|index| Service {
            project: Arc::clone(project),
            index,
        })
    }

    /// The project.
    #[must_use]
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// The service.
    ///
    /// # Panics
    /// Never: the number was taken from the project.
    #[must_use]
    pub fn view(&self) -> ServiceView<'_> {
        let mut views = self.project.views();
        views.nth(self.index).expect("counted from the project")
    }

    /// Something wrong with the service as a whole, at its name.
    #[must_use]
    pub fn service_failure(&self, message: impl Into<String>) -> Failure {
        self.failure(self.view().key(), message)
    }

    /// Whether a value is said outside the file, by a variable: what is written is its name.
    #[must_use]
    pub fn is_variable(&self, value: Value<'_>) -> bool {
        let place = value.place();
        let written = value
            .source()
            .map_or("", |source| source.slice(place.start, place.end));
        self.project.is_unresolved(value) || written.contains('$')
    }

    /// Says of a field that decides much that nobody knows its value: no variable of that name is
    /// set in what was read.
    pub(crate) fn tell_unresolved(&self, field: &str, judge: &mut Judge) {
        let view = self.view();
        let unknown = view.at(field);
        if let Some(value) = unknown.filter(|value| self.project.is_unresolved(*value)) {
            let file = value.source().map_or("", |source| source.path());
            let what = format!("`{field}` of service `{}` in {file} (compose)", view.name());
            judge.unknown(what, "its value is a variable that nothing sets");
        }
    }

    /// The image that the service pulls; nothing for one that it builds, or whose name is said by a
    /// variable.
    #[must_use]
    pub fn pulled_image(&self) -> Option<Value<'_>> {
        let view = self.view();
        let image = view.at("image").filter(|_| view.at("build").is_none());
        image.filter(|image| !self.is_variable(*image))
    }

    /// The options of `security_opt`, each as its name and its value.
    pub(crate) fn security_options(&self) -> impl Iterator<Item = (&str, &str, Value<'_>)> {
        let options = self.view().list("security_opt");
        options.filter_map(|option| {
            let text = option.text()?;
            let (name, value) = text.split_once([':', '=']).unwrap_or((text, "true"));
            Some((name, value, option))
        })
    }

    /// Something wrong at a value. The service and the path with names identify it.
    #[must_use]
    pub fn failure(&self, at: Value<'_>, message: impl Into<String>) -> Failure {
        let file = at.source().map_or("", |source| source.path());
        let key = format!("{file}|{}|{}", self.view().name(), at.named_path());
        Failure::new(message, at.location()).key(key)
    }
}

impl Examined for Service {
    fn subject(&self) -> Subject {
        Subject {
            kind: SubjectKind::Resource,
            name: format!("service/{}", self.view().name()),
            within: None,
        }
    }
}
