//! A Compose project: services after merging, with the long and short forms made one.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{Kind, NodeId, Place, Source, Tree, Value};

/// What Compose files say together.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// The merged document. Each value keeps the place in the file that it comes from.
    pub tree: Arc<Tree>,
    /// Services in the order in which they first appear, also those that others extend only.
    pub services: Vec<Service>,
    /// Values with a variable that nobody gives a value, sorted. Their text is as it is written.
    pub unresolved: Vec<NodeId>,
    /// What could not be read or found.
    pub problems: Vec<Trouble>,
    /// Every file that was read.
    pub files: Vec<Arc<Source>>,
}

/// Something that could not be read or found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The file.
    pub path: String,
    /// Where in it.
    pub place: Place,
    /// Why, in lower case, without a full stop; a limit is named.
    pub reason: String,
}

/// A service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Its mapping in the tree of the project.
    pub node: NodeId,
    /// The name in its file, for a place.
    pub key: NodeId,
    /// Variables of its `env_file`s, in order.
    pub env_files: Vec<EnvVariable>,
}

/// A variable of the environment of a service.
#[derive(Clone, PartialEq, Eq)]
pub struct EnvVariable {
    /// Its name.
    pub name: String,
    /// Its value; nothing where the environment of Compose itself gives it.
    pub value: Option<String>,
    /// The file that says so.
    pub path: String,
    /// The line.
    pub place: Place,
}

/// Values may be secrets.
impl fmt::Debug for EnvVariable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnvVariable")
            .field("name", &self.name)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl EnvVariable {
    /// Adds variables to others: one of the same name takes the place of the earlier one.
    pub fn overlay(variables: &mut Vec<Self>, newer: impl IntoIterator<Item = Self>) {
        let names = variables.iter().map(|variable| variable.name.clone());
        let mut index: BTreeMap<String, usize> = names.zip(0..).collect();
        for variable in newer {
            let at = *index
                .entry(variable.name.clone())
                .or_insert(variables.len());
            match variables.get_mut(at) {
                Some(known) => *known = variable,
                None => variables.push(variable),
            }
        }
    }
}

/// A published port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port<'a> {
    /// The address of the host that listens; nothing for all of them.
    pub host_ip: Option<String>,
    /// The port of the host, or a range; nothing for one that the engine picks.
    pub published: Option<String>,
    /// The port of the container, or a range.
    pub target: String,
    /// `tcp` or `udp`.
    pub protocol: String,
    /// What says so.
    pub value: Value<'a>,
}

/// A volume of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount<'a> {
    /// `bind`, `volume`, `tmpfs`, `npipe`, `cluster` or `image`.
    pub kind: String,
    /// The path of the host or the name of the volume; nothing for an anonymous one.
    pub source: Option<String>,
    /// The path in the container.
    pub target: String,
    /// Whether the container may only read it.
    pub read_only: bool,
    /// What says so.
    pub value: Value<'a>,
}

/// A secret or configuration that a service gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant<'a> {
    /// The name at the top of the project.
    pub source: String,
    /// Where the container sees it, where that is said.
    pub target: Option<String>,
    /// What says so.
    pub value: Value<'a>,
}

/// A service with its project: what checks see.
#[derive(Clone, Copy, Debug)]
pub struct ServiceView<'a> {
    project: &'a Project,
    service: &'a Service,
}

impl Project {
    /// The services.
    pub fn views(&self) -> impl Iterator<Item = ServiceView<'_>> {
        self.services.iter().map(|service| ServiceView {
            project: self,
            service,
        })
    }

    /// The service of that name.
    #[must_use]
    pub fn service(&self, name: &str) -> Option<ServiceView<'_>> {
        self.views().find(|view| view.name() == name)
    }

    /// Whether a value holds a variable that nobody gives a value.
    #[must_use]
    pub fn is_unresolved(&self, value: Value<'_>) -> bool {
        self.unresolved.binary_search(&value.id()).is_ok()
    }

    /// A definition at the top, as in `volumes`, `networks`, `secrets`, `configs`.
    #[must_use]
    pub fn definition(&self, kind: &str, name: &str) -> Option<Value<'_>> {
        self.tree.root()?.get(kind)?.get(name)
    }
}

