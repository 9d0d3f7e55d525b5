//! A value of a tree, as checks see it: aliases are followed, merged keys are there.

use std::borrow::Cow;
use std::sync::Arc;

use seaworthy_model::Location;

use super::scalar::{self, Integer};
use super::tree::{Node, Shape, Slot};
use super::{NodeId, Place, Source, Tree};

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Nothing: `null`, `~` or an empty place.
    Null,
    /// True or false.
    Bool,
    /// A whole number.
    Integer,
    /// Any other number, also infinite ones.
    Float,
    /// Text.
    String,
    /// A list.
    Sequence,
    /// Keys with values.
    Mapping,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// A scalar without quotes.
    Plain,
    /// `'text'`
    SingleQuoted,
    /// `"text"`
    DoubleQuoted,
    /// A block scalar that keeps lines (`|`).
    Literal,
    /// A block scalar that folds lines (`>`).
    Folded,
    /// A collection by indentation.
    Block,
    /// A collection in brackets or braces, as in JSON.
    Flow,
    /// `*name`
    Alias,
}

/// A value in its tree: small, and free to copy.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    tree: &'a Tree,
    id: u32,
}

/// An entry of a mapping.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The key.
    pub key: Value<'a>,
    /// The value; null where none is written.
    pub value: Value<'a>,
    /// Whether the entry comes from another mapping by a merge key (`<<`).
    pub merged: bool,
}

/// The entries of a mapping, each key once.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    tree: &'a Tree,
    slots: std::slice::Iter<'a, Slot>,
}

/// The items of a sequence.
#[derive(Clone, Debug)]
pub struct Items<'a> {
    tree: &'a Tree,
    items: std::slice::Iter<'a, u32>,
}

impl<'a> Value<'a> {
    pub(super) fn new(tree: &'a Tree, id: NodeId) -> Self {
        Value { tree, id: id.0 }
    }

    fn of(tree: &'a Tree, id: u32) -> Self {
        Value { tree, id }
    }

    /// The node as it is written: that of the alias, where it is one.
    #[must_use]
    pub fn id(self) -> NodeId {
        NodeId(self.id)
    }

