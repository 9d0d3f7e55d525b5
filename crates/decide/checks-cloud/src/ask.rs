//! A question about one attribute of some kinds of resources: most checks are a list of those.

use std::collections::BTreeSet;

use seaworthy_check::Judge;
use seaworthy_facts::cloud::{Node, Resource, Value};

use crate::Cloud;
use crate::subject::{failure, unknown};

/// What an attribute must be.
#[derive(Clone, Copy)]
pub(crate) enum Want {
    True,
    False,
    /// Something, known or not; no empty list or text.
    Present,
    /// Nothing, or an empty list or text.
    Gone,
    /// One of those texts, whatever the case of letters; each item of a list is.
    OneOf(&'static [&'static str]),
    /// None of those texts.
    NoneOf(&'static [&'static str]),
    /// A list with that item.
    Holds(&'static str),
    AtLeast(f64),
    AtMost(f64),
    Is(fn(&Node) -> bool),
    /// As [`Want::Is`], of what is written here: what is known only when applied is right.
    Written(fn(&Node) -> bool),
}

/// A question.
#[derive(Clone, Copy)]
pub(crate) struct Ask {
    kinds: &'static [&'static str],
    /// Names with dots between them. Lists on the way are gone through. A name that ends with `?`
    /// is where the question ends without an answer if it is not written.
    path: &'static str,
    want: Want,
    /// Whether it is wrong that the attribute is not written.
    needed: bool,
    when: Option<fn(&Resource) -> bool>,
    elsewhere: Option<Elsewhere>,
}

/// Another resource that says it for this one.
#[derive(Clone, Copy)]
struct Elsewhere {
    kinds: &'static [&'static str],
    by: &'static str,
    path: &'static str,
    want: Want,
}

/// An attribute that has to be written.
pub(crate) const fn needs(kinds: &'static [&'static str], path: &'static str, want: Want) -> Ask {
    Ask {
        kinds,
        path,
        want,
        needed: true,
        when: None,
        elsewhere: None,
    }
}

/// An attribute that is right where it is not written.
pub(crate) const fn allows(kinds: &'static [&'static str], path: &'static str, want: Want) -> Ask {
    let mut ask = needs(kinds, path, want);
    ask.needed = false;
    ask
}

/// Resources of which that may not be so.
pub(crate) const fn refuses(kinds: &'static [&'static str], when: fn(&Resource) -> bool) -> Ask {
    needs(kinds, "", Want::Is(never)).when(when)
}

fn never(_: &Node) -> bool {
    false
}

impl Ask {
    /// Only of resources of which that is so.
    pub(crate) const fn when(mut self, when: fn(&Resource) -> bool) -> Self {
        self.when = Some(when);
        self
    }

    /// Or another resource, which names this one by an attribute, says it.
    pub(crate) const fn elsewhere(
        mut self,
        kinds: &'static [&'static str],
        by: &'static str,
        path: &'static str,
        want: Want,
    ) -> Self {
        self.elsewhere = Some(Elsewhere {
            kinds,
            by,
            path,
            want,
        });
        self
    }
}

/// Asks all questions; `says` is what is said of a resource that does not stand them.
pub(crate) fn ask(cloud: &Cloud, judge: &mut Judge, says: &str, asks: &[Ask]) {
    let mut told = BTreeSet::new();
    let mut arises = false;
    for ask in asks {
        for resource in cloud.of_kinds(ask.kinds) {
            if ask.when.is_some_and(|when| !when(resource)) {
                continue;
            }
            arises = true;
            let finding = match ask.elsewhere {
                Some(elsewhere) => answer_elsewhere(cloud, ask, elsewhere, resource),
                None => answer(resource, ask.path, ask.want, ask.needed),
            };
            match finding {
                Answer::Right => {}
                Answer::Wrong(at, node) => {
                    let place = node.map_or(&at.place, |node| &node.place);
                    // Instances of one block say the same.
                    if told.insert((resource.address.clone(), place.clone())) {
                        let mut failure = failure(resource, node, says);
                        if !std::ptr::eq(at, resource) {
                            failure = failure.evidence("by", at.address.clone());
                        }
                        judge.fail(failure);
                    }
                }
                Answer::Open(reason) => {
                    if told.insert((resource.address.clone(), resource.place.clone())) {
                        unknown(judge, resource, ask.path, &reason);
                    }
                }
            }
        }
    }
    if !arises {
        judge.not_applicable();
    }
}

enum Answer<'a> {
    Right,
    Wrong(&'a Resource, Option<&'a Node>),
    Open(String),
}

