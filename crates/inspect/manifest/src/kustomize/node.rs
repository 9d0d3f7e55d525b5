//! Values while an object is built: owned, each with the place where a person edits it.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use seaworthy_facts::manifest::{
    BuildError, Dialect, Kind, Place, Placed, Source, Style, Tree, TreeBuilder, Value,
};

use super::budget::Budget;
use super::problem::Outcome;

/// Mappings of more entries are merged with an index.
const SCANNED_ENTRIES_MAX: usize = 16;

/// A value.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) origin: Origin,
    pub(super) content: Content,
}

/// Where and how a value is written.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) source: Arc<Source>,
    start: u32,
    end: u32,
    style: Style,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    Scalar(Kind, String),
    Sequence(Vec<Node>),
    Mapping(Vec<(Node, Node)>),
}

/// How the places of a text that stands inside of another file become places of that file.
#[derive(Clone, Debug)]
pub(super) enum Placement {
    /// Places are those of the file that was read.
    Own,
    /// The text begins at that byte of the file.
    Shifted(Arc<Source>, u32),
    /// Every value is where the text is, as a whole.
    Whole(Origin),
    /// A value is where its line, from 1, comes from.
    Lines(Rc<Vec<Origin>>),
}

impl Origin {
    /// A range of bytes of a file.
    pub(super) fn new(source: &Arc<Source>, start: u32, end: u32) -> Self {
        Origin {
            source: Arc::clone(source),
            start,
            end,
            style: Style::Plain,
        }
    }

    fn of(value: Value<'_>, placement: &Placement) -> Self {
        let place = value.place();
        let style = value.style();
        match placement {
            Placement::Whole(origin) => Origin {
                style,
                ..origin.clone()
            },
            Placement::Lines(origins) => {
                let line = usize::try_from(place.line.saturating_sub(1)).unwrap_or_default();
                let empty = || Origin::new(&Arc::new(Source::new("", "")), 0, 0);
                let origin = origins.get(line).cloned().unwrap_or_else(empty);
                Origin { style, ..origin }
            }
            Placement::Shifted(source, shift) => Origin {
                source: Arc::clone(source),
                start: place.start.saturating_add(*shift),
                end: place.end.saturating_add(*shift),
                style,
            },
            Placement::Own => {
                let source = value.target_source().map(Arc::clone);
                Origin {
                    source: source.unwrap_or_else(|| Arc::new(Source::new("", ""))),
                    start: place.start,
                    end: place.end,
                    style,
                }
            }
        }
    }

    pub(super) fn place(&self) -> Place {
        self.source.place(self.start, self.end)
    }

    pub(super) fn path(&self) -> &str {
        self.source.path()
    }

    pub(super) fn style(&self) -> Style {
        self.style
    }

    /// The bytes of the value.
    pub(super) fn range(&self) -> (u32, u32) {
        (self.start, self.end)
    }
}

impl Node {
    /// A value with all below it.
    pub(super) fn read(
        value: Value<'_>,
        placement: &Placement,
        budget: &mut Budget,
    ) -> Outcome<Self> {
        budget.values(1)?;
        let value = value.followed();
        let origin = Origin::of(value, placement);
        let content = match value.kind() {
            Kind::Sequence => {
                let items = value.items();
                let items = items.map(|item| Node::read(item, placement, budget));
                Content::Sequence(items.collect::<Outcome<_>>()?)
            }
            Kind::Mapping => {
                let mut entries = Vec::with_capacity(value.len());
                for entry in value.entries() {
                    budget.values(1)?;
                    let key = Node {
                        origin: Origin::of(entry.key.followed(), placement),
                        content: Content::Scalar(Kind::String, entry.name().into_owned()),
                    };
                    entries.push((key, Node::read(entry.value, placement, budget)?));
                }
                Content::Mapping(entries)
            }
            Kind::Bool => {
                let text = if value.is_true() { "true" } else { "false" };
                Content::Scalar(Kind::Bool, text.to_owned())
            }
            kind => {
                let text = value.text().unwrap_or_default();
                budget.steps(text.len() as u64)?;
                Content::Scalar(kind, text.to_owned())
            }
        };
        Ok(Node { origin, content })
    }

    /// Another value at the same place.
    pub(super) fn with(&self, content: Content) -> Node {
        Node {
            origin: self.origin.clone(),
            content,
        }
    }

    /// A text at the same place.
    pub(super) fn with_text(&self, text: impl Into<String>) -> Node {
        self.with(Content::Scalar(Kind::String, text.into()))
    }

    /// A null at the same place.
    pub(super) fn clone_place(&self) -> Node {
        self.with(Content::Scalar(Kind::Null, String::new()))
    }

