//! One rule of a role, and what it lets through.

use seaworthy_facts::manifest::kubernetes::Object;
use seaworthy_facts::manifest::{NodeId, Value};

/// A rule: every verb on every resource of every group, narrowed to names where there are any.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rule {
    /// The number of its object in the set, and its node; nothing for rules of built-in roles.
    pub(crate) site: Option<(usize, NodeId)>,
    pub(crate) verbs: Vec<String>,
    /// Nothing where none is written.
    pub(crate) groups: Option<Vec<String>>,
    pub(crate) resources: Vec<String>,
    pub(crate) names: Vec<String>,
    pub(crate) urls: Vec<String>,
}

/// Verbs of requests that carry no name, so that a rule with names does not let them through.
const NAMELESS: &[&str] = &["create", "deletecollection"];
/// Verbs that a rule with names lets through only where the request selects one name.
const SELECTING: &[&str] = &["list", "watch"];

/// The rules that are written in a role.
pub(super) fn read(index: usize, role: &Object) -> Vec<Rule> {
    let rules = role.at("rules").map(Value::items);
    let rules = rules.into_iter().flatten().filter(|item| item.is_mapping());
    let rule = |rule: Value<'_>| Rule {
        site: Some((index, rule.id())),
        verbs: texts(rule.get("verbs")),
        groups: rule.get("apiGroups").map(|groups| texts(Some(groups))),
        resources: texts(rule.get("resources")),
        names: texts(rule.get("resourceNames")),
        urls: texts(rule.get("nonResourceURLs")),
    };
    rules.map(rule).collect()
}

/// The texts of a list. A text in the place of a list is taken as its only item: an API server
/// refuses it, and whoever mends that will put it in brackets.
fn texts(value: Option<Value<'_>>) -> Vec<String> {
    let Some(value) = value else {
        return Vec::new();
    };
    let items = value.items().chain((!value.is_sequence()).then_some(value));
    let items = items.filter_map(Value::text);
    items.map(str::to_owned).collect()
}

impl Rule {
    /// Whether the verb is allowed, by itself or by `*`.
    pub(crate) fn has_verb(&self, verb: &str) -> bool {
        self.verbs.iter().any(|own| own == "*" || own == verb)
    }

    /// Whether `*` stands among the verbs.
    pub(crate) fn is_any_verb(&self) -> bool {
        self.verbs.iter().any(|verb| verb == "*")
    }

    /// Whether `*` stands among the resources: subresources are meant as well.
    pub(crate) fn is_any_resource(&self) -> bool {
        self.resources
            .iter()
            .any(|resource| resource == "*" || resource == "*/*")
    }

    /// Whether `*` stands among the groups.
    pub(crate) fn is_any_group(&self) -> bool {
        let groups = self.groups.iter().flatten();
        groups.into_iter().any(|group| group == "*")
    }

    /// Whether it covers kinds that a cluster is made of, rather than those of an add-on.
    pub(crate) fn is_of_cluster(&self) -> bool {
        const GROUPS: &[&str] = &["", "apps", "batch", "rbac.authorization.k8s.io"];
        GROUPS.iter().any(|group| self.has_group(group))
    }

    /// The resources, as a sentence names them.
    pub(crate) fn resources_shown(&self) -> String {
        shown(&self.resources)
    }

    /// The groups, as a sentence names them.
    pub(crate) fn groups_shown(&self) -> String {
        shown(self.groups.as_deref().unwrap_or_default())
    }

    /// Whether it allows everything on everything of its groups.
    pub(crate) fn is_total(&self) -> bool {
        self.is_any_verb() && self.is_any_resource() && self.names.is_empty()
    }

    /// Whether the group is covered. A rule without groups is invalid, and covers what it would
    /// cover once the group is filled in.
    pub(crate) fn has_group(&self, group: &str) -> bool {
        let groups = self.groups.as_deref();
        groups.is_none_or(|groups| groups.iter().any(|own| own == "*" || own == group))
    }

    /// The number of the written resource that covers one, such as `pods/exec`.
    pub(crate) fn resource(&self, wanted: &str) -> Option<usize> {
        self.resources.iter().position(|own| covers(own, wanted))
    }

    /// Whether requests of the verb are let through for every name.
    pub(crate) fn is_for_all_names(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether a rule with names lets a verb through at all. The name of a subresource is known
    /// even when it is created.
    pub(crate) fn lets_named(verb: &str, resource: &str) -> bool {
        let nameless = NAMELESS.contains(&verb) && !resource.contains('/');
        !nameless && !SELECTING.contains(&verb)
    }

    /// Whether the verb on the resource of the group is allowed for every name.
    pub(crate) fn allows(&self, verb: &str, group: &str, resource: &str) -> bool {
        self.is_for_all_names()
            && self.has_verb(verb)
            && self.has_group(group)
            && self.resource(resource).is_some()
    }
}

/// As many as a sentence can bear.
const SHOWN_MAX: usize = 3;

fn shown(list: &[String]) -> String {
    let few: Vec<String> = list
        .iter()
        .take(SHOWN_MAX)
        .map(|text| format!("`{text}`"))
        .collect();
    let more = list.len().saturating_sub(SHOWN_MAX);
    let more = if more == 0 {
        String::new()
    } else {
        format!(" and {more} more")
    };
    format!("{}{more}", few.join(", "))
}

/// `*` covers all, also subresources; `*/scale` covers that subresource of all. `pods/*` covers
/// nothing in a cluster of today; it is taken as what its author meant.
fn covers(own: &str, wanted: &str) -> bool {
    if own == "*" || own == wanted {
        return true;
    }
    let Some((parent, sub)) = wanted.split_once('/') else {
        return false;
    };
    match own.split_once('/') {
        Some(("*", own_sub)) => own_sub == sub,
        Some((own_parent, "*")) => own_parent == parent,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(verbs: &[&str], groups: &[&str], resources: &[&str], names: &[&str]) -> Rule {
        let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        Rule {
            verbs: owned(verbs),
            groups: Some(owned(groups)),
            resources: owned(resources),
            names: owned(names),
            ..Rule::default()
        }
    }

    #[test]
    fn subresources_are_covered_by_their_own_names_and_by_wildcards() {
        for (own, wanted, expected) in [
            ("*", "pods/exec", true),
            ("*/exec", "pods/exec", true),
            ("*/scale", "pods/exec", false),
            ("pods/*", "pods/exec", true),
            ("pods", "pods/exec", false),
            ("pods/exec", "pods", false),
            ("secret", "secrets", false),
            ("*/exec", "pods", false),
        ] {
            assert_eq!(covers(own, wanted), expected, "{own} {wanted}");
        }
    }

    #[test]
    fn verb_group_and_resource_fit_in_one_rule() {
        let reader = rule(&["get"], &["apps"], &["secrets"], &[]);
        assert!(!reader.allows("get", "", "secrets"));
        assert!(!rule(&["get"], &[""], &["secrets"], &["one"]).allows("get", "", "secrets"));
        assert!(rule(&["*"], &["*"], &["secrets"], &[]).allows("get", "", "secrets"));
    }

    #[test]
    fn names_do_not_narrow_requests_without_a_name_but_shut_them_out() {
        assert!(!Rule::lets_named("create", "secrets"));
        assert!(!Rule::lets_named("deletecollection", "secrets"));
        assert!(!Rule::lets_named("list", "secrets"));
        assert!(Rule::lets_named("create", "pods/exec"));
        assert!(Rule::lets_named("get", "secrets"));
    }
}