    /// The tree.
    #[must_use]
    pub fn tree(self) -> &'a Tree {
        self.tree
    }

    /// The node with the content: the target, where this is an alias.
    #[must_use]
    pub fn target(self) -> NodeId {
        NodeId(self.tree.resolved(self.id))
    }

    /// The value with its content: the target, where this is an alias.
    #[must_use]
    pub fn followed(self) -> Self {
        Value::new(self.tree, self.target())
    }

    /// The file in which the content is written, to share it.
    #[must_use]
    pub fn target_source(self) -> Option<&'a Arc<Source>> {
        let node = self.tree.node(self.tree.resolved(self.id))?;
        self.tree.sources.get(node.source as usize)
    }

    fn node(self) -> Option<&'a Node> {
        self.tree.node(self.tree.resolved(self.id))
    }

    /// Where the value is written; for an alias, where the alias stands.
    #[must_use]
    pub fn place(self) -> Place {
        match (self.tree.node(self.id), self.source()) {
            (Some(node), Some(source)) => source.place(node.start, node.end),
            _ => Place::default(),
        }
    }

    /// Where it is written, as findings tell it: file, line and column.
    #[must_use]
    pub fn location(self) -> Location {
        let place = self.place();
        Location::File {
            path: self.source().map_or("", Source::path).to_owned(),
            line: Some(place.line),
            column: Some(place.column),
        }
    }

    /// Where the content stands: the anchored value, where this is an alias.
    #[must_use]
    pub fn target_place(self) -> Place {
        self.followed().place()
    }

    /// The file in which the value is written.
    #[must_use]
    pub fn source(self) -> Option<&'a Source> {
        let node = self.tree.node(self.id)?;
        let source = self.tree.sources.get(node.source as usize)?;
        Some(source)
    }

    /// The way from the document to here, as it is written (see [`Tree::path`]).
    #[must_use]
    pub fn path(self) -> String {
        self.tree.path(self.id())
    }

    /// The way from the document to here with names in the place of numbers, as in
    /// `spec.containers[web].image`: it stays the same when items are added before it.
    #[must_use]
    pub fn named_path(self) -> String {
        let path = self.path();
        let mut named = String::new();
        let mut current = self
            .tree
            .root_of(self.id())
            .map(|root| self.tree.value(root));
        for step in path
            .replace('[', ".[")
            .split('.')
            .filter(|step| !step.is_empty())
        {
            let index = step
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'));
            let index = index.and_then(|number| number.parse::<usize>().ok());
            current = current.and_then(|value| match index {
                Some(index) => value.index(index),
                None => value.get(step),
            });
            let name = current.and_then(|item| item.get("name").unwrap_or(item).text());
            match (index, name) {
                (Some(_), Some(name)) => named.push_str(&format!("[{name}]")),
                (Some(_), None) => named.push_str("[]"),
                (None, _) => {
                    let dot = if named.is_empty() { "" } else { "." };
                    named.push_str(&format!("{dot}{step}"));
                }
            }
        }
        named
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self.node().map(|node| node.kind) {
            Some(Shape::Written(kind) | Shape::Buffered(kind)) => kind,
            Some(Shape::Sequence) => Kind::Sequence,
            Some(Shape::Mapping) => Kind::Mapping,
            Some(Shape::Alias) | None => Kind::Null,
        }
    }

    /// How it is written; for an alias [`Style::Alias`].
    #[must_use]
    pub fn style(self) -> Style {
        self.tree
            .node(self.id)
            .map_or(Style::Plain, |node| node.style)
    }

    /// The explicit tag of the content as it is written, as in `!Ref` or `!!str`.
    #[must_use]
    pub fn tag(self) -> Option<&'a str> {
        let id = self.tree.resolved(self.id);
        let found = self.tree.tags.binary_search_by_key(&id, |(node, _)| *node);
        let (_, tag) = self.tree.tags.get(found.ok()?)?;
        Some(tag)
    }

    /// Whether an anchor names this node, so that an edit changes other places too.
    #[must_use]
    pub fn is_anchored(self) -> bool {
        self.tree.anchors.binary_search(&self.id).is_ok()
    }

    /// Whether this is an alias (`*name`).
    #[must_use]
    pub fn is_alias(self) -> bool {
        self.style() == Style::Alias
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// Whether it is a mapping.
    #[must_use]
    pub fn is_mapping(self) -> bool {
        self.kind() == Kind::Mapping
    }

    /// Whether it is a sequence.
    #[must_use]
    pub fn is_sequence(self) -> bool {
        self.kind() == Kind::Sequence
    }

    /// The text of a scalar of any kind, without quotes and escapes; numbers as they are written.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        self.tree.scalar_text(self.node()?)
    }

    /// The text, where it is one: `8080` without quotes is none.
    #[must_use]
    pub fn as_str(self) -> Option<&'a str> {
        (self.kind() == Kind::String).then(|| self.text()).flatten()
    }

    /// The truth, where it is one.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        (self.kind() == Kind::Bool)
            .then(|| self.text())
            .flatten()
            .map(scalar::truth)
    }

    /// Whether it is `true`, and nothing else.
    #[must_use]
    pub fn is_true(self) -> bool {
        self.as_bool() == Some(true)
    }

    /// The integer, where it is one.
    #[must_use]
    pub fn as_integer(self) -> Option<Integer> {
        (self.kind() == Kind::Integer)
            .then(|| self.text())
            .flatten()
            .and_then(scalar::integer)
    }

    /// The integer, where it is one that fits.
    #[must_use]
    pub fn as_i64(self) -> Option<i64> {
        match self.as_integer() {
            Some(Integer::Signed(value)) => Some(value),
            _ => None,
        }
    }

    /// The number, whole or not; a whole one beyond 2⁵³ loses digits.
    #[must_use]
    pub fn as_f64(self) -> Option<f64> {
        match self.kind() {
            Kind::Float => scalar::float(self.text()?),
            #[expect(clippy::cast_precision_loss, reason = "said in the documentation")]
            Kind::Integer => match self.as_integer()? {
                Integer::Signed(value) => Some(value as f64),
                Integer::Unsigned(value) => Some(value as f64),
                Integer::Large => self.text()?.parse().ok(),
            },
            _ => None,
        }
    }

    /// The value of a key, where it is not null: an API server takes a null as absent.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Value<'a>> {
        let value = self.entry(key)?.value;
        (!value.is_null()).then_some(value)
    }

    /// The entry of a key, also where its value is null.
    #[must_use]
    pub fn entry(self, key: &str) -> Option<Entry<'a>> {
        let node = self.node().filter(|node| node.kind == Shape::Mapping)?;
        let slot = self.tree.find(node, key)?;
        Some(Entry::of(self.tree, slot))
    }

    /// The value behind several keys and indices, as in `spec.template.spec` or
    /// `spec.containers.0.image`. A key with a dot needs [`Value::get`].
    #[must_use]
    pub fn at(self, path: &str) -> Option<Value<'a>> {
        let mut steps = path.split('.');
        steps.try_fold(self, |value, step| match value.kind() {
            Kind::Sequence => value.index(step.parse().ok()?),
            _ => value.get(step),
        })
    }

    /// The item of a sequence, from 0.
    #[must_use]
    pub fn index(self, index: usize) -> Option<Value<'a>> {
        let node = self.node().filter(|node| node.kind == Shape::Sequence)?;
        let id = self.tree.items_of(node).get(index)?;
        Some(Value::of(self.tree, *id))
    }

    /// The items of a sequence; none for anything else.
    #[must_use]
    pub fn items(self) -> Items<'a> {
        let node = self.node().filter(|node| node.kind == Shape::Sequence);
        let items = node
            .map(|node| self.tree.items_of(node))
            .unwrap_or_default();
        Items {
            tree: self.tree,
            items: items.iter(),
        }
    }

    /// The entries of a mapping, merged ones last; none for anything else.
    #[must_use]
    pub fn entries(self) -> Entries<'a> {
        let node = self.node().filter(|node| node.kind == Shape::Mapping);
        let slots = node
            .map(|node| self.tree.slots_of(node))
            .unwrap_or_default();
        Entries {
            tree: self.tree,
            slots: slots.iter(),
        }
    }

    /// Number of items or entries.
    #[must_use]
    pub fn len(self) -> usize {
        match self.node() {
            Some(node) if matches!(node.kind, Shape::Sequence | Shape::Mapping) => {
                node.count as usize
            }
            _ => 0,
        }
    }

    /// Whether there is no item or entry.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// A key as JSON has it: `yes: 1` is `"true": 1` to an API server.
    #[must_use]
    pub fn key_text(self) -> Cow<'a, str> {
        self.tree.key_text(self.id)
    }
}

impl<'a> Entry<'a> {
    fn of(tree: &'a Tree, slot: Slot) -> Self {
        Entry {
            key: Value::of(tree, slot.key),
            value: Value::of(tree, slot.value),
            merged: slot.merged,
        }
    }

    /// The key as JSON has it.
    #[must_use]
    pub fn name(&self) -> Cow<'a, str> {
        self.key.key_text()
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        Some(Entry::of(self.tree, *self.slots.next()?))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.slots.size_hint()
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        Some(Value::of(self.tree, *self.items.next()?))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

impl ExactSizeIterator for Entries<'_> {}
impl ExactSizeIterator for Items<'_> {}

/// Two values are equal when they stand for the same node of the same tree.
impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.id == other.id
    }
}

impl Eq for Value<'_> {}
