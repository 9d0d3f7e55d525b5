//! Building a tree from events, within limits that hold for every walk over it.

use std::collections::HashMap;
use std::sync::Arc;

use thiserror::Error;

use super::scalar;
use super::tree::{Node, Shape};
use super::{Comment, Dialect, Document, Kind, NodeId, Place, Problem, Source, Style, Tree};

/// LIMIT: nesting of collections, aliases followed. Schemas of custom resources, the deepest files
/// that people keep, stay below 80; walks over a tree may recurse.
pub const DEPTH_MAX: usize = 200;
/// LIMIT: nodes and merged entries of a tree. The largest sets of custom resource definitions in
/// one
/// file have some 400,000; a node takes 24 bytes.
pub const NODES_MAX: usize = 1_000_000;
/// LIMIT: nodes that the aliases of one document stand for, counted as a walk sees them. What an
/// API
/// server stores is below 3 MB, so that no honest document comes near.
pub const ALIAS_NODES_MAX: u64 = 500_000;

/// Why a document cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BuildError {
    /// [`DEPTH_MAX`] is reached.
    #[error("values are nested deeper than {DEPTH_MAX} levels")]
    Depth,
    /// [`NODES_MAX`] is reached.
    #[error("the file has more than {NODES_MAX} values")]
    Nodes,
    /// [`ALIAS_NODES_MAX`] is reached.
    #[error("aliases stand for more than {ALIAS_NODES_MAX} values")]
    AliasGrowth,
    /// An alias without an anchor before it.
    #[error("the alias has no anchor before it")]
    UnknownAnchor,
    /// An alias inside the value that its anchor names.
    #[error("the anchored value contains itself")]
    SelfReference,
    /// A merge key with another value than a mapping, or a sequence of them.
    #[error("a merge key needs a mapping or a sequence of mappings")]
    MergeValue,
    /// A mapping or sequence as a key.
    #[error("a key is a mapping or a sequence, which an API server refuses")]
    CollectionKey,
    /// A tag that the text does not fit.
    #[error("the value does not fit its tag")]
    Tag,
    /// An event that has no place here: the reader is at fault.
    #[error("the events of the parser do not fit each other")]
    Order,
}

/// The text of a scalar.
#[derive(Clone, Copy, Debug)]
pub enum ScalarText<'a> {
    /// A range of bytes of the source, as it is written.
    Written(u32, u32),
    /// Text that is written in another way: escapes, folded lines.
    Decoded(&'a str),
}

/// Where and how a node is written.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    /// First byte.
    pub start: u32,
    /// Byte behind the last one. A collection gets its end from [`TreeBuilder::end`].
    pub end: u32,
    /// How it is written.
    pub style: Style,
    /// The tag as it is written, and its name in the schema of YAML (`str`, `int`, ...).
    pub tag: Option<(&'a str, Option<&'a str>)>,
    /// A number for its anchor, where it has one.
    pub anchor: Option<usize>,
}

/// Makes a [`Tree`] of events.
#[derive(Debug)]
pub struct TreeBuilder {
    pub(super) tree: Tree,
    pub(super) source: u16,
    open: Vec<Frame>,
    /// Children of open collections.
    pending: Vec<u32>,
    anchors: HashMap<usize, Anchor>,
    alias_nodes: u64,
    document: Option<Start>,
    documents: u32,
    root: Option<u32>,
    pub(super) fault: Option<u32>,
}

/// A collection that is not at its end.
#[derive(Clone, Copy, Debug)]
struct Frame {
    id: u32,
    anchor: Option<usize>,
    first: usize,
    weight: u64,
    height: usize,
}

/// What an anchored value weighs, as a walk sees it.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    id: u32,
    weight: u64,
    height: usize,
    whole: bool,
}

/// Sizes at the start of a document, to go back to.
#[derive(Clone, Copy, Debug)]
struct Start {
    byte: u32,
    nodes: usize,
    items: usize,
    entries: usize,
    buffer: usize,
    tags: usize,
    anchors: usize,
    duplicates: usize,
}

impl TreeBuilder {
    /// A tree over one file.
    #[must_use]
    pub fn new(source: Arc<Source>, dialect: Dialect) -> Self {
        TreeBuilder {
            tree: Tree {
                sources: vec![source],
                dialect,
                ..Tree::default()
            },
            source: 0,
            open: Vec::new(),
            pending: Vec::new(),
            anchors: HashMap::new(),
            alias_nodes: 0,
            document: None,
            documents: 0,
            root: None,
            fault: None,
        }
    }

    /// Begins a document at a byte.
    pub fn begin_document(&mut self, byte: u32) {
        let tree = &self.tree;
        self.document = Some(Start {
            byte,
            nodes: tree.nodes.len(),
            items: tree.items.len(),
            entries: tree.entries.len(),
            buffer: tree.buffer.len(),
            tags: tree.tags.len(),
            anchors: tree.anchors.len(),
            duplicates: tree.duplicates.len(),
        });
        self.open.clear();
        self.pending.clear();
        self.anchors.clear();
        self.alias_nodes = 0;
        self.root = None;
    }

