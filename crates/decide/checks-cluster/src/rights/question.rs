//! One question to every role: does it allow certain verbs on certain resources.

use seaworthy_check::{Failure, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::{Confidence, Severity};

use super::{Bound, Role, Rule, value};
use crate::Cluster;

/// A namespace whose objects run the cluster: rights in it are rights over the cluster.
const NAMESPACE_SYSTEM: &str = "kube-system";

/// Rights that a role should not hand out lightly. Every role that people wrote is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question {
    /// What the role may do, behind "may".
    pub(crate) may: &'static str,
    /// How bad it is in the whole cluster. In a namespace it is one step less.
    pub(crate) severity: Severity,
    /// One of these suffices.
    pub(crate) verbs: &'static [&'static str],
    /// Groups with their resources, one of which suffices.
    pub(crate) of: &'static [(&'static str, &'static [&'static str])],
    /// Where the resources live.
    pub(crate) reach: Reach,
    /// Names to which a rule may be narrowed and is still found; any other narrowing suffices.
    pub(crate) named: &'static [&'static str],
}

/// Where resources live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// In namespaces.
    Namespaced,
    /// Outside of them: a Role cannot grant them, and neither can a RoleBinding.
    Cluster,
}

/// The place of a right that a role grants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site<'a> {
    pub(crate) rule: &'a Rule,
    /// The number of the resource in the rule.
    pub(crate) resource: usize,
}

impl Question {
    /// Asks every role, and takes down one failure for each that grants it.
    pub(crate) fn judge(&self, cluster: &Cluster, judge: &mut Judge) {
        self.judge_where(cluster, judge, |_| true);
    }

    /// Asks the roles that a condition chooses.
    pub(crate) fn judge_where(
        &self,
        cluster: &Cluster,
        judge: &mut Judge,
        chosen: impl Fn(&Role) -> bool,
    ) {
        let roles = cluster.rights().roles.iter();
        for role in roles.filter(|role| !role.is_known && chosen(role)) {
            if let Some(site) = self.granted(role) {
                let failure = failure(cluster, role, site, self.may, self.severity, self.reach);
                judge.fail(failure);
            }
        }
    }

    /// Where a role grants it. Rules for every resource are other checks' matter.
    pub(crate) fn granted<'a>(&self, role: &'a Role) -> Option<Site<'a>> {
        let mut rules = role.rules.iter().filter(|rule| !rule.is_any_resource());
        rules.find_map(|rule| self.granted_by(rule))
    }

    /// Asks every role for rules that are narrowed to the names of the question.
    pub(crate) fn judge_named(&self, cluster: &Cluster, judge: &mut Judge) {
        let roles = cluster.rights().roles.iter();
        for role in roles.filter(|role| !role.is_known) {
            if let Some(site) = self.granted_to(role, |name| self.named.contains(&name)) {
                let failure = failure(cluster, role, site, self.may, self.severity, self.reach);
                judge.fail(failure);
            }
        }
    }

    /// Where a role grants it for a name that a condition chooses.
    pub(crate) fn granted_to<'a>(
        &self,
        role: &'a Role,
        chosen: impl Fn(&str) -> bool,
    ) -> Option<Site<'a>> {
        let mut rules = role.rules.iter();
        rules.find_map(|rule| {
            let is_named = rule.names.iter().any(|name| chosen(name));
            let for_all = Rule {
                names: Vec::new(),
                ..rule.clone()
            };
            let resource = self.granted_by(&for_all)?.resource;
            is_named.then_some(Site { rule, resource })
        })
    }

    /// Where a rule grants it.
    pub(crate) fn granted_by<'a>(&self, rule: &'a Rule) -> Option<Site<'a>> {
        let groups = self.of.iter().filter(|(group, _)| rule.has_group(group));
        let mut resources = groups.flat_map(|(_, resources)| *resources);
        resources.find_map(|wanted| {
            let resource = rule.resource(wanted)?;
            let mut verbs = self.verbs.iter().filter(|verb| rule.has_verb(verb));
            let let_through = |verb: &&str| {
                rule.is_for_all_names()
                    || (Rule::lets_named(verb, wanted)
                        && rule
                            .names
                            .iter()
                            .any(|name| self.named.contains(&name.as_str())))
            };
            verbs.any(let_through).then_some(Site { rule, resource })
        })
    }
}

/// A role grants something: at the resource, as bad as the place where it can be used, as sure as
/// a binding makes it.
pub(crate) fn failure(
    cluster: &Cluster,
    role: &Role,
    site: Site<'_>,
    may: &str,
    severity: Severity,
    reach: Reach,
) -> Failure {
    let set = cluster.set();
    let object = cluster.object(role.object);
    let in_namespace = !role.is_cluster || role.bound == Bound::InNamespaces;
    let is_idle = !role.is_cluster && reach == Reach::Cluster;
    let is_system = object.namespace() == Some(NAMESPACE_SYSTEM);
    let severity = match (is_idle, in_namespace && !is_system) {
        (true, _) => Severity::Low,
        (false, true) => lower(severity),
        (false, false) => severity,
    };
    let rule = site
        .rule
        .site
        .and_then(|(index, node)| value(set, index, node));
    let at = rule
        .and_then(|rule| resource_at(rule, site.resource))
        .or(rule);
    let behind = if is_idle {
        ", though a Role cannot grant it"
    } else {
        ""
    };
    let message = format!("{} `{}` may {may}{behind}", object.kind(), object.name());
    let failure = cluster.failure(object, at.unwrap_or(object.value()), message);
    let meant = site.rule.resources.get(site.resource);
    let only_meant = meant.is_some_and(|own| own.ends_with("/*"));
    let confidence = match (is_idle, role.bound == Bound::Nowhere || only_meant) {
        (true, _) => Confidence::Low,
        (false, true) => Confidence::Medium,
        (false, false) => Confidence::High,
    };
    failure.severity(severity).confidence(confidence)
}

fn resource_at(rule: Value<'_>, index: usize) -> Option<Value<'_>> {
    let resources = rule.get("resources")?;
    resources.index(index).or(Some(resources))
}

/// One step less bad.
pub(crate) fn lower(severity: Severity) -> Severity {
    match severity {
        Severity::Critical => Severity::High,
        Severity::High => Severity::Medium,
        _ => Severity::Low,
    }
}
