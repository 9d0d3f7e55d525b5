//! How one file lies on another, and a service on the one that it extends (Compose specification,
//! "Merge" and "Extend").

use std::collections::BTreeMap;

use seaworthy_facts::manifest::Kind;

use super::node::{Content, Node};

/// Lays a value on another. `path` tells which rule holds, keys of one's own choice as `*`.
pub(super) fn merge(base: Node, over: Node, path: &[&str]) -> Node {
    if over.tag() == Some("!override") {
        return over;
    }
    let (base, over) = (normalised(base, path), normalised(over, path));
    match (base.content, over.content) {
        (Content::Mapping(below), Content::Mapping(above)) => {
            let entries = merge_entries(below, above, path);
            Node {
                origin: base.origin,
                content: Content::Mapping(entries),
            }
        }
        (Content::Sequence(below), Content::Sequence(above)) if !is_replaced(path) => Node {
            origin: base.origin,
            content: Content::Sequence(merge_items(below, above, path)),
        },
        (_, content) => Node {
            origin: over.origin,
            content,
        },
    }
}

fn merge_entries(
    mut below: Vec<(Node, Node)>,
    above: Vec<(Node, Node)>,
    path: &[&str],
) -> Vec<(Node, Node)> {
    let mut index: BTreeMap<String, usize> = names_of(&below).zip(0..).collect();
    let mut reset = Vec::new();
    for (key, value) in above {
        let name = key.text().unwrap_or_default().to_owned();
        // `!reset` takes away what is below it.
        if value.tag() == Some("!reset") {
            reset.push(name);
            continue;
        }
        let known = index.get(&name).copied();
        let Some((_, held)) = known.and_then(|index| below.get_mut(index)) else {
            index.insert(name, below.len());
            below.push((key, value));
            continue;
        };
        let inner: Vec<&str> = path.iter().copied().chain([name.as_str()]).collect();
        let base = std::mem::replace(held, key.with(Content::Sequence(Vec::new())));
        *held = merge(base, value, &inner);
    }
    if !reset.is_empty() {
        below.retain(|(key, _)| {
            key.text()
                .is_none_or(|key| !reset.iter().any(|name| name == key))
        });
    }
    below
}

fn names_of(entries: &[(Node, Node)]) -> impl Iterator<Item = String> {
    let names = entries.iter().map(|(key, _)| key.text());
    names.map(|name| name.unwrap_or_default().to_owned())
}

/// Lists of commands are whole: a new one replaces the old.
fn is_replaced(path: &[&str]) -> bool {
    matches!(
        path,
        ["services", _, "command" | "entrypoint"] | ["services", _, "healthcheck", "test"]
    )
}

/// Items with the same target replace each other; all others are added.
fn merge_items(mut below: Vec<Node>, above: Vec<Node>, path: &[&str]) -> Vec<Node> {
    let [
        "services",
        _,
        list @ ("ports" | "volumes" | "secrets" | "configs" | "devices"),
    ] = path
    else {
        below.extend(above);
        return below;
    };
    let identities = below.iter().map(|item| identity(item, list)).zip(0..);
    let mut index: BTreeMap<String, usize> = identities
        .filter_map(|(identity, at)| Some((identity?, at)))
        .collect();
    for item in above {
        let identity = identity(&item, list);
        let known = identity
            .as_ref()
            .and_then(|identity| index.get(identity).copied());
        match known.and_then(|known| below.get_mut(known)) {
            Some(known) => *known = item,
            None => {
                index.extend(identity.map(|identity| (identity, below.len())));
                below.push(item);
            }
        }
    }
    below
}

