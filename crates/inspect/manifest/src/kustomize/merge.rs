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

pub(super) const DIRECTIVE: &str = "$patch";

/// What a patch says about a mapping or a list as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Directive {
    Merge,
    Replace,
    Delete,
}

/// Where a merge is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Walk {
    shape: Shape,
    /// Whether a new value is merged with itself, so that what it says about itself is heard: what
    /// one side loses the other one loses too.
    pub(super) is_self: bool,
}

impl Walk {
    fn field(self, key: &str) -> Self {
        let shape = self.shape.field(key);
        Walk { shape, ..self }
    }

    fn item(self) -> Self {
        let shape = self.shape.item();
        Walk { shape, ..self }
    }

    fn of_itself(self) -> Self {
        let is_self = true;
        Walk { is_self, ..self }
    }
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

/// What became of an object.
#[derive(Debug)]
pub(super) enum Patched {
    Changed(Node),
    /// The patch replaces the object as a whole, which kustomize passes over.
    Unchanged,
    Deleted,
}

/// Applies a patch to an object.
pub(super) fn patch(object: Node, patch: &Node, budget: &mut Budget) -> Outcome<Patched> {
    let walk = Walk {
        shape: Shape::of_kind(object.text_of("apiVersion"), object.text_of("kind")),
        is_self: false,
    };
    budget.copy(patch)?;
    Ok(match merge(Some(object), Some(patch), walk, budget)? {
        Merged::Changed(node) if !node.is_empty() => Patched::Changed(node),
        Merged::Replaced(_) => Patched::Unchanged,
        Merged::Changed(_) | Merged::Cleared => Patched::Deleted,
    })
}

/// Merges a value of a patch into one of an object. Either may be missing, not both.
pub(super) fn merge(
    below: Option<Node>,
    above: Option<&Node>,
    walk: Walk,
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
        Some(Kind::Sequence) => match walk.shape.keys() {
            Some(keys) => merge_list(below, above, keys, walk, budget),
            None => Ok(replace(below, above)),
        },
        Some(Kind::Mapping) | None => merge_mapping(below, above, walk, budget),
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
    walk: Walk,
    budget: &mut Budget,
) -> Outcome<Merged> {
    let Some(above) = above else {
        return match below {
            Some(below) if below.is_null() => Ok(kept_null(below)),
            Some(below) => Ok(Merged::Changed(merge_entries(below, None, walk, budget)?)),
            None => Ok(Merged::Cleared),
        };
    };
    let directive = directive(above);
    let Some(below) = below.filter(|below| !below.is_null()) else {
        return match directive {
            Ok(Directive::Delete) => Ok(Merged::Cleared),
            // What is new is merged with itself: what it says to itself is heard.
            _ => Ok(Merged::Replaced(merge_self(above, walk, budget)?)),
        };
    };
    if above.is_null() {
        return Ok(Merged::Cleared);
    }
    match directive? {
        Directive::Delete => Ok(Merged::Cleared),
        Directive::Replace => Ok(Merged::Replaced(merge_self(above, walk, budget)?)),
        Directive::Merge => {
            let merged = merge_entries(below, Some(above), walk, budget)?;
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

fn merge_self(above: &Node, walk: Walk, budget: &mut Budget) -> Outcome<Node> {
    budget.values(above.size())?;
    let below = above.clone();
    if !matches!(below.content, Content::Mapping(_)) {
        return Ok(below);
    }
    merge_entries(below, Some(above), walk.of_itself(), budget)
}

fn merge_entries(
    mut below: Node,
    above: Option<&Node>,
    walk: Walk,
    budget: &mut Budget,
) -> Outcome<Node> {
    let Content::Mapping(entries) = below.content else {
        return Ok(below);
    };
    let patch = above.map(Node::entries).unwrap_or_default();
    let index = Index::new(patch);
    let is_elided =
        |name: &str| name == DIRECTIVE && above.is_some_and(|above| directive(above).is_ok());
    let mut merged = Vec::with_capacity(entries.len());
    let old = Index::new(&entries);
    let mut added = Vec::new();
    for (key, value) in patch {
        let name = key.key_text();
        if is_elided(name) || old.find(&entries, name).is_some() {
            continue;
        }
        added.push((key, value));
    }
    for (key, value) in entries {
        let at = index.find(patch, key.key_text());
        let over = at.and_then(|at| patch.get(at)).map(|(_, value)| value);
        // What is merged with itself holds it on both sides.
        if over.is_some() && is_elided(key.key_text()) {
            continue;
        }
        let field = walk.field(key.key_text());
        let was_null = value.is_null();
        if let Some(value) = merge(Some(value), over, field, budget)?.into_node()
            && (!value.is_null() || (was_null && over.is_none()))
        {
            merged.push((key, value));
        }
    }
    for (key, value) in added {
        budget.values(1 + value.size())?;
        let field = walk.field(key.key_text());
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
    walk: Walk,
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
    let mut walk = walk;
    walk.is_self |= is_new;
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
            if walk.is_self {
                elide(&mut below, &word);
            }
        }
        match directive {
            Directive::Delete => return Ok(Merged::Cleared),
            Directive::Replace => {
                below = patch.clone();
                is_replaced = true;
                walk.is_self = true;
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
        merge_items(old, new.unwrap_or_default(), keys, walk.item(), budget)?
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
