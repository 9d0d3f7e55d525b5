//! Matching with what is known: a label of a namespace that no file describes is neither there nor
//! absent.

use std::collections::BTreeMap;

use super::document::{LabelSelector, MatchPolicy, MatchResources, Operator, Requirement, Rule};
use super::request::Request;

/// An answer that may not be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    /// Nobody knows, and why.
    Unknown(String),
}

impl Answer {
    fn of(truth: bool) -> Self {
        if truth { Answer::Yes } else { Answer::No }
    }

    /// Both: a `No` decides whatever is not known.
    fn and(self, other: impl FnOnce() -> Answer) -> Self {
        match self {
            Answer::No => Answer::No,
            Answer::Yes => other(),
            unknown => match other() {
                Answer::No => Answer::No,
                _ => unknown,
            },
        }
    }
}

/// Labels as far as they are known.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels {
    pub(super) known: BTreeMap<String, String>,
    /// Why there may be others.
    pub(super) open: Option<String>,
}

impl Labels {
    pub(super) fn fit(&self, selector: &LabelSelector) -> Answer {
        let pairs = selector
            .match_labels
            .iter()
            .map(|(key, value)| Requirement {
                key: key.clone(),
                operator: Operator::In,
                values: vec![value.clone()],
            });
        let all = pairs.chain(selector.match_expressions.iter().cloned());
        all.fold(Answer::Yes, |answer, next| {
            answer.and(|| self.requirement(&next))
        })
    }

    fn requirement(&self, wanted: &Requirement) -> Answer {
        let found = self.known.get(&wanted.key);
        if let (None, Some(reason)) = (found, &self.open) {
            return Answer::Unknown(reason.clone());
        }
        let is_in = found.is_some_and(|found| wanted.values.contains(found));
        Answer::of(match wanted.operator {
            Operator::In => is_in,
            Operator::NotIn => !is_in,
            Operator::Exists => found.is_some(),
            Operator::DoesNotExist => found.is_none(),
        })
    }
}

/// Whether a policy or a binding is about a request.
pub(super) fn fits(resources: &MatchResources, request: &Request) -> Answer {
    let namespaces = || match (&resources.namespace_selector, &request.namespace_labels) {
        (Some(selector), Some(labels)) => labels.fit(selector),
        // Objects without a namespace are never excluded by one.
        _ => Answer::Yes,
    };
    let objects = || match &resources.object_selector {
        Some(selector) => request.labels.fit(selector),
        None => Answer::Yes,
    };
    let excluded = || match rules(&resources.exclude_resource_rules, resources, request) {
        Answer::Yes => Answer::No,
        Answer::No => Answer::Yes,
        unknown => unknown,
    };
    let included = || match resources.resource_rules.is_empty() {
        // A binding without rules takes what its policy takes; a policy always has some.
        true => Answer::Yes,
        false => rules(&resources.resource_rules, resources, request),
    };
    included().and(excluded).and(objects).and(namespaces)
}

fn rules(rules: &[Rule], resources: &MatchResources, request: &Request) -> Answer {
    let mut answer = Answer::No;
    for rule in rules {
        match fits_rule(rule, resources.match_policy, request) {
            Answer::Yes => return Answer::Yes,
            Answer::No => {}
            unknown => answer = unknown,
        }
    }
    answer
}

fn fits_rule(rule: &Rule, policy: MatchPolicy, request: &Request) -> Answer {
    let has = |list: &[String], wanted: &str| list.iter().any(|item| item == "*" || item == wanted);
    let scope = match rule.scope.as_deref() {
        Some("Namespaced") => request.namespace.is_some(),
        Some("Cluster") => request.namespace.is_none(),
        _ => true,
    };
    let is_named = rule.resource_names.is_empty() || rule.resource_names.contains(&request.name);
    let operations = has(&rule.operations, "CREATE");
    if !(scope && is_named && operations && resource(rule, request)) {
        return Answer::No;
    }
    let in_group = has(&rule.api_groups, &request.group);
    if in_group && has(&rule.api_versions, &request.version) {
        return Answer::Yes;
    }
    if policy == MatchPolicy::Exact {
        return Answer::No;
    }
    let elsewhere = request.other_groups();
    if in_group || elsewhere.iter().any(|group| has(&rule.api_groups, group)) {
        return Answer::Unknown(format!(
            "the rule speaks of {} in version {}, and the object would have to be converted",
            rule.resources.join(", "),
            rule.api_versions.join(", "),
        ));
    }
    Answer::No
}

/// Whether a rule names the resource of the request, which has no subresource.
fn resource(rule: &Rule, request: &Request) -> bool {
    rule.resources.iter().any(|wanted| {
        let (name, part) = wanted.split_once('/').unwrap_or((wanted, ""));
        (name == "*" || name == request.plural) && matches!(part, "" | "*")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selector(text: &str) -> LabelSelector {
        serde_json::from_str(text).unwrap()
    }

    fn labels(known: &[(&str, &str)], open: bool) -> Labels {
        Labels {
            known: known
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
            open: open.then(|| "not known".to_owned()),
        }
    }

    #[test]
    fn a_label_that_nobody_knows_is_unknown_unless_another_one_decides() {
        let open = labels(&[("name", "web")], true);
        let both = selector(r#"{"matchLabels": {"name": "web", "stage": "production"}}"#);
        assert!(matches!(open.fit(&both), Answer::Unknown(_)));
        let other = selector(r#"{"matchLabels": {"name": "db", "stage": "production"}}"#);
        assert_eq!(open.fit(&other), Answer::No);
        let closed = labels(&[("name", "web")], false);
        assert_eq!(closed.fit(&both), Answer::No);
    }

    #[test]
    fn every_operator_counts() {
        let labels = labels(&[("a", "1")], false);
        let fit = |operator: &str, key: &str| {
            let one = format!(r#"{{"key": "{key}", "operator": "{operator}", "values": ["1"]}}"#);
            let text = format!(r#"{{"matchExpressions": [{one}]}}"#);
            labels.fit(&selector(&text)) == Answer::Yes
        };
        assert!(fit("In", "a") && !fit("In", "b"));
        assert!(!fit("NotIn", "a") && fit("NotIn", "b"));
        assert!(fit("Exists", "a") && !fit("Exists", "b"));
        assert!(!fit("DoesNotExist", "a") && fit("DoesNotExist", "b"));
        let bad = r#"{"matchExpressions": [{"key": "a", "operator": "Like"}]}"#;
        assert!(serde_json::from_str::<LabelSelector>(bad).is_err());
    }
}