/// What makes an item the same as another.
fn identity(item: &Node, list: &str) -> Option<String> {
    if list == "ports" {
        // The same published port cannot be given twice, whatever its target is.
        return Some(match item.text() {
            Some(text) => text.trim_end_matches("/tcp").to_owned(),
            None => {
                let part = |key| item.get(key).and_then(Node::text).unwrap_or_default();
                let (host, published) = (part("host_ip"), part("published"));
                let target = part("target");
                [host, published, target]
                    .into_iter()
                    .filter(|p| !p.is_empty())
                    .collect::<Vec<_>>()
                    .join(":")
            }
        });
    }
    match item.text() {
        Some(text) if list == "volumes" || list == "devices" => {
            let parts: Vec<&str> = text.split(':').collect();
            parts
                .get(1)
                .or(parts.first())
                .map(|target| (*target).to_owned())
        }
        Some(text) => Some(text.to_owned()),
        None => {
            let target = item.get("target").or_else(|| item.get("source"));
            target.and_then(Node::text).map(str::to_owned)
        }
    }
}

/// Fields that may be a list or a mapping become mappings, so that they merge by key.
pub(super) fn normalised(node: Node, path: &[&str]) -> Node {
    match path {
        [
            "services",
            _,
            "environment" | "labels" | "annotations" | "sysctls" | "extra_hosts",
        ]
        | ["services", _, "build", "args" | "labels"]
        | ["services", _, "deploy", "labels"]
        | ["volumes" | "networks" | "secrets" | "configs", _, "labels"] => pairs(node),
        ["services", _, "depends_on" | "networks"] => names(node),
        ["services", _, "build"] if node.text().is_some() => {
            let key = node.with_text("context");
            node.with(Content::Mapping(vec![(key, node.clone())]))
        }
        ["services", _, "env_file" | "tmpfs" | "dns" | "dns_search"] if node.text().is_some() => {
            node.with(Content::Sequence(vec![node.clone()]))
        }
        _ => node,
    }
}

/// `- NAME=value` as `NAME: value`.
fn pairs(node: Node) -> Node {
    if node.items().is_empty() {
        return node;
    }
    let mut entries: Vec<(Node, Node)> = Vec::new();
    let mut index = BTreeMap::new();
    for item in node.items() {
        let Some(text) = item.text() else { continue };
        // `extra_hosts` may have a colon.
        let at = text.find('=').or_else(|| text.find(':'));
        let (name, value) = match at {
            Some(at) => (text.get(..at), text.get(at + 1..)),
            None => (Some(text), None),
        };
        let name = name.unwrap_or_default();
        let key = item.with_text(name);
        let value = match value {
            Some(value) => item.with_text(value),
            None => item.with(Content::Scalar(Kind::Null, String::new())),
        };
        let at = *index.entry(name.to_owned()).or_insert(entries.len());
        match entries.get_mut(at) {
            Some(known) => *known = (key, value),
            None => entries.push((key, value)),
        }
    }
    node.with(Content::Mapping(entries))
}

/// `- name` as `name:`
fn names(node: Node) -> Node {
    if node.items().is_empty() {
        return node;
    }
    let named = node.items().iter().filter(|item| item.text().is_some());
    let null = |item: &Node| item.with(Content::Scalar(Kind::Null, String::new()));
    let entries = named.map(|item| (item.clone(), null(item))).collect();
    node.with(Content::Mapping(entries))
}

/// Brings every service into one form, also where nothing was merged.
pub(super) fn normalise_services(services: Node) -> Node {
    each_field(services, |name, service| {
        each_field(service, |field, value| {
            let value = normalised(value, &["services", name, field]);
            if !matches!(field, "build" | "deploy") {
                return value;
            }
            each_field(value, |inner, value| {
                normalised(value, &["services", name, field, inner])
            })
        })
    })
}

/// A mapping with each of its values changed.
fn each_field(node: Node, change: impl Fn(&str, Node) -> Node) -> Node {
    let content = match node.content {
        Content::Mapping(entries) => {
            let entries = entries.into_iter().map(|(key, value)| {
                let value = change(key.text().unwrap_or_default(), value);
                (key, value)
            });
            Content::Mapping(entries.collect())
        }
        content => content,
    };
    Node {
        origin: node.origin,
        content,
    }
}
