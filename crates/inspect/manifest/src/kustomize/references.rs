//! Fields that name other objects, after the names of those have changed.

use std::collections::{BTreeMap, BTreeSet};

use super::budget::Budget;
use super::field_spec::{Config, FieldSpec, Missing, NameReference, visit};
use super::node::{Content, Node};
use super::problem::{Fault, Outcome};
use super::resource::{Gvk, Id, Resource};

/// What of an object counts for those that refer to it.
struct Target {
    id: Id,
    first: Id,
    former: Vec<Id>,
    name: String,
    /// As it is written, which may be nothing.
    namespace: String,
    prefixes: Vec<String>,
    suffixes: Vec<String>,
}

/// All objects, by the names that they had.
struct Targets {
    targets: Vec<Target>,
    by_former_name: BTreeMap<String, Vec<usize>>,
}

/// Who refers.
struct Referrer<'r> {
    id: Id,
    role: Option<Gvk>,
    /// Namespaces of accounts that a binding names.
    namespaces: BTreeSet<String>,
    prefixes: &'r [String],
    suffixes: &'r [String],
}

/// Puts the new names into every field that holds an old one.
///
/// # Errors
/// A limit; faults of single references are given to `tell` with the object's place.
pub(super) fn update(
    resources: &mut [Resource],
    config: &Config,
    budget: &mut Budget,
    tell: &mut dyn FnMut(Fault, &Node),
) -> Outcome<()> {
    let targets = Targets::new(resources);
    if targets.by_former_name.is_empty() {
        return Ok(());
    }
    for resource in resources {
        let first = resource.original_id().gvk;
        let mut node = {
            let empty = placeholder(&resource.node);
            std::mem::replace(&mut resource.node, empty)
        };
        let referrer = Referrer::new(resource, &node);
        for names in &config.names {
            budget.steps(1 + names.referrers.len() as u64)?;
            for spec in names
                .referrers
                .iter()
                .filter(|spec| first.is_selected(&spec.gvk))
            {
                let updated = update_field(&mut node, spec, names, &referrer, &targets, budget);
                match updated {
                    Err(fault) if fault.kind == super::problem::ProblemKind::Limit => {
                        resource.node = node;
                        return Err(fault);
                    }
                    Err(fault) => tell(fault, &node),
                    Ok(()) => {}
                }
            }
        }
        resource.node = node;
    }
    Ok(())
}

fn placeholder(node: &Node) -> Node {
    node.with(Content::Sequence(Vec::new()))
}

fn update_field(
    node: &mut Node,
    spec: &FieldSpec,
    names: &NameReference,
    referrer: &Referrer<'_>,
    targets: &Targets,
    budget: &mut Budget,
) -> Outcome<()> {
    let anywhere = FieldSpec {
        gvk: Gvk::default(),
        ..spec.clone()
    };
    let by_role = spec.path.ends_with("roleRef/name");
    let asked = Asked {
        target: &names.target,
        role: referrer.role.as_ref().filter(|_| by_role),
        referrer,
        targets,
    };
    let mut set = |field: &mut Node, budget: &mut Budget| asked.set(field, budget);
    visit(node, &anywhere, Missing::Skip, budget, &mut set)
}

impl Targets {
    fn new(resources: &[Resource]) -> Self {
        let targets: Vec<Target> = resources.iter().map(Target::new).collect();
        let mut by_former_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (target, at) in resources.iter().zip(0..) {
            let names: BTreeSet<&str> = target.former_names().collect();
            for name in names {
                by_former_name.entry(name.to_owned()).or_default().push(at);
            }
        }
        Targets {
            targets,
            by_former_name,
        }
    }

    fn named(&self, name: &str) -> impl Iterator<Item = &Target> {
        let found = self.by_former_name.get(name);
        let found = found.map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(|at| self.targets.get(*at))
    }
}

impl Target {
    fn new(resource: &Resource) -> Self {
        Target {
            id: resource.id(),
            first: resource.original_id(),
            former: resource.former_ids().collect(),
            name: resource.name().to_owned(),
            namespace: resource.namespace().to_owned(),
            prefixes: resource.prefixes.clone(),
            suffixes: resource.suffixes.clone(),
        }
    }

    fn was(&self, gvk: &Gvk) -> bool {
        self.former.iter().any(|id| id.gvk.is_selected(gvk))
    }
}

impl<'r> Referrer<'r> {
    fn new(resource: &'r Resource, node: &Node) -> Self {
        let text = |keys: &[&str]| node.at(keys).and_then(Node::text).unwrap_or_default();
        let gvk = Gvk::new(text(&["apiVersion"]), text(&["kind"]));
        let id = Id::new(
            gvk,
            text(&["metadata", "name"]),
            text(&["metadata", "namespace"]),
        );
        let role = node.get("roleRef").and_then(|role| {
            Some(Gvk {
                group: role.get("apiGroup")?.key_text().to_owned(),
                version: String::new(),
                kind: role.get("kind")?.key_text().to_owned(),
            })
        });
        let subjects = node
            .get("subjects")
            .filter(|_| id.gvk.kind == "RoleBinding");
        let subjects = subjects.map(Node::items).unwrap_or_default();
        let accounts = subjects
            .iter()
            .filter(|one| one.text_of("kind") == "ServiceAccount");
        let namespaces = accounts.filter_map(|one| one.get("namespace")?.text());
        Referrer {
            id,
            role,
            namespaces: namespaces.map(str::to_owned).collect(),
            prefixes: &resource.prefixes,
            suffixes: &resource.suffixes,
        }
    }

