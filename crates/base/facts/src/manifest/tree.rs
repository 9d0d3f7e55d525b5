//! The values of a file as an arena: nodes by number, in the order in which they are written.

use std::borrow::Cow;
use std::sync::Arc;

use super::scalar;
use super::{Dialect, Kind, Place, Source, Style, Value};

/// The number of a node in its [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

/// All documents of a file (or of several, where values were merged), with places and comments.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    pub(super) sources: Vec<Arc<Source>>,
    pub(super) dialect: Dialect,
    /// Scalars whose value is not a part of the text: escapes, folded lines.
    pub(super) buffer: String,
    pub(super) nodes: Vec<Node>,
    pub(super) items: Vec<u32>,
    pub(super) entries: Vec<Slot>,
    /// Sorted by node.
    pub(super) tags: Vec<(u32, String)>,
    /// Nodes that have an anchor, sorted.
    pub(super) anchors: Vec<u32>,
    pub(super) documents: Vec<Document>,
    pub(super) comments: Vec<Comment>,
    pub(super) duplicates: Vec<Duplicate>,
    pub(super) problems: Vec<Problem>,
}

/// One document of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its number in the file, from 0; documents that could not be read are counted.
    pub index: u32,
    /// Its value; nothing for a document that holds no more than comments, or is broken.
    pub root: Option<NodeId>,
    /// Where it begins and ends.
    pub place: Place,
}

/// A comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From `#` to the end of the line.
    pub place: Place,
    /// Whether nothing but blanks stands before it in its line.
    pub own_line: bool,
}

/// A key that stands twice in a mapping. An API server keeps the value of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The key whose value is lost.
    pub first: NodeId,
    /// The key whose value counts.
    pub last: NodeId,
}

/// A document that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The number of the document in the file, from 0.
    pub document: u32,
    /// Where reading failed.
    pub place: Place,
    /// Why, in lower case, without a full stop; a limit is named.
    pub reason: String,
}

/// `start` and `end` are bytes of the source. `first` and `count` are a range: of the buffer or the
/// source for scalars, of `items` or `entries` for collections. An alias has its target in `first`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) kind: Shape,
    pub(super) style: Style,
    pub(super) source: u16,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) first: u32,
    pub(super) count: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A scalar whose text is a part of the source.
    Written(Kind),
    /// A scalar whose text is in the buffer.
    Buffered(Kind),
    Sequence,
    Mapping,
    Alias,
}

/// An entry of a mapping: the hash of its key makes a look-up a scan over numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) hash: u32,
    pub(super) key: u32,
    pub(super) value: u32,
    pub(super) merged: bool,
}

impl Tree {
    /// The file; where values of several files were merged, the first of them.
    #[must_use]
    pub fn source(&self) -> Option<&Arc<Source>> {
        self.sources.first()
    }

    /// Every file that values come from.
    #[must_use]
    pub fn sources(&self) -> &[Arc<Source>] {
        &self.sources
    }

    /// Says that the text was made from other files, as by a template: no edit may be made in it.
    #[must_use]
    pub fn derived(mut self) -> Self {
        for source in &mut self.sources {
            let text = Arc::unwrap_or_clone(std::mem::take(source));
            *source = Arc::new(text.recoded());
        }
        self
    }

