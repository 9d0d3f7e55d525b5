//! What the checks of this crate look at.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use seaworthy_check::{Examined, Failure, Judge};
use seaworthy_facts::cloud::{CloudFacts, Node, Resource, Spot, Value};
use seaworthy_model::{Location, Subject, SubjectKind};

/// The resources of one target, and the day on which they are judged.
#[derive(Clone, Debug, Default)]
pub struct Cloud {
    name: String,
    facts: CloudFacts,
    pub(crate) today: Option<Date>,
    index: Index,
}

/// What is where among the resources, so that looking for what means a resource never goes through
/// all of them. Numbers are those of the list of resources.
#[derive(Clone, Debug, Default)]
struct Index {
    /// By kind, in small letters.
    kinds: HashMap<String, Vec<usize>>,
    /// By unit and the address of a resource that they refer to.
    referring: HashMap<String, Vec<usize>>,
    /// By unit and a name that an attribute of [`MEANING`] holds.
    naming: HashMap<String, Vec<usize>>,
    /// Of which such an attribute is not known, by unit and kind.
    open: HashMap<String, Vec<usize>>,
}

/// Attributes that mean another resource by its name.
const MEANING: &[&str] = &[
    "bucket",
    "server_id",
    "server_name",
    "storage_account_id",
    "storage_account_name",
    "subnet_id",
    "target_resource_id",
    "vpc_id",
];

impl Index {
    fn new(resources: &[Resource]) -> Self {
        let mut index = Index::default();
        for (at, resource) in resources.iter().enumerate() {
            let kind = resource.kind.to_ascii_lowercase();
            let mut addresses: BTreeSet<&Arc<str>> = BTreeSet::new();
            for (name, node) in resource.attributes.entries() {
                addresses.extend(node.references().iter().map(|one| &one.address));
                if !MEANING.contains(&&**name) {
                    continue;
                }
                match &node.value {
                    Value::Text(text) => index
                        .naming
                        .entry(key(resource, text))
                        .or_default()
                        .push(at),
                    Value::Unknown(_) if node.references().is_empty() => {
                        index.open.entry(key(resource, &kind)).or_default().push(at);
                    }
                    _ => {}
                }
            }
            for address in addresses {
                index
                    .referring
                    .entry(key(resource, address))
                    .or_default()
                    .push(at);
            }
            index.kinds.entry(kind).or_default().push(at);
        }
        index
    }
}

/// What stands in the unit of a resource.
fn key(resource: &Resource, what: &str) -> String {
    format!("{}\0{what}", resource.unit)
}

impl Examined for Cloud {
    fn subject(&self) -> Subject {
        Subject {
            kind: SubjectKind::Setting,
            name: self.name.clone(),
            within: None,
        }
    }
}

impl Cloud {
    /// What the files of a target declare. Without a day nothing is judged by age.
    #[must_use]
    pub fn new(name: impl Into<String>, facts: CloudFacts, today: Option<Date>) -> Self {
        Cloud {
            name: name.into(),
            index: Index::new(&facts.resources),
            facts,
            today,
        }
    }

    /// Whether nothing is declared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.facts.resources.is_empty()
    }

    /// How many resources are declared.
    #[must_use]
    pub fn len(&self) -> usize {
        self.facts.resources.len()
    }

    fn at<'c>(&'c self, numbers: Option<&'c Vec<usize>>) -> impl Iterator<Item = &'c Resource> {
        let numbers = numbers.into_iter().flatten();
        numbers.filter_map(|at| self.facts.resources.get(*at))
    }

    /// The resources of one kind. Azure's kinds are compared without regard to case.
    pub(crate) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Resource> {
        self.at(self.index.kinds.get(&kind.to_ascii_lowercase()))
    }

    /// The resources of some kinds.
    pub(crate) fn of_kinds<'c>(
        &'c self,
        kinds: &'c [&'c str],
    ) -> impl Iterator<Item = &'c Resource> {
        kinds.iter().flat_map(|kind| self.of_kind(kind))
    }

    /// The resources of some kinds that mean this one: by a reference, or by its name.
    pub(crate) fn linked<'c>(
        &'c self,
        to: &'c Resource,
        kinds: &'c [&'c str],
        by: &'c str,
    ) -> impl Iterator<Item = &'c Resource> {
        let names = ["bucket", "name", "BucketName", "id", "function_name"];
        let name = names
            .iter()
            .find_map(|name| to.look(name).known()?.as_str());
        let referring = self.at(self.index.referring.get(&key(to, &to.address)));
        let naming = self.at(name.and_then(|name| self.index.naming.get(&key(to, name))));
        referring
            .chain(naming)
            .filter(move |resource| is_of(resource, kinds) && means(resource, by, to, name))
    }

    /// A resource of some kinds of which nobody knows whether it means this one.
    pub(crate) fn maybe_linked(&self, to: &Resource, kinds: &[&str]) -> Option<&Resource> {
        kinds.iter().find_map(|kind| {
            let open = self.index.open.get(&key(to, &kind.to_ascii_lowercase()));
            self.at(open).next()
        })
    }
}

/// Whether an attribute means another resource. Several names of it have `|` between them: versions
/// of a provider differ.
fn means(resource: &Resource, by: &str, to: &Resource, name: Option<&str>) -> bool {
    by.split('|').any(|by| {
        let Some(node) = resource.look(by).node() else {
            return false;
        };
        let mut references = node.references().iter();
        let refers = references.any(|one| *one.address == to.address);
        refers || (node.as_str().is_some() && node.as_str() == name)
    })
}

/// Whether a resource is of one of the kinds.
pub(crate) fn is_of(resource: &Resource, kinds: &[&str]) -> bool {
    kinds
        .iter()
        .any(|kind| resource.kind.eq_ignore_ascii_case(kind))
}

/// Something wrong with a resource, at a node of it or where it begins. The message says what is so
/// of the resource.
pub(crate) fn failure(resource: &Resource, node: Option<&Node>, says: &str) -> Failure {
    let message = format!("`{}` {says}", resource.address);
    let place = node.map_or(&resource.place, |node| &node.place);
    let key = format!("{}|{}|{says}", resource.unit, resource.address);
    let mut failure = Failure::new(message, location(place))
        .key(key)
        .subject(Subject {
            kind: SubjectKind::Resource,
            name: resource.address.clone(),
            within: None,
        });
    let origin = node.and_then(|node| node.origin.as_ref());
    for spot in origin
        .into_iter()
        .chain(resource.calls.iter().rev().map(|call| &call.place))
    {
        failure = failure.related(location(spot));
    }
    failure.evidence("kind", resource.kind.clone())
}

/// That something of a resource is not known.
pub(crate) fn unknown(judge: &mut Judge, resource: &Resource, path: &str, reason: &str) {
    let path = path.replace('?', "");
    judge.unknown(
        format!("`{path}` of `{}`", resource.address),
        reason.to_owned(),
    );
}

fn location(spot: &Spot) -> Location {
    Location::File {
        path: spot.path.to_string(),
        line: Some(spot.line),
        column: Some(spot.column),
    }
}
