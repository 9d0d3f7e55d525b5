//! Values while they are merged: owned, each with the place that it comes from.

use std::sync::Arc;

use seaworthy_facts::manifest::{
    BuildError, Dialect, Kind, NodeId, Placed, Source, Style, TreeBuilder, Value,
};

use super::interpolate::{self, Environment};

/// LIMIT: values of a project while it is merged. `extends` may repeat a large service in each
/// other
/// one; real projects have some thousand values.
pub const PROJECT_VALUES_MAX: usize = 100_000;

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
    tag: Option<String>,
    /// A variable in it has no value.
    unresolved: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    Scalar(Kind, String),
    Sequence(Vec<Node>),
    Mapping(Vec<(Node, Node)>),
}

/// How many values may still be made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget(usize);

/// [`PROJECT_VALUES_MAX`] is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the project has more than {PROJECT_VALUES_MAX} values")]
pub(super) struct Exhausted;

impl Budget {
    pub(super) fn new() -> Self {
        Budget(PROJECT_VALUES_MAX)
    }

    pub(super) fn take(&mut self, values: usize) -> Result<(), Exhausted> {
        self.0 = self.0.checked_sub(values).ok_or(Exhausted)?;
        Ok(())
    }
}

impl Node {
    /// A value with all below it, variables replaced. Keys keep their variables: Compose replaces
    /// none there.
    pub(super) fn read(
        value: Value<'_>,
        environment: &Environment,
        budget: &mut Budget,
    ) -> Result<Self, Exhausted> {
        budget.take(1)?;
        let mut origin = Origin::of(value);
        let content = match value.kind() {
            Kind::Sequence => {
                let items = value.items();
                let items = items.map(|item| Node::read(item, environment, budget));
                Content::Sequence(items.collect::<Result<_, _>>()?)
            }
            Kind::Mapping => {
                let mut entries = Vec::with_capacity(value.len());
                for entry in value.entries() {
                    budget.take(1)?;
                    let key = Node {
                        origin: Origin::of(entry.key),
                        content: Content::Scalar(Kind::String, entry.name().into_owned()),
                    };
                    entries.push((key, Node::read(entry.value, environment, budget)?));
                }
                Content::Mapping(entries)
            }
            kind => scalar(value, kind, environment, &mut origin),
        };
        Ok(Node { origin, content })
    }

    pub(super) fn tag(&self) -> Option<&str> {
        self.origin.tag.as_deref()
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(kind, text) if *kind != Kind::Null => Some(text),
            _ => None,
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

    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        let mut entries = self.entries().iter();
        let found = entries.find(|(name, _)| name.text() == Some(key))?;
        Some(&found.1)
    }

    pub(super) fn place(&self) -> seaworthy_facts::manifest::Place {
        let origin = &self.origin;
        origin.source.place(origin.start, origin.end)
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

    /// Another value at the same place.
    pub(super) fn with(&self, content: Content) -> Node {
        Node {
            origin: self.origin.clone(),
            content,
        }
    }

    /// Another text at the same place.
    pub(super) fn with_text(&self, text: &str) -> Node {
        self.with(Content::Scalar(Kind::String, text.to_owned()))
    }

    /// Adds it to a tree, and notes values with variables that have none.
    pub(super) fn build(
        &self,
        builder: &mut TreeBuilder,
        unresolved: &mut Vec<NodeId>,
    ) -> Result<(), BuildError> {
        let origin = &self.origin;
        builder.set_source(&origin.source)?;
        let placed = Placed {
            start: origin.start,
            end: origin.end,
            style: origin.style,
            tag: origin.tag.as_deref().map(|tag| (tag, None)),
            anchor: None,
        };
        if origin.unresolved {
            unresolved.push(builder.next());
        }
        match &self.content {
            Content::Scalar(kind, text) => builder.copy_scalar(placed, *kind, text),
            Content::Sequence(items) => {
                builder.begin_sequence(placed)?;
                for item in items {
                    item.build(builder, unresolved)?;
                }
                builder.end(Some(origin.end))
            }
            Content::Mapping(entries) => {
                builder.begin_mapping(placed)?;
                for (key, value) in entries {
                    key.build(builder, unresolved)?;
                    value.build(builder, unresolved)?;
                }
                builder.end(Some(origin.end))
            }
        }
    }
}

impl Origin {
    fn of(value: Value<'_>) -> Self {
        let followed = value.followed();
        let place = followed.place();
        let source = value.target_source().map(Arc::clone);
        Origin {
            source: source.unwrap_or_else(|| Arc::new(Source::new("", ""))),
            start: place.start,
            end: place.end,
            style: followed.style(),
            tag: followed.tag().map(str::to_owned),
            unresolved: false,
        }
    }
}

/// A scalar with its variables replaced. One without quotes is then what its new text looks like.
fn scalar(value: Value<'_>, kind: Kind, environment: &Environment, origin: &mut Origin) -> Content {
    let text = value.text().unwrap_or_default();
    if !text.contains('$') {
        return Content::Scalar(kind, text.to_owned());
    }
    match interpolate::replace(text, environment) {
        Ok(replaced) => {
            let plain = origin.style == Style::Plain && origin.tag.is_none();
            let kind = if plain {
                Dialect::Core.kind(&replaced)
            } else {
                kind
            };
            Content::Scalar(kind, replaced)
        }
        Err(_) => {
            origin.unresolved = true;
            Content::Scalar(kind, text.to_owned())
        }
    }
}
