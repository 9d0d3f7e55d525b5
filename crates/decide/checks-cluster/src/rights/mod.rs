//! Who may do what: roles with their rules, and bindings with what they point to.
//!
//! The rules are those of the RBAC authorizer of Kubernetes: verb, group and resource must fit in
//! one rule; a rule with `resourceNames` reaches no request that carries no name.

mod builtin;
mod known;
mod question;
mod rule;
mod subject;
mod takeover;

pub(crate) use question::{Question, Reach, Site, failure, lower};
pub(crate) use rule::Rule;
pub(crate) use subject::{Identity, Principal};
pub(crate) use takeover::takeover;

use std::collections::HashMap;

use seaworthy_facts::manifest::kubernetes::{Object, ObjectSet, selector, together};
use seaworthy_facts::manifest::{NodeId, Value};

use crate::Cluster;

/// The groups whose roles and bindings are read; the second is that of OpenShift.
const GROUPS: &[&str] = &["rbac.authorization.k8s.io", "authorization.openshift.io"];

/// Every role and binding of a set of objects.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rights {
    pub(crate) roles: Vec<Role>,
    pub(crate) bindings: Vec<Binding>,
    /// Numbers of roles by their names.
    by_name: HashMap<String, Vec<usize>>,
}

/// A Role or ClusterRole.
#[derive(Clone, Debug)]
pub(crate) struct Role {
    /// Its number in the set.
    pub(crate) object: usize,
    pub(crate) is_cluster: bool,
    /// The rules that are written in it.
    pub(crate) rules: Vec<Rule>,
    /// Numbers of the roles whose rules it takes over by their labels.
    aggregated: Vec<usize>,
    /// Whether Kubernetes or a vendor ships it, so that its rights are known.
    pub(crate) is_known: bool,
    pub(crate) bound: Bound,
}

/// Where the bindings of the set let a role act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Bound {
    /// No binding of the set names it.
    Nowhere,
    /// In the namespaces of RoleBindings.
    InNamespaces,
    /// In the whole cluster.
    Everywhere,
}

/// A RoleBinding or ClusterRoleBinding.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    /// Its number in the set.
    pub(crate) object: usize,
    pub(crate) is_cluster: bool,
    pub(crate) target: Target,
    pub(crate) subjects: Vec<Identity>,
}

/// What a binding points to.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// A role of the set, by its number in [`Rights::roles`].
    Written(usize),
    /// A role that every cluster has, and its rules.
    BuiltIn(Vec<Rule>),
    /// A role that Kubernetes or a vendor ships, whose rules are not known here.
    Known,
    /// Nothing that is known.
    Missing,
}

impl Rights {
    /// Reads the roles and bindings of a set and joins them.
    pub(crate) fn of(set: &ObjectSet) -> Self {
        let mut rights = Rights::default();
        let rbac = set.objects().iter().enumerate();
        let rbac = rbac.filter(|(_, object)| GROUPS.contains(&object.group()));
        let rbac: Vec<(usize, &Object)> = rbac.collect();
        for (index, object) in &rbac {
            let is_cluster = object.kind() == "ClusterRole";
            if is_cluster || object.kind() == "Role" {
                let known = rights.by_name.entry(object.name().to_owned());
                known.or_default().push(rights.roles.len());
                rights.roles.push(Role {
                    object: *index,
                    is_cluster,
                    rules: rule::read(*index, object),
                    aggregated: Vec::new(),
                    is_known: known::is_known(object),
                    bound: Bound::Nowhere,
                });
            }
        }
        rights.aggregate(set);
        for (index, object) in &rbac {
            let is_cluster = object.kind() == "ClusterRoleBinding";
            if is_cluster || object.kind() == "RoleBinding" {
                let binding = rights.binding(set, *index, object, is_cluster);
                rights.note(&binding);
                rights.bindings.push(binding);
            }
        }
        rights
    }

    /// The rules of a role, with those that it takes over.
    pub(crate) fn rules_of<'a>(&'a self, role: &'a Role) -> impl Iterator<Item = &'a Rule> {
        let others = role.aggregated.iter();
        let others = others.filter_map(|index| self.roles.get(*index));
        role.rules.iter().chain(others.flat_map(|role| &role.rules))
    }

    /// The rules that a binding gives; none where its role is not known.
    pub(crate) fn rules_bound<'a>(&'a self, binding: &'a Binding) -> Vec<&'a Rule> {
        match &binding.target {
            Target::Written(index) => {
                let role = self.roles.get(*index);
                role.map(|role| self.rules_of(role).collect())
                    .unwrap_or_default()
            }
            Target::BuiltIn(rules) => rules.iter().collect(),
            Target::Known | Target::Missing => Vec::new(),
        }
    }