impl<'a> ServiceView<'a> {
    /// The project.
    #[must_use]
    pub fn project(self) -> &'a Project {
        self.project
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'a str {
        &self.service.name
    }

    /// Its mapping.
    #[must_use]
    pub fn value(self) -> Value<'a> {
        self.project.tree.value(self.service.node)
    }

    /// Its name in the file, for a place.
    #[must_use]
    pub fn key(self) -> Value<'a> {
        self.project.tree.value(self.service.key)
    }

    /// A field, as in `deploy.resources.limits.memory` (see [`Value::at`]).
    #[must_use]
    pub fn at(self, path: &str) -> Option<Value<'a>> {
        self.value().at(path)
    }

    /// A field that is true or false; Compose takes words in quotes too.
    #[must_use]
    pub fn flag(self, path: &str) -> Option<bool> {
        let value = self.at(path)?;
        let words = || match value.as_str()?.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "y" | "on" => Some(true),
            "false" | "0" | "no" | "n" | "off" => Some(false),
            _ => None,
        };
        value.as_bool().or_else(words)
    }

    /// The items of a field that is one text or a list of them.
    pub fn list(self, path: &str) -> impl Iterator<Item = Value<'a>> {
        let value = self.at(path);
        let single = value.filter(|value| !value.is_sequence() && !value.is_mapping());
        let items = value.into_iter().flat_map(Value::items);
        single.into_iter().chain(items)
    }

    /// The profiles that switch it on; none means always.
    pub fn profiles(self) -> impl Iterator<Item = &'a str> {
        self.list("profiles").filter_map(Value::text)
    }

    /// The environment: of its files, then its own, which is stronger.
    #[must_use]
    pub fn environment(self) -> Vec<EnvVariable> {
        let mut variables = self.service.env_files.clone();
        let own = self.at("environment");
        let entries = own.into_iter().flat_map(Value::entries);
        let own = entries.map(|entry| EnvVariable {
            name: entry.name().into_owned(),
            value: entry
                .value
                .text()
                .filter(|_| !entry.value.is_null())
                .map(str::to_owned),
            path: entry.key.source().map_or("", Source::path).to_owned(),
            place: entry.key.place(),
        });
        EnvVariable::overlay(&mut variables, own);
        variables
    }

    /// Published ports, short and long form. What is not understood is left out.
    pub fn ports(self) -> impl Iterator<Item = Port<'a>> {
        self.list("ports").filter_map(port)
    }

    /// Volumes, short and long form, and `tmpfs`.
    pub fn mounts(self) -> impl Iterator<Item = Mount<'a>> {
        let volumes = self.list("volumes").filter_map(mount);
        volumes.chain(self.list("tmpfs").filter_map(tmpfs))
    }

    /// Secrets.
    pub fn secrets(self) -> impl Iterator<Item = Grant<'a>> {
        self.list("secrets").filter_map(grant)
    }

    /// Configurations.
    pub fn configs(self) -> impl Iterator<Item = Grant<'a>> {
        self.list("configs").filter_map(grant)
    }

    /// The context of its build, a path or an address.
    #[must_use]
    pub fn build_context(self) -> Option<Value<'a>> {
        let build = self.at("build")?;
        if build.is_mapping() {
            build.get("context")
        } else {
            Some(build)
        }
    }

    /// The Dockerfile of its build, relative to the context; nothing for the default or none.
    #[must_use]
    pub fn dockerfile(self) -> Option<&'a str> {
        self.at("build.dockerfile").and_then(Value::text)
    }
}

fn text_of(value: Value<'_>, key: &str) -> Option<String> {
    value.get(key).and_then(Value::text).map(str::to_owned)
}

