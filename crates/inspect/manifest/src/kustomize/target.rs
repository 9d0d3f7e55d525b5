//! One kustomization after the other: what each adds and changes, in the order of kustomize.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use seaworthy_facts::manifest::Dialect;

use super::absorb::absorb;
use super::budget::limit;
use super::field_spec::Config;
use super::generators;
use super::hash;
use super::node::{Content, Node};
use super::order;
use super::problem::{Fault, Outcome, Problem, ProblemKind};
use super::reader::{Reader, inside, is_remote, join, missing};
use super::references;
use super::resource::{Id, Resource};
use super::variables::{self, Variable};

/// LIMIT: kustomizations that are built for one folder, each as often as it is named. The largest
/// public trees have some hundred.
pub const KUSTOMIZATIONS_MAX: usize = 1_000;
/// LIMIT: kustomizations inside of each other. Four are met.
pub const KUSTOMIZATION_LEVELS_MAX: usize = 32;
/// LIMIT: objects while a folder is built. A cluster's whole set of objects has some thousands.
pub const OBJECTS_MAX: usize = 20_000;

/// The names of the file, in the order of kustomize.
pub(super) const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Fields that are understood, or that change nothing.
const KNOWN: &str = "apiVersion kind metadata namePrefix nameSuffix namespace commonLabels labels \
     commonAnnotations patchesStrategicMerge patchesJson6902 patches images imageTags replacements \
     replicas vars sortOptions resources components bases configMapGenerator secretGenerator \
     helmGlobals helmCharts helmChartInflationGenerator generatorOptions configurations \
     buildMetadata";
/// Fields that need what is not done here: programs to run, schemas to take instead of the own.
const UNSUPPORTED: [&str; 5] = [
    "openapi",
    "crds",
    "generators",
    "transformers",
    "validators",
];

/// The objects of a kustomization and what is known for those that build on it.
#[derive(Clone, Debug)]
pub(super) struct Set {
    pub(super) resources: Vec<Resource>,
    /// Their ids, as long as nothing changes them.
    pub(super) ids: Option<BTreeSet<Id>>,
    pub(super) config: Arc<Config>,
    variables: Vec<Variable>,
}

/// Builds folders.
pub(super) struct Builder<'f> {
    pub(super) reader: Reader<'f>,
    built: usize,
    /// How many charts were rendered.
    pub(super) charts: usize,
    /// The folders of all kustomizations, in the order in which they are met.
    pub(super) folders: Vec<String>,
    /// Whether the outermost one is a component.
    pub(super) is_component: bool,
    /// A limit was reached: nothing more is done.
    pub(super) is_stopped: bool,
}

impl Set {
    fn new() -> Self {
        Set {
            resources: Vec::new(),
            ids: None,
            config: Config::default_config(),
            variables: Vec::new(),
        }
    }
}

impl<'f> Builder<'f> {
    pub(super) fn new(reader: Reader<'f>) -> Self {
        Builder {
            reader,
            built: 0,
            charts: 0,
            folders: Vec::new(),
            is_component: false,
            is_stopped: false,
        }
    }

    /// Notes a problem; a limit ends the build.
    pub(super) fn tell(&mut self, fault: Fault, node: &Node) {
        self.is_stopped |= fault.kind == ProblemKind::Limit;
        self.reader.tell_at(fault, node);
    }

    pub(super) fn note<T>(&mut self, outcome: Outcome<T>, node: &Node) -> Option<T> {
        match outcome {
            Ok(value) => Some(value),
            Err(fault) => {
                self.tell(fault, node);
                None
            }
        }
    }