    /// Joins each ClusterRole with those that its `aggregationRule` selects.
    fn aggregate(&mut self, set: &ObjectSet) {
        let object_of = |role: &Role| set.objects().get(role.object);
        let mut joined = Vec::new();
        for (index, role) in self.roles.iter().enumerate().filter(|(_, r)| r.is_cluster) {
            let selectors = object_of(role).and_then(|object| {
                let rule = object.at("aggregationRule.clusterRoleSelectors")?;
                Some(rule.items().collect::<Vec<Value<'_>>>())
            });
            let selectors = selectors.unwrap_or_default();
            if selectors.is_empty() {
                continue;
            }
            let fits = |other: &Role| {
                let labels = object_of(other).and_then(|object| object.at("metadata.labels"));
                let mut asked = selectors.iter();
                other.is_cluster && asked.any(|selector| selector::selects(*selector, labels))
            };
            let others = self.roles.iter().enumerate();
            let others = others.filter(|(at, other)| *at != index && fits(other));
            joined.push((index, others.map(|(at, _)| at).collect::<Vec<usize>>()));
        }
        for (index, others) in joined {
            if let Some(role) = self.roles.get_mut(index) {
                role.aggregated = others;
            }
        }
    }

    fn binding(&self, set: &ObjectSet, index: usize, object: &Object, is_cluster: bool) -> Binding {
        let text = |path| object.at(path).and_then(Value::text).unwrap_or_default();
        let name = text("roleRef.name");
        let is_role = text("roleRef.kind") == "Role";
        Binding {
            object: index,
            is_cluster,
            target: self.resolve(set, object, is_cluster, is_role, name),
            subjects: subject::read(object),
        }
    }

    /// A Role is looked up in the namespace of its binding alone, a ClusterRole by its name.
    fn resolve(
        &self,
        set: &ObjectSet,
        from: &Object,
        is_cluster: bool,
        is_role: bool,
        name: &str,
    ) -> Target {
        if is_role && is_cluster {
            return Target::Missing;
        }
        let named = self.by_name.get(name).into_iter().flatten();
        let named = named.filter_map(|index| Some((*index, self.roles.get(*index)?)));
        let named = named.filter(|(_, role)| role.is_cluster != is_role);
        let namespace = |role: &Role| {
            set.objects()
                .get(role.object)
                .and_then(|object| object.namespace())
        };
        let mut near = named
            .filter(|(_, role)| role.is_cluster || together(namespace(role), from.namespace()));
        let mut best = near.next();
        // Of two that could be meant, the one of the very namespace is.
        if let Some(exact) = near.find(|(_, role)| namespace(role) == from.namespace()) {
            let is_exact = |(_, role): &(usize, &Role)| namespace(role) == from.namespace();
            if !best.as_ref().is_some_and(is_exact) {
                best = Some(exact);
            }
        }
        match best {
            Some((index, _)) => Target::Written(index),
            None if !is_role => match builtin::rules(name) {
                Some(rules) => Target::BuiltIn(rules),
                None if known::is_known_name(name) => Target::Known,
                None => Target::Missing,
            },
            None if known::is_known_name(name) => Target::Known,
            None => Target::Missing,
        }
    }

    fn note(&mut self, binding: &Binding) {
        let Target::Written(index) = binding.target else {
            return;
        };
        let bound = if binding.is_cluster {
            Bound::Everywhere
        } else {
            Bound::InNamespaces
        };
        let mut reached = self
            .roles
            .get(index)
            .map_or(Vec::new(), |role| role.aggregated.clone());
        reached.push(index);
        for index in reached {
            if let Some(role) = self.roles.get_mut(index) {
                role.bound = role.bound.max(bound);
            }
        }
    }
}

impl Binding {
    /// The name of the role that it points to.
    pub(crate) fn role_name<'a>(&self, cluster: &'a Cluster) -> &'a str {
        let object = cluster.object(self.object);
        object
            .at("roleRef.name")
            .and_then(Value::text)
            .unwrap_or_default()
    }

    /// Its subjects, as a sentence names them.
    pub(crate) fn subjects_shown(&self) -> String {
        match self.subjects.as_slice() {
            [] => "nobody yet".to_owned(),
            [one] => one.title(),
            [first, rest @ ..] => format!("{} and {} more", first.title(), rest.len()),
        }
    }

    /// The namespace in which it gives rights; nothing where it gives them in all. An inner nothing
    /// is a namespace that is not written.
    pub(crate) fn scope<'a>(&self, set: &'a ObjectSet) -> Option<Option<&'a str>> {
        let namespace = set
            .objects()
            .get(self.object)
            .and_then(|object| object.namespace());
        (!self.is_cluster).then_some(namespace)
    }
}

/// A value of an object of a set, by their numbers.
pub(crate) fn value(set: &ObjectSet, object: usize, node: NodeId) -> Option<Value<'_>> {
    set.objects()
        .get(object)
        .map(|object| object.tree().value(node))
}
