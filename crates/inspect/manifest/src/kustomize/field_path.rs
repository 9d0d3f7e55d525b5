//! Paths to fields as replacements and variables write them: `spec.containers.[name=web].image`.

use seaworthy_facts::manifest::{Dialect, Kind};

use super::budget::Budget;
use super::field_spec::{FIELD_PATH_STEPS_MAX, split_path};
use super::node::{Content, Node};
use super::problem::{Fault, Outcome, ProblemKind};
use super::selector::compile;

/// What is made at the end of a path that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Made {
    Scalar,
    Sequence,
    Mapping,
}

impl Made {
    pub(super) fn like(node: &Node) -> Self {
        match node.content {
            Content::Scalar(..) => Made::Scalar,
            Content::Sequence(_) => Made::Sequence,
            Content::Mapping(_) => Made::Mapping,
        }
    }

    fn node(self, place: &Node) -> Node {
        place.with(match self {
            // What it is follows from what is put there.
            Made::Scalar => Content::Scalar(Kind::Null, String::new()),
            Made::Sequence => Content::Sequence(Vec::new()),
            Made::Mapping => Content::Mapping(Vec::new()),
        })
    }
}

/// The steps of a path; what stands in brackets stays together.
pub(super) fn steps(path: &str) -> Outcome<Vec<String>> {
    let parts = split_path(path, '.');
    let mut steps = Vec::new();
    let mut parts = parts.into_iter();
    while let Some(part) = parts.next() {
        if !part.starts_with('[') || part.ends_with(']') {
            steps.push(part);
            continue;
        }
        let mut whole = part;
        for next in parts.by_ref() {
            whole.push('.');
            whole.push_str(&next);
            if next.ends_with(']') {
                break;
            }
        }
        if !whole.contains('=') {
            whole = whole.trim_matches(['[', ']']).to_owned();
        }
        steps.push(whole);
    }
    if steps.len() > FIELD_PATH_STEPS_MAX {
        let text = format!("a path of fields has more than {FIELD_PATH_STEPS_MAX} steps");
        return Err(Fault::refused(text));
    }
    Ok(steps)
}

/// `[key=value]` as key and value.
fn condition(step: &str) -> Option<Outcome<(&str, &str)>> {
    let inner = step.strip_prefix('[')?.strip_suffix(']')?;
    let fault = || Fault::refused(format!("`{step}` is not `[key=value]`"));
    Some(inner.split_once('=').ok_or_else(fault))
}

/// The value behind a path.
pub(super) fn find<'n>(node: &'n Node, steps: &[String]) -> Outcome<Option<&'n Node>> {
    let mut found = node;
    for step in steps
        .iter()
        .map(|step| step.trim())
        .filter(|step| !step.is_empty())
    {
        let next = if let Ok(at) = step.parse::<usize>() {
            found.items().get(at)
        } else if step == "-" {
            found.items().last()
        } else if let Some(condition) = condition(step) {
            let (key, value) = condition?;
            let mut items = found.items().iter();
            items.find(|item| {
                let held = if key.is_empty() {
                    Some(*item)
                } else {
                    item.get(key)
                };
                held.is_some_and(|held| held.key_text() == value)
            })
        } else {
            found.get(step)
        };
        match next {
            Some(next) => found = next,
            None => return Ok(None),
        }
    }
    Ok(Some(found))
}

/// Calls `set` with every value behind a path, and counts them. With `made`, what is missing is
/// made.
pub(super) fn visit(
    node: &mut Node,
    steps: &[String],
    made: Option<Made>,
    budget: &mut Budget,
    set: &mut dyn FnMut(&mut Node, &mut Budget) -> Outcome<()>,
) -> Outcome<usize> {
    budget.steps(1)?;
    let Some((step, rest)) = steps.split_first() else {
        set(node, budget)?;
        return Ok(1);
    };
    let next = |made: Made| match rest.first() {
        None => made,
        Some(next) if is_item(next) => Made::Sequence,
        Some(_) => Made::Mapping,
    };
    if let Ok(at) = step.parse::<usize>() {
        let place = node.clone_place();
        let items = items_of(node)?;
        if let Some(made) = made.filter(|_| items.len() == at) {
            budget.values(1)?;
            items.push(next(made).node(&place));
        }
        let Some(item) = items.get_mut(at) else {
            return Err(Fault::refused(format!("there is no item {at}")));
        };
        return visit(item, rest, made, budget, set);
    }
    if let Some(condition) = condition(step) {
        return visit_items(node, condition?, rest, made, budget, set);
    }
    if step == "*" {
        let mut count = 0;
        for item in items_of(node)? {
            count += visit(item, rest, made, budget, set)?;
        }
        return Ok(count);
    }
    if !matches!(node.content, Content::Mapping(_)) {
        return Err(Fault::refused(format!(
            "`{step}` is asked of what is no mapping"
        )));
    }
    if node.get(step).is_none()
        && let Some(made) = made
    {
        budget.values(1)?;
        let made = next(made).node(node);
        node.set(step, made);
    }
    match node.get_mut(step) {
        None => Ok(0),
        Some(field) if field.is_scalar() && !rest.is_empty() => Err(Fault::new(
            ProblemKind::Unsupported,
            format!("a replacement inside of the text of `{step}`"),
        )),
        Some(field) => visit(field, rest, made, budget, set),
    }
}

fn is_item(step: &str) -> bool {
    step == "*" || step.parse::<usize>().is_ok() || (step.starts_with('[') && step.ends_with(']'))
}

fn items_of(node: &mut Node) -> Outcome<&mut Vec<Node>> {
    match &mut node.content {
        Content::Sequence(items) => Ok(items),
        _ => Err(Fault::refused("an item is asked of what is no list")),
    }
}

/// The items of which a field fits an expression.
fn visit_items(
    node: &mut Node,
    (key, value): (&str, &str),
    rest: &[String],
    made: Option<Made>,
    budget: &mut Budget,
    set: &mut dyn FnMut(&mut Node, &mut Budget) -> Outcome<()>,
) -> Outcome<usize> {
    let expression = compile(value)?;
    let place = node.clone_place();
    let items = items_of(node)?;
    let fits = |item: &Node| {
        let held = if key.is_empty() {
            Some(item)
        } else {
            item.get(key)
        };
        held.is_some_and(|held| held.is_scalar() && expression.is_match(held.key_text()))
    };
    let mut count = 0;
    for item in items.iter_mut() {
        budget.steps(1)?;
        if fits(item) {
            // A condition on the item itself ends the path.
            let rest = if key.is_empty() { &[] } else { rest };
            count += visit(item, rest, made, budget, set)?;
        }
    }
    if count > 0 || made.is_none() {
        return Ok(count);
    }
    budget.values(2)?;
    let text = place.with(Content::Scalar(Dialect::Core.kind(value), value.to_owned()));
    let mut item = text.clone();
    if !key.is_empty() {
        item = place.with(Content::Mapping(Vec::new()));
        item.set(key, text);
    }
    let count = visit(&mut item, rest, made, budget, set)?;
    items.push(item);
    Ok(count)
}
