//! Strategic merge patches as kustomize applies them.
//!
//! Where kustomize differs from an API server, kustomize is followed, since its result is what is
//! applied: items that are new come before the old ones, a value of null without a word is dropped
//! wherever a patch passes, and `$setElementOrder`, `$retainKeys` and `$deleteFromPrimitiveList`
//! are fields like any other. Described in the Kubernetes documents on strategic merge patches;
//! details by comparison with `kubectl kustomize`.

use seaworthy_facts::manifest::{Dialect, Kind};

use super::budget::Budget;
use super::merge_keys::Shape;
use super::merge_list::merge_items;
use super::node::{Content, Index, Node};
use super::problem::{Fault, Outcome};

const DIRECTIVE: &str = "$patch";

/// What a patch says about a mapping or a list as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Directive {
    Merge,
    Replace,
    Delete,
}

/// What became of a value.
#[derive(Debug)]
pub(super) enum Merged {
    /// What was there, changed in place.
    Changed(Node),
    /// What the patch has.
    Replaced(Node),
    /// It is to be taken away.
    Cleared,
}

impl Merged {
    pub(super) fn into_node(self) -> Option<Node> {
        match self {
            Merged::Changed(node) | Merged::Replaced(node) => Some(node),
            Merged::Cleared => None,
        }
    }
}

/// Applies a patch to an object; nothing is left where the patch deletes it.
pub(super) fn patch(object: Node, patch: &Node, budget: &mut Budget) -> Outcome<Option<Node>> {
    let shape = Shape::of_kind(object.text_of("apiVersion"), object.text_of("kind"));
    budget.copy(patch)?;
    let merged = merge(Some(object), Some(patch), shape, budget)?;
    Ok(merged.into_node())
}

/// Merges a value of a patch into one of an object. Either may be missing, not both.
pub(super) fn merge(
    below: Option<Node>,
    above: Option<&Node>,
    shape: Shape,
    budget: &mut Budget,
) -> Outcome<Merged> {
    budget.steps(1)?;
    let real = |node: &Node| Some(node.kind()).filter(|kind| *kind != Kind::Null);
    let (old, new) = (below.as_ref().and_then(real), above.and_then(real));
    let first = old.or(new);
    if let (Some(one), Some(two)) = (old, new)
        && class(one) != class(two)
    {
        let text = format!(
            "a patch has a {} where the object has a {}",
            word(two),
            word(one)
        );
        return Err(Fault::refused(text));
    }
    match first {
        Some(Kind::Sequence) => match shape.keys() {
            Some(keys) => merge_list(below, above, keys, shape, budget),
            None => Ok(replace(below, above)),
        },
        Some(Kind::Mapping) | None => merge_mapping(below, above, shape, budget),
        Some(_) => Ok(replace(below, above)),
    }
}

fn class(kind: Kind) -> u8 {
    match kind {
        Kind::Mapping => 0,
        Kind::Sequence => 1,
        _ => 2,
    }
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Mapping => "mapping",
        Kind::Sequence => "list",
        _ => "scalar",
    }
}

fn replace(below: Option<Node>, above: Option<&Node>) -> Merged {
    match (above, below) {
        (Some(above), _) => Merged::Replaced(above.clone()),
        (None, Some(below)) => Merged::Changed(below),
        (None, None) => Merged::Cleared,
    }
}

fn merge_mapping(
    below: Option<Node>,
    above: Option<&Node>,
    shape: Shape,
    budget: &mut Budget,
) -> Outcome<Merged> {
    let Some(above) = above else {
        return match below {
            Some(below) if below.is_null() => Ok(kept_null(below)),
            Some(below) => Ok(Merged::Changed(merge_entries(below, None, shape, budget)?)),
            None => Ok(Merged::Cleared),
        };
    };
    let directive = directive(above);
    let Some(below) = below.filter(|below| !below.is_null()) else {
        return match directive {
            Ok(Directive::Delete) => Ok(Merged::Cleared),
            // What is new is merged with itself: what it says to itself is heard.
            _ => Ok(Merged::Replaced(merge_self(above, shape, budget)?)),
        };
    };
    if above.is_null() {
        return Ok(Merged::Cleared);
    }
    match directive? {
        Directive::Delete => Ok(Merged::Cleared),
        Directive::Replace => Ok(Merged::Replaced(merge_self(above, shape, budget)?)),
        Directive::Merge => {
            let merged = merge_entries(below, Some(above), shape, budget)?;
            Ok(Merged::Changed(merged))
        }
    }
}

/// A null stays where nobody touches it and somebody wrote it out.
fn kept_null(below: Node) -> Merged {
    if below.key_text().is_empty() {
        Merged::Cleared
    } else {
        Merged::Changed(below)
    }
}

fn merge_self(above: &Node, shape: Shape, budget: &mut Budget) -> Outcome<Node> {
    budget.values(above.size())?;
    let mut below = above.clone();
    if above.get(DIRECTIVE).is_some() && directive(above).is_ok() {
        below.remove(DIRECTIVE);
    }
    if !matches!(below.content, Content::Mapping(_)) {
        return Ok(below);
    }
    merge_entries(below, Some(above), shape, budget)
}