    /// Whether an object may be meant at all.
    fn may_mean(&self, target: &Target) -> bool {
        self.id.is_in_cluster()
            || target.id.is_in_cluster()
            || target.id.namespace == self.id.namespace
            || self.namespaces.contains(&target.namespace)
    }

    /// Whether an object of that place is the one that is meant.
    fn is_near(&self, target: &Target) -> bool {
        self.id.is_in_cluster()
            || target.id.is_in_cluster()
            || target.id.gvk.kind == "ServiceAccount"
            || target.id.namespace == self.id.namespace
    }

    /// Whether an object got the same prefixes and suffixes as the referrer.
    fn shares_names(&self, target: &Target, empty_fits: bool) -> bool {
        let same = |one: &[String], two: &[String]| {
            (empty_fits && (one.is_empty() || two.is_empty())) || same_end(one, two)
        };
        same(&target.prefixes, self.prefixes) && same(&target.suffixes, self.suffixes)
    }
}

/// Whether the shorter list is the end of the longer one; an empty one only that of an empty one.
fn same_end(one: &[String], two: &[String]) -> bool {
    let (short, long) = if one.len() > two.len() {
        (two, one)
    } else {
        (one, two)
    };
    if short.is_empty() {
        return long.is_empty();
    }
    long.ends_with(short)
}

/// A field that names an object of a kind.
struct Asked<'a> {
    target: &'a Gvk,
    role: Option<&'a Gvk>,
    referrer: &'a Referrer<'a>,
    targets: &'a Targets,
}

impl Asked<'_> {
    fn set(&self, field: &mut Node, budget: &mut Budget) -> Outcome<()> {
        budget.steps(1)?;
        match &mut field.content {
            Content::Scalar(..) => self.set_name(field, budget),
            Content::Mapping(_) => self.set_pair(field, budget),
            Content::Sequence(items) => items.iter_mut().try_for_each(|item| {
                if matches!(item.content, Content::Mapping(_)) {
                    self.set_pair(item, budget)
                } else {
                    self.set_name(item, budget)
                }
            }),
        }
    }

    fn set_name(&self, field: &mut Node, budget: &mut Budget) -> Outcome<()> {
        if field.is_null() {
            return Ok(());
        }
        let name = field.key_text();
        let found = self.select(name, &|_| true, false, budget)?;
        if let Some(target) = found
            && target.name != name
        {
            *field = field.with_text(target.name.clone());
        }
        Ok(())
    }

    /// A mapping with a name and a namespace.
    fn set_pair(&self, field: &mut Node, budget: &mut Budget) -> Outcome<()> {
        let Some(held) = field.get("name") else {
            return Err(Fault::refused("a reference without a name"));
        };
        let name = held.key_text();
        let namespace = field.get("namespace").map(Node::key_text);
        let all = || self.targets.named(name);
        let found = match namespace {
            None => self.select(name, &|_| true, true, budget)?,
            Some(wanted) => {
                let in_first = |target: &Target| target.first.namespace == wanted;
                let in_last = |target: &Target| target.id.namespace == wanted;
                // Any object of that first namespace decides, whatever its name.
                let mut everyone = self.targets.targets.iter();
                budget.steps(self.targets.targets.len() as u64)?;
                let by_first =
                    everyone.any(|target| in_first(target) && self.referrer.may_mean(target));
                if by_first {
                    self.select(name, &in_first, true, budget)?
                } else if all().any(in_last) {
                    self.select(name, &in_last, true, budget)?
                } else {
                    None
                }
            }
        };
        let Some(target) = found else {
            return Ok(());
        };
        if target.name == name && target.namespace.is_empty() {
            return Ok(());
        }
        let new_name = held.with_text(target.name.clone());
        let place = field.get("namespace").unwrap_or(held);
        let new_namespace = place.with_text(target.namespace.clone());
        field.set("name", new_name);
        if !target.namespace.is_empty() {
            field.set("namespace", new_namespace);
        }
        Ok(())
    }

    /// The object that had that name and is meant.
    fn select(
        &self,
        name: &str,
        fits: &dyn Fn(&Target) -> bool,
        with_namespace: bool,
        budget: &mut Budget,
    ) -> Outcome<Option<&Target>> {
        let mut found: Vec<&Target> = Vec::new();
        for target in self.targets.named(name) {
            budget.steps(1)?;
            let is_kind = target.was(self.target) && self.role.is_none_or(|role| target.was(role));
            let is_there = self.referrer.may_mean(target) && self.referrer.is_near(target);
            if fits(target) && is_kind && is_there {
                found.push(target);
            }
        }
        if let [one] = found.as_slice() {
            return Ok(Some(one));
        }
        found.retain(|target| self.referrer.shares_names(target, true));
        if found.len() > 1 {
            found.retain(|target| self.referrer.shares_names(target, false));
        }
        let Some((first, rest)) = found.split_first() else {
            return Ok(None);
        };
        let same = |other: &&Target| {
            other.name == first.name && (!with_namespace || other.namespace == first.namespace)
        };
        if rest.iter().all(same) {
            return Ok(Some(first));
        }
        Err(Fault::refused(format!(
            "`{name}` may be more than one object"
        )))
    }
}