    /// Whose reading of scalars holds.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The documents, in order, also those without a value.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The value of each document that has one.
    pub fn roots(&self) -> impl Iterator<Item = Value<'_>> {
        let roots = self.documents.iter().filter_map(|document| document.root);
        roots.map(|root| self.value(root))
    }

    /// The value of the first document that has one.
    #[must_use]
    pub fn root(&self) -> Option<Value<'_>> {
        self.roots().next()
    }

    /// A node of this tree. A number of another tree gives some value, never a panic.
    #[must_use]
    pub fn value(&self, id: NodeId) -> Value<'_> {
        Value::new(self, id)
    }

    /// Number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All comments, in order.
    #[must_use]
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// The text of a comment behind its `#`, without blanks around it.
    #[must_use]
    pub fn comment_text(&self, comment: &Comment) -> &str {
        let Place { start, end, .. } = comment.place;
        let text = self.source().map(|source| source.slice(start, end));
        text.unwrap_or_default().trim_start_matches('#').trim()
    }

    /// The comment at the end of a line (from 1).
    #[must_use]
    pub fn comment_at(&self, line: u32) -> Option<&Comment> {
        let index = self.comments.partition_point(|c| c.place.line < line);
        let found = self.comments.get(index)?;
        (found.place.line == line).then_some(found)
    }

    /// The comments on lines of their own directly above a line (from 1), from top to bottom.
    #[must_use]
    pub fn comments_above(&self, line: u32) -> &[Comment] {
        let end = self.comments.partition_point(|c| c.place.line < line);
        let mut start = end;
        let mut expected = line;
        while let Some(comment) = start
            .checked_sub(1)
            .and_then(|index| self.comments.get(index))
        {
            if !comment.own_line || comment.place.line + 1 != expected {
                break;
            }
            expected = comment.place.line;
            start -= 1;
        }
        self.comments.get(start..end).unwrap_or_default()
    }

    /// Keys that stand twice in their mapping.
    #[must_use]
    pub fn duplicates(&self) -> &[Duplicate] {
        &self.duplicates
    }

    /// Documents that could not be read.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The way from the document to a node as it is written, as in `spec.containers[0].image`;
    /// empty
    /// for the document itself. A key that holds a dot or a bracket is put in brackets and quotes.
    #[must_use]
    pub fn path(&self, id: NodeId) -> String {
        let Some(root) = self.root_of(id) else {
            return String::new();
        };
        let mut path = String::new();
        let mut current = root.0;
        while current != id.0 {
            let Some(next) = self.step(current, id.0, &mut path) else {
                break;
            };
            current = next;
        }
        path
    }

    /// The value of the document that holds a node.
    pub(super) fn root_of(&self, id: NodeId) -> Option<NodeId> {
        let roots = self.documents.iter().filter_map(|document| document.root);
        roots.take_while(|root| *root <= id).last()
    }

    /// One step towards a node: children are numbered behind their parent and before its sibling.
    fn step(&self, from: u32, to: u32, path: &mut String) -> Option<u32> {
        let node = self.node(from)?;
        match node.kind {
            Shape::Sequence => {
                let items = self.items_of(node);
                let index = items.partition_point(|item| *item <= to).checked_sub(1)?;
                path.push_str(&format!("[{index}]"));
                items.get(index).copied()
            }
            Shape::Mapping => {
                let slots = self.slots_of(node).iter().filter(|slot| !slot.merged);
                let slot = slots
                    .filter(|slot| slot.key <= to)
                    .max_by_key(|slot| slot.key)?;
                let key = self.key_text(slot.key);
                if key.contains(['.', '[', '"']) {
                    path.push_str(&format!("[\"{key}\"]"));
                } else {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(&key);
                }
                // A key is as good as its value here: both are this entry.
                (slot.key != to)
                    .then_some(slot.value)
                    .filter(|value| *value <= to)
            }
            _ => None,
        }
    }

    pub(super) fn node(&self, id: u32) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    /// The node that an alias stands for; any other node is itself.
    pub(super) fn resolved(&self, id: u32) -> u32 {
        match self.node(id) {
            // INVARIANT: the target of an alias is never an alias.
            Some(node) if node.kind == Shape::Alias => node.first,
            _ => id,
        }
    }

    pub(super) fn items_of(&self, node: &Node) -> &[u32] {
        let range = range(node.first, node.count);
        self.items.get(range).unwrap_or_default()
    }

    pub(super) fn slots_of(&self, node: &Node) -> &[Slot] {
        let range = range(node.first, node.count);
        self.entries.get(range).unwrap_or_default()
    }

    pub(super) fn scalar_text(&self, node: &Node) -> Option<&str> {
        let range = range(node.first, node.count);
        match node.kind {
            Shape::Buffered(_) => self.buffer.get(range),
            Shape::Written(_) => self.sources.get(node.source as usize)?.text().get(range),
            _ => None,
        }
    }

    /// A key as JSON has it: an API server sees `yes: 1` as `"true": 1`.
    pub(super) fn key_text(&self, id: u32) -> Cow<'_, str> {
        let Some(node) = self.node(self.resolved(id)) else {
            return Cow::Borrowed("");
        };
        let text = self.scalar_text(node).unwrap_or_default();
        match node.kind {
            Shape::Written(Kind::Bool) | Shape::Buffered(Kind::Bool) => {
                Cow::Borrowed(if scalar::truth(text) { "true" } else { "false" })
            }
            Shape::Written(Kind::Integer) | Shape::Buffered(Kind::Integer) => {
                match scalar::integer(text) {
                    Some(scalar::Integer::Signed(value)) => Cow::Owned(value.to_string()),
                    Some(scalar::Integer::Unsigned(value)) => Cow::Owned(value.to_string()),
                    _ => Cow::Borrowed(text),
                }
            }
            Shape::Written(Kind::Null) | Shape::Buffered(Kind::Null) => Cow::Borrowed("null"),
            _ => Cow::Borrowed(text),
        }
    }

    pub(super) fn find(&self, node: &Node, key: &str) -> Option<Slot> {
        let hash = hash(key);
        let slots = self.slots_of(node).iter();
        let mut fitting = slots.filter(|slot| slot.hash == hash);
        fitting.find(|slot| self.key_text(slot.key) == key).copied()
    }
}

pub(super) fn range(first: u32, count: u32) -> std::ops::Range<usize> {
    let first = first as usize;
    first..first.saturating_add(count as usize)
}

/// FNV-1a: keys are short, and equal hashes are compared as text.
pub(super) fn hash(key: &str) -> u32 {
    key.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