fn merge_entries(
    mut below: Node,
    above: Option<&Node>,
    shape: Shape,
    budget: &mut Budget,
) -> Outcome<Node> {
    let Content::Mapping(entries) = below.content else {
        return Ok(below);
    };
    let patch = above.map(Node::entries).unwrap_or_default();
    let index = Index::new(patch);
    let is_elided = above.is_some_and(|above| directive(above).is_ok());
    let mut merged = Vec::with_capacity(entries.len());
    let old = Index::new(&entries);
    let mut added = Vec::new();
    for (key, value) in patch {
        let name = key.key_text();
        if (name == DIRECTIVE && is_elided) || old.find(&entries, name).is_some() {
            continue;
        }
        added.push((key, value));
    }
    for (key, value) in entries {
        let at = index.find(patch, key.key_text());
        let over = at.and_then(|at| patch.get(at)).map(|(_, value)| value);
        let field = shape.field(key.key_text());
        let was_null = value.is_null();
        if let Some(value) = merge(Some(value), over, field, budget)?.into_node()
            && (!value.is_null() || (was_null && over.is_none()))
        {
            merged.push((key, value));
        }
    }
    for (key, value) in added {
        budget.values(1 + value.size())?;
        let field = shape.field(key.key_text());
        if let Some(value) = merge(None, Some(value), field, budget)?.into_node()
            && !value.is_null()
        {
            merged.push((key.clone(), value));
        }
    }
    below.content = Content::Mapping(merged);
    Ok(below)
}

/// What a mapping says about itself.
fn directive(above: &Node) -> Outcome<Directive> {
    match above.get(DIRECTIVE) {
        None => Ok(Directive::Merge),
        Some(value) => named(value.key_text()),
    }
}

fn named(word: &str) -> Outcome<Directive> {
    match word {
        "merge" => Ok(Directive::Merge),
        "replace" => Ok(Directive::Replace),
        "delete" => Ok(Directive::Delete),
        _ => Err(Fault::refused(format!(
            "the patch strategy `{word}` is not known"
        ))),
    }
}

/// What a list says about itself, in an item that holds nothing else.
fn list_directive(above: &Node) -> Outcome<(Directive, Option<String>)> {
    let said = above
        .items()
        .iter()
        .find_map(|item| Some((item, item.get(DIRECTIVE)?)));
    match said {
        Some((item, value)) if item.entries().len() == 1 => {
            let word = value.key_text();
            Ok((named(word)?, Some(word.to_owned())))
        }
        _ => Ok((Directive::Merge, None)),
    }
}

fn merge_list(
    below: Option<Node>,
    above: Option<&Node>,
    keys: &[&str],
    shape: Shape,
    budget: &mut Budget,
) -> Outcome<Merged> {
    let is_new = below.as_ref().is_none_or(Node::is_null);
    let (mut above, below) = match (below, above) {
        (Some(below), None) => (None, below),
        (_, Some(above)) if is_new => {
            budget.values(above.size())?;
            (Some(above.clone()), above.clone())
        }
        (Some(below), Some(above)) => (Some(above.clone()), below),
        (None, _) => return Ok(Merged::Cleared),
    };
    let mut is_replaced = is_new;
    let mut below = below;
    if let Some(patch) = &mut above
        && !is_new
    {
        if patch.is_null() {
            return Ok(Merged::Cleared);
        }
        let (directive, word) = list_directive(patch)?;
        if let Some(word) = word {
            elide(patch, &word);
        }
        match directive {
            Directive::Delete => return Ok(Merged::Cleared),
            Directive::Replace => {
                below = patch.clone();
                is_replaced = true;
            }
            Directive::Merge => {}
        }
    }
    let origin = below.origin.clone();
    let Content::Sequence(old) = below.content else {
        return Ok(Merged::Cleared);
    };
    let new = match above.map(|above| above.content) {
        Some(Content::Sequence(items)) => Some(items),
        _ => None,
    };
    let items = if keys.is_empty() {
        union(old, new.unwrap_or_default())
    } else {
        merge_items(old, new.as_deref(), keys, shape.item(), budget)?
    };
    let node = Node {
        origin,
        content: Content::Sequence(items),
    };
    Ok(if is_replaced {
        Merged::Replaced(node)
    } else {
        Merged::Changed(node)
    })
}

/// Takes the items away that say what becomes of the list.
fn elide(list: &mut Node, word: &str) {
    if let Content::Sequence(items) = &mut list.content {
        items.retain(|item| {
            item.get(DIRECTIVE)
                .is_none_or(|value| value.key_text() != word)
        });
    }
}

/// A set of scalars: those of the patch first.
fn union(old: Vec<Node>, new: Vec<Node>) -> Vec<Node> {
    let mut seen = std::collections::BTreeSet::new();
    let both = new.into_iter().chain(old);
    both.filter(|item| seen.insert(item.key_text().to_owned()))
        .collect()
}

/// A scalar of which only the text is known.
pub(super) fn scalar(place: &Node, text: &str) -> Node {
    place.with(Content::Scalar(Dialect::Core.kind(text), text.to_owned()))
}