/// `[HOST:][PUBLISHED:]TARGET[/PROTOCOL]`, or the same as a mapping.
fn port(value: Value<'_>) -> Option<Port<'_>> {
    if value.is_mapping() {
        return Some(Port {
            host_ip: text_of(value, "host_ip"),
            published: text_of(value, "published"),
            target: text_of(value, "target")?,
            protocol: text_of(value, "protocol").unwrap_or_else(|| "tcp".to_owned()),
            value,
        });
    }
    let text = value.text()?;
    let (rest, protocol) = text.rsplit_once('/').unwrap_or((text, "tcp"));
    let (rest, target) = match rest.rsplit_once(':') {
        Some((rest, target)) => (Some(rest), target),
        None => (None, rest),
    };
    // An address of IPv6 is in brackets, so that the last colon is before the published port.
    let (host_ip, published) = match rest.map(|rest| rest.rsplit_once(':').unwrap_or(("", rest))) {
        Some((host, published)) => (Some(host), Some(published)),
        None => (None, None),
    };
    let present = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    let host_ip = host_ip.map(|host| host.trim_start_matches('[').trim_end_matches(']'));
    Some(Port {
        host_ip: present(host_ip),
        published: present(published),
        target: target.to_owned(),
        protocol: protocol.to_owned(),
        value,
    })
}

/// `[SOURCE:]TARGET[:MODE]`, or the same as a mapping.
fn mount(value: Value<'_>) -> Option<Mount<'_>> {
    if value.is_mapping() {
        let read_only = value.get("read_only");
        return Some(Mount {
            kind: text_of(value, "type").unwrap_or_else(|| "volume".to_owned()),
            source: text_of(value, "source"),
            target: text_of(value, "target")?,
            read_only: read_only.is_some_and(|v| v.is_true() || v.as_str() == Some("true")),
            value,
        });
    }
    let text = value.text().filter(|_| value.kind() == Kind::String)?;
    let parts = split_mount(text);
    let (source, target, mode) = match parts.as_slice() {
        [target] => (None, *target, ""),
        [source, target] => (Some(*source), *target, ""),
        [source, target, mode] => (Some(*source), *target, *mode),
        _ => return None,
    };
    let is_path = |source: &str| {
        source.starts_with(['/', '.', '~', '$', '\\']) || source.get(1..2) == Some(":")
    };
    let kind = if source.is_some_and(is_path) {
        "bind"
    } else {
        "volume"
    };
    Some(Mount {
        kind: kind.to_owned(),
        source: source.map(str::to_owned),
        target: target.to_owned(),
        read_only: mode.split(',').any(|option| option == "ro"),
        value,
    })
}

/// At colons, but for those of `${VAR:-x}` and of a drive of Windows.
fn split_mount(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut braces = 0_u32;
    for (at, c) in text.char_indices() {
        match c {
            '{' => braces += 1,
            '}' => braces = braces.saturating_sub(1),
            ':' if braces == 0 => {
                let part = text.get(start..at).unwrap_or_default();
                let is_drive = part.len() == 1
                    && part.starts_with(|c: char| c.is_ascii_alphabetic())
                    && text
                        .get(at + 1..)
                        .is_some_and(|rest| rest.starts_with(['\\', '/']));
                if !is_drive || !parts.is_empty() {
                    parts.push(part);
                    start = at + 1;
                }
            }
            _ => {}
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

fn tmpfs(value: Value<'_>) -> Option<Mount<'_>> {
    let text = value.text()?;
    Some(Mount {
        kind: "tmpfs".to_owned(),
        source: None,
        target: text.split(':').next().unwrap_or_default().to_owned(),
        read_only: false,
        value,
    })
}

fn grant(value: Value<'_>) -> Option<Grant<'_>> {
    let source = match value.text() {
        Some(name) => name.to_owned(),
        None => text_of(value, "source")?,
    };
    Some(Grant {
        source,
        target: text_of(value, "target"),
        value,
    })
}