    /// Ends the document.
    pub fn end_document(&mut self, byte: u32) {
        let Some(start) = self.document.take() else {
            return;
        };
        // An empty document is written as a null of no length.
        let root = self.root.take().filter(|id| {
            let node = self.tree.node(*id);
            node.is_some_and(|node| {
                let text = self.tree.scalar_text(node);
                text != Some("") || node.style != Style::Plain
            })
        });
        self.close(start.byte, byte, root.map(NodeId));
    }

    /// Forgets what was read of the document (or of one that did not begin), and notes why.
    pub fn abandon_document(&mut self, place: Place, reason: impl Into<String>) {
        self.tree.problems.push(Problem {
            document: self.documents,
            place,
            reason: reason.into(),
        });
        let mut first = place.start;
        if let Some(start) = self.document.take() {
            first = start.byte;
            self.tree.nodes.truncate(start.nodes);
            self.tree.items.truncate(start.items);
            self.tree.entries.truncate(start.entries);
            self.tree.buffer.truncate(start.buffer);
            self.tree.tags.truncate(start.tags);
            self.tree.anchors.truncate(start.anchors);
            self.tree.duplicates.truncate(start.duplicates);
        }
        self.close(first, place.end, None);
    }

    fn close(&mut self, start: u32, end: u32, root: Option<NodeId>) {
        let place = self.tree.sources.first().map(|s| s.place(start, end));
        self.tree.documents.push(Document {
            index: self.documents,
            root,
            place: place.unwrap_or_default(),
        });
        self.documents += 1;
    }

    /// Where the value stands for which [`TreeBuilder::end`] refused a mapping.
    #[must_use]
    pub fn fault(&self) -> Option<Place> {
        let value = self.tree.value(NodeId(self.fault?));
        Some(value.place())
    }

    /// Adds a scalar.
    ///
    /// # Errors
    /// A limit, or a tag that the text does not fit.
    pub fn scalar(&mut self, placed: Placed<'_>, text: ScalarText<'_>) -> Result<(), BuildError> {
        let source = self.tree.sources.get(self.source as usize);
        let written = match text {
            ScalarText::Decoded(text) => Some(text),
            ScalarText::Written(start, end) => {
                source.and_then(|source| source.text().get(start as usize..end as usize))
            }
        };
        let value = written.ok_or(BuildError::Order)?;
        let kind = kind_of(value, &placed, self.tree.dialect)?;
        let (shape, first, count) = match text {
            ScalarText::Written(start, end) => {
                (Shape::Written(kind), start, end.saturating_sub(start))
            }
            ScalarText::Decoded(text) => {
                let first = number(self.tree.buffer.len())?;
                let count = number(text.len())?;
                self.tree.buffer.push_str(text);
                (Shape::Buffered(kind), first, count)
            }
        };
        let id = self.push(placed, shape, first, count)?;
        if let Some(anchor) = placed.anchor {
            let whole = Anchor {
                id,
                weight: 1,
                height: 0,
                whole: true,
            };
            self.anchors.insert(anchor, whole);
        }
        self.added(id, 1, 0);
        Ok(())
    }

    /// Begins a sequence.
    ///
    /// # Errors
    /// A limit.
    pub fn begin_sequence(&mut self, placed: Placed<'_>) -> Result<(), BuildError> {
        self.begin(placed, Shape::Sequence)
    }

    /// Begins a mapping: its keys and values follow in turn.
    ///
    /// # Errors
    /// A limit.
    pub fn begin_mapping(&mut self, placed: Placed<'_>) -> Result<(), BuildError> {
        self.begin(placed, Shape::Mapping)
    }

    fn begin(&mut self, placed: Placed<'_>, shape: Shape) -> Result<(), BuildError> {
        if self.open.len() >= DEPTH_MAX {
            return Err(BuildError::Depth);
        }
        let id = self.push(placed, shape, 0, 0)?;
        if let Some(anchor) = placed.anchor {
            let begun = Anchor {
                id,
                weight: 0,
                height: 0,
                whole: false,
            };
            self.anchors.insert(anchor, begun);
        }
        self.open.push(Frame {
            id,
            anchor: placed.anchor,
            first: self.pending.len(),
            weight: 1,
            height: 0,
        });
        Ok(())
    }