    /// The objects of a folder with everything that comes last.
    pub(super) fn finished(&mut self, folder: &str) -> Vec<Resource> {
        let Some(root) = self.kustomization(folder, None) else {
            return Vec::new();
        };
        self.is_component = root.text_of("kind") == "Component";
        let mut set = Set::new();
        self.run(folder, &root, &mut set, &mut vec![folder.to_owned()]);
        for resource in set
            .resources
            .iter_mut()
            .filter(|resource| resource.is_hashed)
        {
            let hash = hash::suffix(&resource.node);
            resource.remember();
            let name = format!("{}-{hash}", resource.name());
            resource.set_name(&name);
        }
        let mut faults = Vec::new();
        let budget = &mut self.reader.budget;
        let mut tell = |fault, node: &Node| faults.push(fault_at(fault, node));
        let updated = references::update(&mut set.resources, &set.config, budget, &mut tell);
        faults
            .into_iter()
            .for_each(|problem| self.reader.tell(problem));
        self.note(updated, &root);
        self.resolve(&mut set);
        set.resources.retain(|resource| !is_local(resource));
        let sorted = order::sort(&mut set.resources, root.get("sortOptions"));
        self.note(sorted, &root);
        for resource in &mut set.resources {
            resource.settle_annotations();
        }
        set.resources
    }

    fn resolve(&mut self, set: &mut Set) {
        let mut values = BTreeMap::new();
        for variable in &set.variables {
            let value = variables::value(variable, &set.resources);
            if let Some(value) = self.note(value, &variable.entry) {
                values.insert(variable.name.clone(), value);
            }
        }
        let Some(first) = set.variables.first() else {
            return;
        };
        let specs = &set.config.variables;
        let budget = &mut self.reader.budget;
        let replaced = variables::replace(&mut set.resources, &values, specs, budget);
        self.note(replaced, &first.entry.clone());
    }

    /// The file of a folder. `asked` is what names the folder.
    fn kustomization(&mut self, folder: &str, asked: Option<&Node>) -> Option<Node> {
        let place = |fault: Fault| match asked {
            Some(asked) => fault.at(&asked.origin),
            None => Problem {
                path: folder.to_owned(),
                place: Default::default(),
                kind: fault.kind,
                text: fault.text,
            },
        };
        let mut found = Vec::new();
        for name in NAMES {
            let path = join(folder, name).ok()?;
            match self.reader.bytes(&path) {
                Ok(Some(_)) => found.push(path),
                Ok(None) => {}
                Err(fault) => {
                    self.is_stopped = true;
                    self.reader.tell(place(fault));
                    return None;
                }
            }
        }
        let fault = match found.as_slice() {
            [path] => match self.reader.documents(path, None, Dialect::Kubernetes) {
                Ok(documents) => match documents.into_iter().next() {
                    Some(root) if matches!(root.content, Content::Mapping(_)) => {
                        self.check(&root);
                        return Some(root);
                    }
                    _ => Fault::refused(format!("`{path}` is empty or no mapping")),
                },
                Err(fault) => fault,
            },
            [] => match asked {
                Some(asked) => missing(asked.key_text(), folder),
                None => Fault::refused(format!("`{folder}` has no kustomization file")),
            },
            _ => Fault::refused(format!("`{folder}` has more than one kustomization file")),
        };
        self.is_stopped |= fault.kind == ProblemKind::Limit;
        self.reader.tell(place(fault));
        None
    }

    /// Tells fields that are not known, or not supported.
    fn check(&mut self, root: &Node) {
        for (key, value) in root.entries() {
            let name = key.key_text();
            if UNSUPPORTED.contains(&name) {
                let asked = if value.items().is_empty() {
                    std::slice::from_ref(value)
                } else {
                    value.items()
                };
                for item in asked.iter().filter(|item| !item.is_empty()) {
                    let what = item.text().filter(|text| !text.contains('\n'));
                    let what = what.map(|what| format!(" (`{what}`)")).unwrap_or_default();
                    let text = format!("`{name}`{what} is not done here");
                    self.tell(Fault::new(ProblemKind::Unsupported, text), item);
                }
            } else if !KNOWN.split(' ').any(|known| known == name) {
                self.tell(Fault::refused(format!("there is no field `{name}`")), key);
            }
        }
        let kind = root.text_of("kind");
        let version = root.text_of("apiVersion");
        let fits = match kind {
            "" | "Kustomization" => matches!(version, "" | "kustomize.config.k8s.io/v1beta1"),
            "Component" => matches!(version, "" | "kustomize.config.k8s.io/v1alpha1"),
            _ => false,
        };
        if !fits {
            let text = format!("`{version}` `{kind}` is no kustomization");
            self.tell(Fault::refused(text), root.get("kind").unwrap_or(root));
        }
    }

