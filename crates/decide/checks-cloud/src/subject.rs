//! What the checks of this crate look at.

use jiff::civil::Date;
use seaworthy_check::{Examined, Failure, Judge};
use seaworthy_facts::cloud::{CloudFacts, Node, Resource, Spot};
use seaworthy_model::{Location, Subject, SubjectKind};

/// The resources of one target, and the day on which they are judged.
#[derive(Clone, Debug, Default)]
pub struct Cloud {
    /// The name of the target.
    pub name: String,
    /// What its files declare.
    pub facts: CloudFacts,
    /// Today, UTC; without it nothing is judged by age.
    pub today: Option<Date>,
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
    /// The resources of some kinds. Azure's kinds are compared without regard to case.
    pub(crate) fn of_kinds<'c>(
        &'c self,
        kinds: &'c [&'c str],
    ) -> impl Iterator<Item = &'c Resource> {
        let resources = self.facts.resources.iter();
        resources.filter(|resource| is_of(resource, kinds))
    }

    /// The resources of one kind.
    pub(crate) fn of_kind<'c>(&'c self, kind: &'c str) -> impl Iterator<Item = &'c Resource> {
        let resources = self.facts.resources.iter();
        resources.filter(move |resource| resource.kind.eq_ignore_ascii_case(kind))
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
        let same_unit = self
            .of_kinds(kinds)
            .filter(move |resource| resource.unit == to.unit);
        same_unit.filter(move |resource| {
            let Some(node) = resource.look(by).node() else {
                return false;
            };
            let refers = node
                .references()
                .iter()
                .any(|one| *one.address == to.address);
            refers || (node.as_str().is_some() && node.as_str() == name)
        })
    }
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
