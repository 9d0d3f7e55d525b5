//! The entries of a mapping: each key once, merge keys resolved.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::builder::{BuildError, NODES_MAX, TreeBuilder, number};
use super::tree::{Shape, Slot, hash};
use super::{Dialect, Duplicate, NodeId, Style, Tree};

/// Mappings of more entries look for keys that stand twice with an index.
const SCANNED_ENTRIES_MAX: usize = 16;

impl TreeBuilder {
    /// Adds the entries of a mapping whose keys and values are given in turn, and tells their
    /// range.
    pub(super) fn add_entries(&mut self, children: &[u32]) -> Result<(u32, u32), BuildError> {
        let mut entries = EntrySet::new(children.len() / 2);
        let mut merges = Vec::new();
        for pair in children.chunks_exact(2) {
            let &[key, value] = pair else { continue };
            if self.is_merge_key(key) {
                self.fault = Some(value);
                match self.tree.dialect {
                    Dialect::Kubernetes => self.merge(value, &mut entries)?,
                    Dialect::Core => merges.push(value),
                }
                continue;
            }
            let node = self.tree.node(self.tree.resolved(key));
            if node.is_none_or(|node| matches!(node.kind, Shape::Sequence | Shape::Mapping)) {
                self.fault = Some(key);
                return Err(BuildError::CollectionKey);
            }
            let slot = Slot {
                hash: hash(&self.tree.key_text(key)),
                key,
                value,
                merged: false,
            };
            if let Some(lost) = entries.insert(&self.tree, slot, true).filter(|s| !s.merged) {
                self.tree.duplicates.push(Duplicate {
                    first: NodeId(lost.key),
                    last: NodeId(key),
                });
            }
        }
        for value in merges {
            self.fault = Some(value);
            self.merge(value, &mut entries)?;
        }
        self.fault = None;
        let total = self.tree.entries.len() + entries.slots.len();
        if total > NODES_MAX {
            return Err(BuildError::Nodes);
        }
        let first = number(self.tree.entries.len())?;
        let count = number(entries.slots.len())?;
        self.tree.entries.extend_from_slice(&entries.slots);
        Ok((first, count))
    }

    /// `<<` without quotes, or with the tag of the merge key of YAML 1.1.
    fn is_merge_key(&self, key: u32) -> bool {
        let Some(node) = self.tree.node(key) else {
            return false;
        };
        let tag = self.tree.value(NodeId(key)).tag();
        self.tree.scalar_text(node) == Some("<<")
            && match tag {
                None => node.style == Style::Plain,
                Some(tag) => tag == "!!merge" || tag == "!<tag:yaml.org,2002:merge>",
            }
    }

    /// Takes over the entries of a mapping, or of several, of which the first wins.
    fn merge(&self, value: u32, entries: &mut EntrySet) -> Result<(), BuildError> {
        let tree = &self.tree;
        let node = tree.node(tree.resolved(value));
        let node = node.ok_or(BuildError::MergeValue)?;
        // In version 2 of the Go library what is merged replaces what stands before it; elsewhere
        // it
        // fills what is not there.
        let replaces = tree.dialect == Dialect::Kubernetes;
        let mut mappings = match node.kind {
            Shape::Mapping => vec![node],
            Shape::Sequence => {
                let items = tree.items_of(node).iter();
                let nodes = items.map(|item| tree.node(tree.resolved(*item)));
                let mappings = nodes.map(|n| n.filter(|n| n.kind == Shape::Mapping));
                mappings
                    .collect::<Option<Vec<_>>>()
                    .ok_or(BuildError::MergeValue)?
            }
            _ => return Err(BuildError::MergeValue),
        };
        if replaces {
            mappings.reverse();
        }
        for mapping in mappings {
            if entries.slots.is_empty() {
                entries.take(tree.slots_of(mapping));
                continue;
            }
            for slot in tree.slots_of(mapping) {
                let slot = Slot {
                    merged: true,
                    ..*slot
                };
                entries.insert(tree, slot, replaces);
            }
        }
        Ok(())
    }
}

/// The entries of one mapping, each key once.
struct EntrySet {
    slots: Vec<Slot>,
    /// Keys to numbers in `slots`, where there are many.
    index: Option<BTreeMap<String, usize>>,
}

impl EntrySet {
    fn new(expected: usize) -> Self {
        EntrySet {
            slots: Vec::with_capacity(expected),
            index: (expected > SCANNED_ENTRIES_MAX).then(BTreeMap::new),
        }
    }

    /// Takes over entries that are each there once; nothing stands before them.
    fn take(&mut self, slots: &[Slot]) {
        self.index = None;
        self.slots.extend(slots.iter().map(|slot| Slot {
            merged: true,
            ..*slot
        }));
    }

    /// Adds an entry and gives the one that it replaces. With `replace` off, an entry of that key
    /// stays.
    fn insert(&mut self, tree: &Tree, slot: Slot, replace: bool) -> Option<Slot> {
        if self.index.is_none() && self.slots.len() > 2 * SCANNED_ENTRIES_MAX {
            let keys = self.slots.iter().map(|s| tree.key_text(s.key).into_owned());
            self.index = Some(keys.zip(0..).collect());
        }
        let next = self.slots.len();
        let known = match &mut self.index {
            Some(index) => match index.entry(tree.key_text(slot.key).into_owned()) {
                Entry::Occupied(entry) => Some(*entry.get()),
                Entry::Vacant(entry) => {
                    entry.insert(next);
                    None
                }
            },
            None => self.slots.iter().position(|known| {
                known.hash == slot.hash && tree.key_text(known.key) == tree.key_text(slot.key)
            }),
        };
        let Some(known) = known.and_then(|index| self.slots.get_mut(index)) else {
            self.slots.push(slot);
            return None;
        };
        let before = *known;
        if replace {
            *known = slot;
        }
        Some(before)
    }
}
