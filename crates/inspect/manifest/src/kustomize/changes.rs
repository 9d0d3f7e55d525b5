//! The changes that a kustomization makes to its objects, in the order of kustomize.

use std::sync::Arc;

use seaworthy_facts::manifest::{Dialect, Kind};

use super::fields;
use super::names::{self, Side};
use super::node::{Content, Node};
use super::patches;
use super::problem::{Fault, Outcome};
use super::reader::inside;
use super::replacements;
use super::target::{Builder, Set};

impl Builder<'_> {
    /// Every change of a kustomization to the objects that it has.
    pub(super) fn transform(&mut self, folder: &str, root: &Node, set: &mut Set) {
        set.ids = None;
        for item in self.list(root, "patchesStrategicMerge") {
            let documents = self.patch_documents(folder, item);
            if let Some(documents) = self.note(documents, item) {
                let budget = &mut self.reader.budget;
                let done = patches::apply_strategic(&mut set.resources, &documents, budget);
                self.note(done, item);
            }
        }
        for item in self.list(root, "patches") {
            self.patch(folder, item, set);
        }
        self.rename(root, set);
        self.label(root, set);
        for item in self.list(root, "patchesJson6902") {
            self.patch_json(folder, item, set);
        }
        let (resources, config) = (&mut set.resources, Arc::clone(&set.config));
        for item in self.list(root, "replicas") {
            let done = fields::set_replicas(resources, item, &config, &mut self.reader.budget);
            self.note(done, item);
        }
        for field in ["images", "imageTags"] {
            for item in self.list(root, field) {
                let done = fields::set_images(resources, item, &config, &mut self.reader.budget);
                self.note(done, item);
            }
        }
        for item in self.list(root, "replacements") {
            self.replace(folder, item, set);
        }
    }

    fn rename(&mut self, root: &Node, set: &mut Set) {
        let (resources, config) = (&mut set.resources, Arc::clone(&set.config));
        if let Some(value) = root.get("namespace") {
            let done = names::set_namespace(resources, value, &config, &mut self.reader.budget);
            self.note(done, value);
        }
        let sides = [
            ("namePrefix", Side::Prefix, &config.name_prefix),
            ("nameSuffix", Side::Suffix, &config.name_suffix),
        ];
        for (field, side, specs) in sides {
            if let Some(value) = root.get(field) {
                let text = value.text().unwrap_or_default();
                let budget = &mut self.reader.budget;
                let done = names::add_to_names(resources, side, text, specs, budget);
                self.note(done, value);
            }
        }
    }

    fn label(&mut self, root: &Node, set: &mut Set) {
        let (resources, config) = (&mut set.resources, Arc::clone(&set.config));
        for item in self.list(root, "labels") {
            let done = fields::add_labels(resources, item, &config, &mut self.reader.budget);
            self.note(done, item);
        }
        let pairs = [
            ("commonLabels", &config.common_labels),
            ("commonAnnotations", &config.common_annotations),
        ];
        for (field, specs) in pairs {
            if let Some(value) = root.get(field).filter(|value| !value.is_empty()) {
                let budget = &mut self.reader.budget;
                let done = fields::add_pairs(resources, value, specs, budget);
                self.note(done, value);
            }
        }
    }

    fn patch(&mut self, folder: &str, item: &Node, set: &mut Set) {
        let documents = self.text_or_path(folder, item, Dialect::Core);
        let Some(mut documents) = self.note(documents, item) else {
            return;
        };
        if documents
            .first()
            .is_some_and(|first| first.kind() == Kind::Sequence)
        {
            let read = self.text_or_path(folder, item, Dialect::Kubernetes);
            documents = self.note(read, item).unwrap_or_default();
        }
        let budget = &mut self.reader.budget;
        let done = patches::apply(&mut set.resources, item, &documents, budget);
        self.note(done, item);
    }

    fn patch_json(&mut self, folder: &str, item: &Node, set: &mut Set) {
        let documents = self.text_or_path(folder, item, Dialect::Kubernetes);
        let Some(documents) = self.note(documents, item) else {
            return;
        };
        let target = item
            .get("target")
            .filter(|target| !target.text_of("name").is_empty());
        let (Some(target), Some(operations)) = (target, documents.first()) else {
            return self.tell(
                Fault::refused("a JSON patch without a target or a name"),
                item,
            );
        };
        let budget = &mut self.reader.budget;
        let done = patches::apply_json(&mut set.resources, target, operations, false, budget);
        self.note(done, item);
    }

    /// What stands in `patch` of an entry, or in the file that its `path` names.
    fn text_or_path(&mut self, folder: &str, item: &Node, dialect: Dialect) -> Outcome<Vec<Node>> {
        let said = |key: &str| {
            item.get(key)
                .filter(|value| !value.key_text().trim().is_empty())
        };
        match (said("patch"), said("path")) {
            (Some(text), None) => self.reader.inline(text, dialect),
            (None, Some(path)) => {
                let file = inside(folder, path.key_text())?;
                self.reader.documents(&file, Some(path), dialect)
            }
            _ => Err(Fault::refused(
                "an entry needs `patch` or `path`, and one of them",
            )),
        }
    }

    /// An item of `patchesStrategicMerge` is a text or a path.
    fn patch_documents(&mut self, folder: &str, item: &Node) -> Outcome<Vec<Node>> {
        let is_text = item.key_text().contains('\n') || item.key_text().contains(": ");
        if is_text {
            return self.reader.inline(item, Dialect::Core);
        }
        let file = inside(folder, item.key_text())?;
        self.reader.documents(&file, Some(item), Dialect::Core)
    }

    fn replace(&mut self, folder: &str, item: &Node, set: &mut Set) {
        let entries = match item.get("path") {
            None => vec![item.clone()],
            Some(path) => {
                let file = inside(folder, path.key_text());
                let read = file.and_then(|file| {
                    self.reader
                        .documents(&file, Some(path), Dialect::Kubernetes)
                });
                let documents = self.note(read, item).unwrap_or_default();
                let lists = documents
                    .into_iter()
                    .flat_map(|document| match document.content {
                        Content::Sequence(items) => items,
                        _ => vec![document],
                    });
                lists.collect()
            }
        };
        for entry in entries {
            let done = replacements::replace(&mut set.resources, &entry, &mut self.reader.budget);
            self.note(done, &entry);
        }
    }
}
