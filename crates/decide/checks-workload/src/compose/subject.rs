//! What the checks of Compose look at: one service, and its project.

use std::sync::Arc;

use seaworthy_check::{Examined, Failure};
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
