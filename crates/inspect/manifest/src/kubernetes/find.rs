//! Where an object holds what becomes pods.

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{PodAt, PodShape, PodSite};

/// LIMIT: pod templates of one object. Pipelines of a hundred steps are met; an object of 3 MB
/// could
/// hold some ten thousand, each of them read by every check.
pub const POD_TEMPLATES_MAX: usize = 1000;
/// LIMIT: levels below an object in which a pod specification is looked for. Those of known custom
/// resources are at most nine levels deep.
const LEVELS_MAX: usize = 24;

/// The pod templates of an object.
pub(super) fn pods(object: Value<'_>, pod: PodAt, group: &str) -> Vec<PodSite> {
    match pod {
        PodAt::None => Vec::new(),
        PodAt::Root => known(object, "").into_iter().collect(),
        PodAt::Template(path) => {
            let template = object.at(path);
            let site = template.and_then(|template| known(template, path));
            site.into_iter().collect()
        }
        PodAt::Anywhere => {
            let mut search = Search {
                group,
                path: String::new(),
                found: Vec::new(),
            };
            for key in ["spec", "template"] {
                if let Some(value) = object.get(key) {
                    search.enter(value, object, key, 0);
                }
            }
            search.found
        }
    }
}

/// The specification of a template whose place is known.
fn known(template: Value<'_>, path: &str) -> Option<PodSite> {
    let spec = template.get("spec").filter(|spec| spec.is_mapping())?;
    let dot = if path.is_empty() { "" } else { "." };
    let shape = if is_machine(spec) {
        PodShape::VirtualMachine
    } else {
        PodShape::Pod
    };
    Some(site(template, spec, format!("{path}{dot}spec"), shape))
}

fn site(template: Value<'_>, spec: Value<'_>, path: String, shape: PodShape) -> PodSite {
    PodSite {
        template: template.target(),
        spec: spec.target(),
        path,
        shape,
    }
}

/// A walk over an object of a kind that nobody told us of.
struct Search<'g> {
    group: &'g str,
    path: String,
    found: Vec<PodSite>,
}

impl Search<'_> {
    /// Looks at a value that is behind a key of its parent.
    fn enter(&mut self, value: Value<'_>, parent: Value<'_>, key: &str, level: usize) {
        let before = self.path.len();
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(key);
        if let Some(shape) = self.shape_of(value) {
            let template = if key == "spec" { parent } else { value };
            let found = site(template, value, self.path.clone(), shape);
            self.found.push(found);
        } else {
            self.below(value, level);
        }
        self.path.truncate(before);
    }

    fn below(&mut self, value: Value<'_>, level: usize) {
        if level >= LEVELS_MAX {
            return;
        }
        for entry in value.entries() {
            if self.found.len() > POD_TEMPLATES_MAX {
                return;
            }
            if entry.value.is_mapping() || entry.value.is_sequence() {
                self.enter(entry.value, value, &entry.name(), level + 1);
            }
        }
        for (index, item) in value.items().enumerate() {
            if self.found.len() > POD_TEMPLATES_MAX {
                return;
            }
            let before = self.path.len();
            self.path.push_str(&format!("[{index}]"));
            if let Some(shape) = self.shape_of(item) {
                let found = site(item, item, self.path.clone(), shape);
                self.found.push(found);
            } else {
                self.below(item, level + 1);
            }
            self.path.truncate(before);
        }
    }

    fn shape_of(&self, value: Value<'_>) -> Option<PodShape> {
        if !value.is_mapping() {
            return None;
        }
        match self.group {
            "tekton.dev" if holds_images(value, "steps") => Some(PodShape::Task),
            "argoproj.io" if is_workflow_template(value) => Some(PodShape::Workflow),
            _ if holds_images(value, "containers") => Some(PodShape::Pod),
            _ if is_machine(value) => Some(PodShape::VirtualMachine),
            _ => None,
        }
    }
}

/// Whether a key holds a list of mappings of which one names an image.
fn holds_images(value: Value<'_>, key: &str) -> bool {
    let Some(list) = value.get(key) else {
        return false;
    };
    let mut items = list.items();
    list.items().all(Value::is_mapping)
        && items.any(|item| {
            item.get("image")
                .is_some_and(|image| image.text().is_some())
        })
}

/// A template of an Argo workflow that runs a container.
fn is_workflow_template(value: Value<'_>) -> bool {
    let names_image = |key| {
        value
            .get(key)
            .is_some_and(|held| held.get("image").is_some())
    };
    names_image("container")
        || names_image("script")
        || value.at("containerSet.containers").is_some()
}

/// What KubeVirt calls the specification of a machine: a domain with devices.
fn is_machine(value: Value<'_>) -> bool {
    value
        .get("domain")
        .is_some_and(|domain| domain.get("devices").is_some())
}