    /// The text of a scalar other than null.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(kind, text) if *kind != Kind::Null => Some(text),
            _ => None,
        }
    }

    /// The text of a key's value; empty where it has none.
    pub(super) fn text_of(&self, key: &str) -> &str {
        self.get(key).and_then(Node::text).unwrap_or_default()
    }

    pub(super) fn kind(&self) -> Kind {
        match &self.content {
            Content::Scalar(kind, _) => *kind,
            Content::Sequence(_) => Kind::Sequence,
            Content::Mapping(_) => Kind::Mapping,
        }
    }

    pub(super) fn is_null(&self) -> bool {
        self.kind() == Kind::Null
    }

    pub(super) fn is_scalar(&self) -> bool {
        matches!(self.content, Content::Scalar(..))
    }

    /// Null, or a collection without anything in it.
    pub(super) fn is_empty(&self) -> bool {
        match &self.content {
            Content::Scalar(kind, _) => *kind == Kind::Null,
            Content::Sequence(items) => items.is_empty(),
            Content::Mapping(entries) => entries.is_empty(),
        }
    }

    pub(super) fn entries(&self) -> &[(Node, Node)] {
        match &self.content {
            Content::Mapping(entries) => entries,
            _ => &[],
        }
    }

    pub(super) fn items(&self) -> &[Node] {
        match &self.content {
            Content::Sequence(items) => items,
            _ => &[],
        }
    }

    pub(super) fn key_text(&self) -> &str {
        match &self.content {
            Content::Scalar(_, text) => text,
            _ => "",
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        let mut entries = self.entries().iter();
        let found = entries.find(|(name, _)| name.key_text() == key)?;
        Some(&found.1)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let Content::Mapping(entries) = &mut self.content else {
            return None;
        };
        let found = entries
            .iter_mut()
            .find(|(name, _)| name.key_text() == key)?;
        Some(&mut found.1)
    }

    /// The value behind several keys.
    pub(super) fn at(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Sets the value of a key; `self` is a mapping.
    pub(super) fn set(&mut self, key: &str, value: Node) {
        if let Some(held) = self.get_mut(key) {
            *held = value;
            return;
        }
        let key = value.with_text(key);
        if let Content::Mapping(entries) = &mut self.content {
            entries.push((key, value));
        }
    }

    /// Takes a key away.
    pub(super) fn remove(&mut self, key: &str) -> Option<Node> {
        let Content::Mapping(entries) = &mut self.content else {
            return None;
        };
        let at = entries
            .iter()
            .position(|(name, _)| name.key_text() == key)?;
        Some(entries.remove(at).1)
    }

    /// The mapping of a key, made where it is not there; nothing where something else is.
    pub(super) fn mapping_mut(&mut self, key: &str) -> Option<&mut Node> {
        let made = self.with(Content::Mapping(Vec::new()));
        if self.get(key).is_none_or(Node::is_null) {
            self.set(key, made);
        }
        let found = self.get_mut(key)?;
        matches!(found.content, Content::Mapping(_)).then_some(found)
    }

    /// Number of values, itself among them.
    pub(super) fn size(&self) -> usize {
        match &self.content {
            Content::Scalar(..) => 1,
            Content::Sequence(items) => 1 + items.iter().map(Node::size).sum::<usize>(),
            Content::Mapping(entries) => {
                let sizes = entries.iter().map(|(_, value)| 1 + value.size());
                1 + sizes.sum::<usize>()
            }
        }
    }

    /// Bytes of all texts in it.
    pub(super) fn bytes(&self) -> usize {
        match &self.content {
            Content::Scalar(_, text) => text.len(),
            Content::Sequence(items) => items.iter().map(Node::bytes).sum(),
            Content::Mapping(entries) => {
                let bytes = entries.iter();
                bytes.map(|(key, value)| key.bytes() + value.bytes()).sum()
            }
        }
    }

    /// Levels of collections.
    pub(super) fn depth(&self) -> usize {
        match &self.content {
            Content::Scalar(..) => 0,
            Content::Sequence(items) => 1 + items.iter().map(Node::depth).max().unwrap_or(0),
            Content::Mapping(entries) => {
                let depths = entries.iter().map(|(_, value)| value.depth());
                1 + depths.max().unwrap_or(0)
            }
        }
    }

    /// The same value, wherever it is written: numbers by their text.
    pub(super) fn equals(&self, other: &Node) -> bool {
        match (&self.content, &other.content) {
            (Content::Scalar(one, text), Content::Scalar(two, other)) => {
                one == two && (*one == Kind::Null || text == other)
            }
            (Content::Sequence(one), Content::Sequence(two)) => {
                one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.equals(two))
            }
            (Content::Mapping(one), Content::Mapping(two)) => {
                let held = |(key, value): &(Node, Node)| {
                    other
                        .get(key.key_text())
                        .is_some_and(|held| value.equals(held))
                };
                one.len() == two.len() && one.iter().all(held)
            }
            _ => false,
        }
    }

    /// A tree of one document.
    pub(super) fn build(&self) -> Result<Tree, BuildError> {
        let source = Arc::clone(&self.origin.source);
        let mut builder = TreeBuilder::new(source, Dialect::Kubernetes);
        builder.begin_document(self.origin.start);
        self.add(&mut builder)?;
        builder.end_document(self.origin.end);
        Ok(builder.finish())
    }

    fn add(&self, builder: &mut TreeBuilder) -> Result<(), BuildError> {
        let origin = &self.origin;
        builder.set_source(&origin.source)?;
        let placed = Placed {
            start: origin.start,
            end: origin.end,
            style: origin.style,
            tag: None,
            anchor: None,
        };
        match &self.content {
            Content::Scalar(kind, text) => builder.copy_scalar(placed, *kind, text),
            Content::Sequence(items) => {
                builder.begin_sequence(placed)?;
                items.iter().try_for_each(|item| item.add(builder))?;
                builder.end(Some(origin.end))
            }
            Content::Mapping(entries) => {
                builder.begin_mapping(placed)?;
                for (key, value) in entries {
                    key.add(builder)?;
                    value.add(builder)?;
                }
                builder.end(Some(origin.end))
            }
        }
    }
}

/// Where keys stand in a list of entries: an index where there are many.
pub(super) struct Index(Option<BTreeMap<String, usize>>);

impl Index {
    pub(super) fn new(entries: &[(Node, Node)]) -> Self {
        let many = entries.len() > SCANNED_ENTRIES_MAX;
        let keys = entries.iter().map(|(key, _)| key.key_text().to_owned());
        Index(many.then(|| keys.zip(0..).collect()))
    }

    pub(super) fn find(&self, entries: &[(Node, Node)], key: &str) -> Option<usize> {
        match &self.0 {
            Some(index) => index.get(key).copied(),
            None => entries.iter().position(|(name, _)| name.key_text() == key),
        }
    }
}
