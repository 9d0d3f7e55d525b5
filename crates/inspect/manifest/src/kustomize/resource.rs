//! An object while it is built, with the names that it had.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use seaworthy_facts::manifest::Kind;

use super::node::{Content, Node};

const CLUSTER_KINDS: &str = include_str!("data/cluster_kinds.txt");
/// What stands for the namespace of an object that is in none.
const NO_NAMESPACE: &str = "_non_namespaceable_";

static CLUSTER: LazyLock<BTreeSet<(&str, &str, &str)>> = LazyLock::new(cluster_kinds);

/// Group, version and kind. In a selector an empty one stands for any.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Gvk {
    pub(super) group: String,
    pub(super) version: String,
    pub(super) kind: String,
}

/// What tells an object apart from all others.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id {
    pub(super) gvk: Gvk,
    pub(super) name: String,
    /// `default` where none is written; a word that is no namespace for an object that is in none.
    pub(super) namespace: String,
}

/// A name that an object had before.
#[derive(Clone, Debug)]
struct Former {
    kind: String,
    name: String,
    namespace: String,
}

/// What becomes of an object of that name that is already there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Behaviour {
    #[default]
    Create,
    Replace,
    Merge,
}

/// An object.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    pub(super) node: Node,
    former: Vec<Former>,
    pub(super) prefixes: Vec<String>,
    pub(super) suffixes: Vec<String>,
    /// Whether the hash of its content is put behind its name.
    pub(super) is_hashed: bool,
    pub(super) behaviour: Behaviour,
    /// Variables that are read from it.
    pub(super) variables: Vec<String>,
    /// A chart made it: its namespace is left alone.
    pub(super) is_rendered: bool,
}

fn cluster_kinds() -> BTreeSet<(&'static str, &'static str, &'static str)> {
    let mut kinds = BTreeSet::new();
    for line in CLUSTER_KINDS.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let (Some(group), Some(versions)) = (words.next(), words.next()) else {
            continue;
        };
        let group = if group == "core" { "" } else { group };
        for kind in words {
            kinds.extend(versions.split(',').map(|version| (group, version, kind)));
        }
    }
    kinds
}

impl Gvk {
    pub(super) fn new(api_version: &str, kind: &str) -> Self {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        Gvk {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: kind.to_owned(),
        }
    }

    /// Whether this is what a selector asks for.
    pub(super) fn is_selected(&self, selector: &Gvk) -> bool {
        let fits = |wanted: &str, held: &str| wanted.is_empty() || wanted == held;
        fits(&selector.group, &self.group)
            && fits(&selector.version, &self.version)
            && fits(&selector.kind, &self.kind)
    }

    pub(super) fn is_in_cluster(&self) -> bool {
        let known = (
            self.group.as_str(),
            self.version.as_str(),
            self.kind.as_str(),
        );
        CLUSTER.contains(&known)
    }
}

impl Id {
    pub(super) fn new(gvk: Gvk, name: &str, namespace: &str) -> Self {
        let namespace = if gvk.is_in_cluster() {
            NO_NAMESPACE
        } else if namespace.is_empty() {
            "default"
        } else {
            namespace
        };
        Id {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            gvk,
        }
    }

    pub(super) fn is_in_cluster(&self) -> bool {
        self.namespace == NO_NAMESPACE
    }

    /// As a reader would name it.
    pub(super) fn title(&self) -> String {
        let Id {
            gvk,
            name,
            namespace,
        } = self;
        if self.is_in_cluster() || namespace == "default" {
            return format!("{} `{name}`", gvk.kind);
        }
        format!("{} `{name}` in `{namespace}`", gvk.kind)
    }
}

impl Resource {
    pub(super) fn new(node: Node) -> Self {
        Resource {
            node,
            former: Vec::new(),
            prefixes: Vec::new(),
            suffixes: Vec::new(),
            is_hashed: false,
            behaviour: Behaviour::Create,
            variables: Vec::new(),
            is_rendered: false,
        }
    }

    pub(super) fn gvk(&self) -> Gvk {
        Gvk::new(self.node.text_of("apiVersion"), self.node.text_of("kind"))
    }

    fn metadata(&self, key: &str) -> &str {
        let value = self.node.at(&["metadata", key]);
        value.and_then(Node::text).unwrap_or_default()
    }

    pub(super) fn name(&self) -> &str {
        self.metadata("name")
    }

    pub(super) fn namespace(&self) -> &str {
        self.metadata("namespace")
    }

    pub(super) fn id(&self) -> Id {
        Id::new(self.gvk(), self.name(), self.namespace())
    }

    /// The first that it had.
    pub(super) fn original_id(&self) -> Id {
        self.former_ids().next().unwrap_or_else(|| self.id())
    }

    /// Those that it had, oldest first. Group and version are those of today.
    pub(super) fn former_ids(&self) -> impl Iterator<Item = Id> {
        let gvk = self.gvk();
        self.former.iter().map(move |former| Id {
            gvk: Gvk {
                kind: former.kind.clone(),
                ..gvk.clone()
            },
            name: former.name.clone(),
            namespace: former.namespace.clone(),
        })
    }

    pub(super) fn former_names(&self) -> impl Iterator<Item = &str> {
        self.former.iter().map(|former| former.name.as_str())
    }

    pub(super) fn has_id(&self, id: &Id) -> bool {
        self.id() == *id || self.former_ids().any(|former| former == *id)
    }

    /// Notes what it is called before that changes.
    pub(super) fn remember(&mut self) {
        let id = self.id();
        // Every reader asks whether any of them fits.
        self.former.push(Former {
            kind: id.gvk.kind,
            name: id.name,
            namespace: id.namespace,
        });
    }

    /// Takes over what was known of an object that this one stands for from now on.
    pub(super) fn succeed(&mut self, old: &Resource) {
        self.former.clone_from(&old.former);
        self.prefixes.clone_from(&old.prefixes);
        self.suffixes.clone_from(&old.suffixes);
        self.is_hashed &= old.is_hashed;
        self.behaviour = old.behaviour;
        self.variables.clone_from(&old.variables);
    }

    /// Sets its name; the place stays that of the old one.
    pub(super) fn set_name(&mut self, name: &str) {
        let place = self.node.at(&["metadata", "name"]).unwrap_or(&self.node);
        let value = place.with_text(name);
        if let Some(metadata) = self.node.mapping_mut("metadata") {
            metadata.set("name", value);
        }
    }

    /// A mapping of its metadata as texts.
    pub(super) fn texts(&self, field: &str) -> Vec<(&str, &str)> {
        let held = self.node.at(&["metadata", field]);
        let entries = held.map(Node::entries).unwrap_or_default();
        let texts = entries
            .iter()
            .map(|(key, value)| (key.key_text(), value.key_text()));
        texts.collect()
    }

    /// Annotations are texts, whatever they look like; an empty mapping of them is none.
    pub(super) fn settle_annotations(&mut self) {
        settle_texts(&mut self.node, "annotations");
    }
}

/// Makes every value of a mapping of the metadata a text.
pub(super) fn settle_texts(node: &mut Node, field: &str) {
    let Some(metadata) = node.get_mut("metadata") else {
        return;
    };
    let Some(held) = metadata.get_mut(field) else {
        return;
    };
    if held.is_empty() || !matches!(held.content, Content::Mapping(_)) {
        metadata.remove(field);
        return;
    }
    if let Content::Mapping(entries) = &mut held.content {
        for (_, value) in entries {
            if value.kind() != Kind::String {
                *value = value.with_text(value.key_text());
            }
        }
    }
}