    /// Ends the collection that was begun last. `end` is the byte behind its bracket; a block
    /// collection ends with what it holds.
    ///
    /// # Errors
    /// A limit, a wrong key or merge key, or no open collection.
    pub fn end(&mut self, end: Option<u32>) -> Result<(), BuildError> {
        let frame = self.open.pop().ok_or(BuildError::Order)?;
        let children = self.pending.split_off(frame.first.min(self.pending.len()));
        let last = children.last().and_then(|id| self.tree.node(*id));
        let last_end = last.map(|node| node.end);
        let is_mapping = self.tree.node(frame.id).map(|node| node.kind) == Some(Shape::Mapping);
        let (first, count) = if is_mapping {
            self.add_entries(&children)?
        } else {
            let first = number(self.tree.items.len())?;
            self.tree.items.extend_from_slice(&children);
            (first, number(children.len())?)
        };
        if let Some(node) = self.tree.nodes.get_mut(frame.id as usize) {
            node.first = first;
            node.count = count;
            node.end = end.or(last_end).unwrap_or(node.end).max(node.start);
        }
        let height = frame.height + 1;
        if let Some(anchor) = frame.anchor {
            let whole = Anchor {
                id: frame.id,
                weight: frame.weight,
                height,
                whole: true,
            };
            self.anchors.insert(anchor, whole);
        }
        self.added(frame.id, frame.weight, height);
        Ok(())
    }

    /// Adds an alias for the value of an anchor.
    ///
    /// # Errors
    /// A limit, or an anchor that is not there or not at its end.
    pub fn alias(&mut self, anchor: usize, start: u32, end: u32) -> Result<(), BuildError> {
        let target = self.anchors.get(&anchor).copied();
        let target = target.ok_or(BuildError::UnknownAnchor)?;
        if !target.whole {
            return Err(BuildError::SelfReference);
        }
        if self.open.len() + target.height > DEPTH_MAX {
            return Err(BuildError::Depth);
        }
        self.alias_nodes = self.alias_nodes.saturating_add(target.weight);
        if self.alias_nodes > ALIAS_NODES_MAX {
            return Err(BuildError::AliasGrowth);
        }
        let placed = Placed {
            start,
            end,
            style: Style::Alias,
            tag: None,
            anchor: None,
        };
        let id = self.push(placed, Shape::Alias, target.id, 0)?;
        self.added(id, target.weight, target.height);
        Ok(())
    }

    /// Adds a comment; comments come in the order of the text, between any other events.
    pub fn comment(&mut self, start: u32, end: u32, own_line: bool) {
        let place = self.tree.sources.first().map(|s| s.place(start, end));
        let place = place.unwrap_or_default();
        self.tree.comments.push(Comment { place, own_line });
    }

    /// The tree. A document that is still open is left out.
    #[must_use]
    pub fn finish(mut self) -> Tree {
        self.tree.nodes.shrink_to_fit();
        self.tree.items.shrink_to_fit();
        self.tree.entries.shrink_to_fit();
        // Anchored nodes are noted when they begin, so that they are sorted already; tags too.
        self.tree
    }

    pub(super) fn push(
        &mut self,
        placed: Placed<'_>,
        kind: Shape,
        first: u32,
        count: u32,
    ) -> Result<u32, BuildError> {
        let tree = &mut self.tree;
        if tree.nodes.len() + tree.entries.len() >= 2 * NODES_MAX || tree.nodes.len() >= NODES_MAX {
            return Err(BuildError::Nodes);
        }
        let id = number(tree.nodes.len())?;
        tree.nodes.push(Node {
            kind,
            style: placed.style,
            source: self.source,
            start: placed.start,
            end: placed.end,
            first,
            count,
        });
        if let Some((tag, _)) = placed.tag {
            tree.tags.push((id, tag.to_owned()));
        }
        if placed.anchor.is_some() {
            tree.anchors.push(id);
        }
        Ok(id)
    }

    /// A node is whole: it belongs to the open collection, or is the document.
    pub(super) fn added(&mut self, id: u32, weight: u64, height: usize) {
        if let Some(frame) = self.open.last_mut() {
            frame.weight = frame.weight.saturating_add(weight);
            frame.height = frame.height.max(height);
            self.pending.push(id);
        } else if self.root.is_none() {
            self.root = Some(id);
        }
    }
}

/// What a scalar is by its tag, its style and its text.
fn kind_of(text: &str, placed: &Placed<'_>, dialect: Dialect) -> Result<Kind, BuildError> {
    let Some((_, name)) = placed.tag else {
        let plain = placed.style == Style::Plain;
        return Ok(if plain {
            scalar::kind(text, dialect)
        } else {
            Kind::String
        });
    };
    // A tag that YAML does not define leaves the text as it is.
    let wanted = match name {
        Some("null") => Kind::Null,
        Some("bool") => Kind::Bool,
        Some("int") => Kind::Integer,
        Some("float") => Kind::Float,
        Some("map" | "seq") => return Err(BuildError::Tag),
        _ => return Ok(Kind::String),
    };
    let found = scalar::kind(text, dialect);
    if found == wanted {
        Ok(found)
    } else if wanted == Kind::Float && found == Kind::Integer {
        Ok(Kind::Float)
    } else {
        Err(BuildError::Tag)
    }
}

pub(super) fn number(value: usize) -> Result<u32, BuildError> {
    u32::try_from(value).map_err(|_| BuildError::Nodes)
}