    /// The items of a field that is a list; another value is told.
    pub(super) fn list<'n>(&mut self, root: &'n Node, field: &str) -> &'n [Node] {
        let Some(value) = root.get(field) else {
            return &[];
        };
        if !value.is_null() && !matches!(value.content, Content::Sequence(_)) {
            self.tell(Fault::refused(format!("`{field}` is no list")), value);
        }
        value.items()
    }

    fn run(&mut self, folder: &str, root: &Node, set: &mut Set, chain: &mut Vec<String>) {
        self.built += 1;
        if !self.folders.iter().any(|known| known == folder) {
            self.folders.push(folder.to_owned());
        }
        if self.built > KUSTOMIZATIONS_MAX {
            self.tell(limit("kustomizations", KUSTOMIZATIONS_MAX as u64), root);
        }
        for field in ["resources", "bases"] {
            for item in self.list(root, field) {
                if self.is_stopped {
                    return;
                }
                self.add_resource(folder, item, set, chain);
            }
        }
        for item in self.list(root, "configurations") {
            self.configure(folder, item, set);
        }
        for (field, kind) in [
            ("configMapGenerator", "ConfigMap"),
            ("secretGenerator", "Secret"),
        ] {
            for item in self.list(root, field) {
                self.generate(folder, kind, item, root.get("generatorOptions"), set);
            }
        }
        super::charts::add(self, folder, root, set);
        for item in self.list(root, "components") {
            if self.is_stopped {
                return;
            }
            self.add_folder(folder, item, set, chain, true);
        }
        if self.is_stopped {
            return;
        }
        self.transform(folder, root, set);
        for item in self.list(root, "vars") {
            let budget = &mut self.reader.budget;
            let added = variables::register(item, &mut set.resources, &mut set.variables, budget);
            self.note(added, item);
        }
    }

    /// A file of objects, or a folder with a kustomization.
    fn add_resource(&mut self, folder: &str, item: &Node, set: &mut Set, chain: &mut Vec<String>) {
        let name = item.key_text();
        let path = match join(folder, name) {
            Ok(path) => path,
            Err(fault) => return self.tell(fault, item),
        };
        match self.reader.bytes(&path) {
            Err(fault) => return self.tell(fault, item),
            Ok(None) => return self.add_folder(folder, item, set, chain, false),
            Ok(Some(_)) => {}
        }
        let read = inside(folder, name)
            .and_then(|path| self.reader.documents(&path, Some(item), Dialect::Core));
        let Some(documents) = self.note(read, item) else {
            return;
        };
        let objects = self.objects(documents);
        self.append(set, objects.into_iter().map(Resource::new).collect(), item);
    }

    /// Objects of documents; those of lists come last.
    pub(super) fn objects(&mut self, documents: Vec<Node>) -> Vec<Node> {
        let mut objects = Vec::new();
        let mut waiting: std::collections::VecDeque<Node> = documents.into();
        while let Some(node) = waiting.pop_front() {
            if node.is_empty() {
                continue;
            }
            let kind = node.text_of("kind");
            let is_list = kind.ends_with("List");
            let name = node.at(&["metadata", "name"]).and_then(Node::text);
            let has_name = name.is_some_and(|name| !name.is_empty());
            if kind.is_empty() || (!is_list && !has_name) {
                self.tell(Fault::refused("an object without a kind or a name"), &node);
                continue;
            }
            match node.get("items") {
                Some(items) if is_list => waiting.extend(items.items().iter().cloned()),
                _ => objects.push(node),
            }
        }
        objects
    }

    /// Adds objects; two of one name are refused, and the first stays.
    pub(super) fn append(&mut self, set: &mut Set, more: Vec<Resource>, asked: &Node) {
        let known = set.ids.take();
        let mut ids = known.unwrap_or_else(|| set.resources.iter().map(Resource::id).collect());
        for resource in more {
            if set.resources.len() >= OBJECTS_MAX {
                return self.tell(limit("objects", OBJECTS_MAX as u64), asked);
            }
            let id = resource.id();
            let title = id.title();
            if ids.insert(id) {
                set.resources.push(resource);
            } else {
                let fault = Fault::refused(format!("there are two objects {title}"));
                self.tell(fault, &resource.node);
            }
        }
        set.ids = Some(ids);
    }

    fn add_folder(
        &mut self,
        folder: &str,
        item: &Node,
        set: &mut Set,
        chain: &mut Vec<String>,
        is_component: bool,
    ) {
        let name = item.key_text();
        if is_remote(name) {
            return self.tell(missing(name, name), item);
        }
        let path = match join(folder, name) {
            Ok(path) => path,
            Err(fault) => return self.tell(fault, item),
        };
        let holds = |inner: &String| {
            let rest = inner.strip_prefix(path.as_str());
            path.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if chain.iter().any(holds) {
            let text = format!("`{name}` is a folder that this one is built for");
            return self.tell(Fault::refused(text), item);
        }
        if chain.len() >= KUSTOMIZATION_LEVELS_MAX {
            let most = KUSTOMIZATION_LEVELS_MAX as u64;
            return self.tell(limit("kustomizations inside of each other", most), item);
        }
        let Some(root) = self.kustomization(&path, Some(item)) else {
            return;
        };
        if (root.text_of("kind") == "Component") != is_component {
            let word = if is_component {
                "no component"
            } else {
                "a component"
            };
            return self.tell(Fault::refused(format!("`{name}` is {word}")), item);
        }
        chain.push(path.clone());
        if is_component {
            self.run(&path, &root, set, chain);
        } else {
            let mut own = Set::new();
            self.run(&path, &root, &mut own, chain);
            self.join(set, own, item);
        }
        chain.pop();
    }

    fn join(&mut self, set: &mut Set, own: Set, item: &Node) {
        self.append(set, own.resources, item);
        if !Arc::ptr_eq(&set.config, &own.config) {
            Arc::make_mut(&mut set.config).join(&own.config);
        }
        for variable in own.variables {
            if set
                .variables
                .iter()
                .any(|known| known.name == variable.name)
            {
                let text = format!("there are two variables `{}`", variable.name);
                self.tell(Fault::refused(text), &variable.entry);
            } else {
                set.variables.push(variable);
            }
        }
    }

    fn configure(&mut self, folder: &str, item: &Node, set: &mut Set) {
        let path = inside(folder, item.key_text());
        let read = path.and_then(|path| {
            self.reader
                .documents(&path, Some(item), Dialect::Kubernetes)
        });
        for document in self.note(read, item).unwrap_or_default() {
            let added = Arc::make_mut(&mut set.config).read(&document);
            self.note(added, &document);
        }
    }

    fn generate(
        &mut self,
        folder: &str,
        kind: &str,
        item: &Node,
        options: Option<&Node>,
        set: &mut Set,
    ) {
        let mut budget = self.reader.budget.clone();
        let reader = &mut self.reader;
        let mut read = |name: &str, _: &Node, budget: &mut super::budget::Budget| {
            std::mem::swap(&mut reader.budget, budget);
            let data = reader.data(folder, name);
            std::mem::swap(&mut reader.budget, budget);
            data
        };
        let made = generators::generate(kind, item, options, &mut read, &mut budget);
        self.reader.budget = budget;
        let Some(resource) = self.note(made, item) else {
            return;
        };
        set.ids = None;
        let absorbed = absorb(&mut set.resources, resource);
        if let Some(Some(resource)) = self.note(absorbed, item) {
            self.append(set, vec![resource], item);
        }
    }
}

fn fault_at(fault: Fault, node: &Node) -> Problem {
    fault.at(&node.origin)
}

/// An object that only tools on this machine use.
fn is_local(resource: &Resource) -> bool {
    let annotations = resource.texts("annotations");
    let mut found = annotations
        .iter()
        .filter(|(key, _)| *key == "config.kubernetes.io/local-config");
    found.next().is_some_and(|(_, value)| *value != "false")
}