fn answer_elsewhere<'a>(
    cloud: &'a Cloud,
    ask: &'a Ask,
    elsewhere: Elsewhere,
    resource: &'a Resource,
) -> Answer<'a> {
    let linked = cloud.linked(resource, elsewhere.kinds, elsewhere.by);
    let mut wrong = None;
    for other in linked {
        match answer(other, elsewhere.path, elsewhere.want, true) {
            Answer::Right => return Answer::Right,
            Answer::Open(reason) => return Answer::Open(reason),
            found @ Answer::Wrong(..) => wrong = Some(found),
        }
    }
    if let Some(wrong) = wrong {
        return wrong;
    }
    let own = answer(resource, ask.path, ask.want, ask.needed);
    if let Answer::Wrong(..) = own {
        // One whose target is not known may be meant for this resource.
        let open = cloud.maybe_linked(resource, elsewhere.kinds);
        if let Some(open) = open {
            return Answer::Open(format!("`{}` may be meant for it", open.address));
        }
    }
    own
}

/// Every node at a path, through all items of lists on the way. `None` stands for one that is not
/// written.
pub(crate) fn nodes_at<'a>(root: &'a Node, path: &str) -> Vec<Option<&'a Node>> {
    let mut found = vec![root];
    let mut missing = Vec::new();
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let (name, optional) = match step.strip_suffix('?') {
            Some(name) => (name, true),
            None => (step, false),
        };
        let mut next = Vec::new();
        for node in found {
            let items = match &node.value {
                Value::List(list) => list.as_slice(),
                _ => std::slice::from_ref(node),
            };
            for item in items {
                match &item.value {
                    Value::Unknown(_) => next.push(item),
                    _ => match item.get(name).filter(|inner| inner.value != Value::Null) {
                        Some(inner) => next.push(inner),
                        None if optional => {}
                        None => missing.push(None),
                    },
                }
            }
            if items.is_empty() && !optional {
                missing.push(None);
            }
        }
        found = next;
    }
    let mut all: Vec<Option<&Node>> = found.into_iter().map(Some).collect();
    all.extend(missing);
    all
}

fn answer<'a>(resource: &'a Resource, path: &str, want: Want, needed: bool) -> Answer<'a> {
    let mut open = None;
    for found in nodes_at(&resource.attributes, path) {
        let Some(node) = found else {
            if needed && !matches!(want, Want::Gone) {
                return Answer::Wrong(resource, None);
            }
            continue;
        };
        match is_right(node, want) {
            Some(true) => {}
            Some(false) => return Answer::Wrong(resource, (!path.is_empty()).then_some(node)),
            None => open = Some(reason_of(node)),
        }
    }
    open.map_or(Answer::Right, Answer::Open)
}

/// Why a node is not known.
pub(crate) fn reason_of(node: &Node) -> String {
    match &node.value {
        Value::Unknown(unknown) => unknown.reason.clone(),
        _ => "a part of it is not known".to_owned(),
    }
}

/// Whether a value is as it must be; `None` where that cannot be known.
fn is_right(node: &Node, want: Want) -> Option<bool> {
    match want {
        Want::Present => Some(!is_empty(node)),
        Want::Gone => Some(is_empty(node)),
        Want::Is(right) => {
            if let Value::Unknown(_) = node.value {
                return None;
            }
            Some(right(node))
        }
        Want::Written(right) => Some(right(node)),
        Want::True => truth(node),
        Want::False => truth(node).map(|truth| !truth),
        Want::AtLeast(least) => number(node).map(|number| number >= least),
        Want::AtMost(most) => number(node).map(|number| number <= most),
        Want::OneOf(texts) => each_text(node, |text| is_among(text, texts)),
        Want::NoneOf(texts) => each_text(node, |text| !is_among(text, texts)),
        Want::Holds(wanted) => {
            let items = node.items();
            if items.iter().any(|item| item.as_str() == Some(wanted)) {
                return Some(true);
            }
            items.iter().all(Node::is_known).then_some(false)
        }
    }
}

fn truth(node: &Node) -> Option<bool> {
    match &node.value {
        Value::Unknown(_) => None,
        // `Enabled` and `Disabled` are truth to Azure.
        Value::Text(text) => match text.to_ascii_lowercase().as_str() {
            "true" | "enabled" | "on" | "yes" => Some(true),
            _ => Some(false),
        },
        _ => Some(node.as_bool().unwrap_or(false)),
    }
}

fn number(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Unknown(_) => None,
        _ => Some(node.as_number().unwrap_or(f64::NAN)),
    }
}

fn each_text(node: &Node, right: impl Fn(&str) -> bool) -> Option<bool> {
    let mut open = false;
    for item in node.items() {
        let text = match &item.value {
            Value::Text(text) => text.to_string(),
            Value::Bool(truth) => truth.to_string(),
            Value::Number(number) => number.to_string(),
            _ => {
                open = true;
                continue;
            }
        };
        if !right(&text) {
            return Some(false);
        }
    }
    (!open).then_some(true)
}

fn is_among(text: &str, texts: &[&str]) -> bool {
    texts.iter().any(|one| one.eq_ignore_ascii_case(text))
}

/// Whether a value is as good as none.
pub(crate) fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        Value::List(list) => list.as_slice().is_empty(),
        _ => false,
    }
}
