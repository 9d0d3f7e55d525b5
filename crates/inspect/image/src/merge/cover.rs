//! Which layer hides what of the layers below it.

use std::borrow::Cow;
use std::collections::HashMap;

use seaworthy_facts::{LayerFacts, PathHash};

use crate::layer::presence;

/// What layers do at one path; each list holds numbers of layers in rising order.
#[derive(Default)]
struct Node {
    /// It is there, and no folder.
    put: Vec<u32>,
    /// It is there as a folder.
    folder: Vec<u32>,
    /// It is deleted.
    gone: Vec<u32>,
    /// What lower layers have below it is hidden.
    opaque: Vec<u32>,
}

/// The paths that are asked for and all folders above them, with what layers do there. Only these
/// are remembered, so the cost of a layer is one step through its entries.
#[derive(Default)]
pub(crate) struct Cover {
    nodes: Vec<Node>,
    by_path: HashMap<String, usize>,
    /// The nodes by their keys in `LayerFacts::present`, and whether the key is that of a folder.
    by_key: Vec<(u64, usize, bool)>,
    /// Whether `by_key` is in order.
    sorted: bool,
}

impl Cover {
    /// What layers do at the paths that `register` adds. The lowest layer is left out: below it is
    /// nothing that it could hide, and an image of one layer needs nothing of all this.
    pub(crate) fn of_upper<'a>(
        layers: impl Iterator<Item = &'a LayerFacts>,
        register: impl FnOnce(&mut Cover),
    ) -> Self {
        let mut cover = Cover::default();
        let mut upper = (0_u32..).zip(layers).skip(1).peekable();
        if upper.peek().is_some() {
            register(&mut cover);
        }
        upper.for_each(|(number, facts)| cover.note(number, facts));
        cover
    }

    /// Whether nothing can be asked for: then nothing is hidden.
    pub(crate) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Makes a path one that can be asked for. All are registered before the first `note`.
    pub(crate) fn register(&mut self, path: &str) {
        // Most paths have the folder of one before: the first that is known, from below, ends it.
        let mut at = Some(path);
        while let Some(prefix) = at.filter(|prefix| !self.by_path.contains_key(*prefix)) {
            let number = self.nodes.len();
            self.nodes.push(Node::default());
            self.by_path.insert(prefix.to_owned(), number);
            self.by_key.push((presence(prefix, false), number, false));
            self.by_key.push((presence(prefix, true), number, true));
            self.sorted = false;
            at = match prefix.rsplit_once('/') {
                Some((folder, _)) => Some(folder),
                None => (!prefix.is_empty()).then_some(""),
            };
        }
    }

    /// Notes what a layer does. Layers come in rising order.
    pub(crate) fn note(&mut self, layer: u32, facts: &LayerFacts) {
        if self.nodes.is_empty() {
            return;
        }
        if !self.sorted {
            self.by_key.sort_unstable();
            self.sorted = true;
        }
        self.note_present(layer, &facts.present);
        for path in &facts.whiteouts {
            if let Some(node) = self.node_mut(path) {
                node.gone.push(layer);
            }
        }
        for path in &facts.opaques {
            if let Some(node) = self.node_mut(path) {
                node.opaque.push(layer);
            }
        }
    }

    /// Both lists are sorted, so that a step through them finds what they share.
    fn note_present(&mut self, layer: u32, present: &[u64]) {
        let sorted = if present.is_sorted() {
            Cow::Borrowed(present)
        } else {
            let mut sorted = present.to_vec();
            sorted.sort_unstable();
            Cow::Owned(sorted)
        };
        let mut rest = &*sorted;
        for (key, number, folder) in &self.by_key {
            rest = behind(rest, *key);
            if rest.first() != Some(key) {
                continue;
            }
            let Some(node) = self.nodes.get_mut(*number) else {
                continue;
            };
            if *folder {
                node.folder.push(layer);
            } else {
                node.put.push(layer);
            }
        }
    }

    /// The first layer above `layer` that hides a path.
    pub(crate) fn hidden_by(&self, path: &str, layer: u32) -> Option<u32> {
        let above = prefixes(path).filter_map(|prefix| self.hides_below(prefix, layer));
        above.chain(self.replaces(path, layer)).min()
    }

    /// The same for a path below a link to a folder: what the link itself or its folders meet does
    /// not touch the file, and a layer that makes a folder of the link speaks of another file.
    pub(crate) fn hidden_through(&self, link: &str, path: &str, layer: u32) -> Option<u32> {
        let below = prefixes(path).filter(|prefix| prefix.len() > link.len());
        let above = below.filter_map(|prefix| self.hides_below(prefix, layer));
        let hidden = above.chain(self.replaces(path, layer)).min()?;
        let other = self
            .node(link)
            .is_some_and(|node| node.folder.contains(&hidden));
        (!other).then_some(hidden)
    }

    /// The topmost layer up to `layer` that has a file at this path.
    pub(crate) fn holder(&self, path: &str, layer: u32) -> Option<u32> {
        let put = &self.node(path)?.put;
        put.iter().rev().find(|number| **number <= layer).copied()
    }

    fn hides_below(&self, path: &str, layer: u32) -> Option<u32> {
        let node = self.node(path)?;
        [&node.put, &node.gone, &node.opaque]
            .into_iter()
            .filter_map(|all| after(all, layer))
            .min()
    }

    fn replaces(&self, path: &str, layer: u32) -> Option<u32> {
        let node = self.node(path)?;
        [&node.put, &node.gone, &node.folder]
            .into_iter()
            .filter_map(|all| after(all, layer))
            .min()
    }

    fn node(&self, path: &str) -> Option<&Node> {
        self.nodes.get(*self.by_path.get(path)?)
    }

    fn node_mut(&mut self, path: &str) -> Option<&mut Node> {
        self.nodes.get_mut(*self.by_path.get(path)?)
    }
}

/// What is left of a sorted list without what is smaller than a key: by steps that double, as the
/// key is near the beginning when both lists are long, and far when one is short.
fn behind(list: &[u64], key: u64) -> &[u64] {
    let mut step = 1;
    while list.get(step - 1).is_some_and(|first| *first < key) {
        step *= 2;
    }
    let (from, to) = (step / 2, step.min(list.len()));
    let within = list.get(from..to).unwrap_or_default();
    let at = from + within.partition_point(|one| *one < key);
    list.get(at..).unwrap_or_default()
}

fn after(layers: &[u32], layer: u32) -> Option<u32> {
    layers
        .get(layers.partition_point(|number| *number <= layer))
        .copied()
}

/// The folders above a path, from the root, which is the empty text.
pub(super) fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    let root = (!path.is_empty()).then_some("");
    let slashes = path.bytes().enumerate().filter(|(_, byte)| *byte == b'/');
    root.into_iter()
        .chain(slashes.filter_map(|(at, _)| path.get(..at)))
}

/// The same with the hash of each (see [`seaworthy_facts::hash_path`]).
pub(super) fn hashed_prefixes(path: &str) -> impl Iterator<Item = (&str, u64)> {
    let mut hash = PathHash::default();
    let mut from = 0;
    prefixes(path).map(move |prefix| {
        hash.add(path.as_bytes().get(from..prefix.len()).unwrap_or_default());
        from = prefix.len();
        (prefix, hash.value())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(files: &[&str], folders: &[&str], gone: &[&str], opaque: &[&str]) -> LayerFacts {
        let owned = |all: &[&str]| all.iter().map(|path| (*path).to_owned()).collect();
        let files = files.iter().map(|path| presence(path, false));
        let folders = folders.iter().map(|path| presence(path, true));
        LayerFacts {
            present: files.chain(folders).collect(),
            whiteouts: owned(gone),
            opaques: owned(opaque),
            ..LayerFacts::default()
        }
    }

    fn hidden(path: &str, above: &LayerFacts) -> Option<u32> {
        let mut cover = Cover::default();
        cover.register(path);
        cover.note(0, &layer(&[path], &[], &[], &[]));
        cover.note(1, above);
        cover.hidden_by(path, 0)
    }

    #[test]
    fn a_file_is_hidden_by_what_takes_its_place_or_that_of_a_folder_above() {
        assert_eq!(hidden("a/b", &layer(&["a/b"], &[], &[], &[])), Some(1));
        assert_eq!(hidden("a/b", &layer(&[], &["a/b"], &[], &[])), Some(1));
        assert_eq!(hidden("a/b", &layer(&["a"], &[], &[], &[])), Some(1));
        assert_eq!(hidden("a/b", &layer(&[], &[], &["a/b"], &[])), Some(1));
        assert_eq!(hidden("a/b", &layer(&[], &[], &["a"], &[])), Some(1));
        assert_eq!(hidden("a/b", &layer(&[], &[], &[], &["a"])), Some(1));
        assert_eq!(hidden("a/b", &layer(&[], &[], &[], &[""])), Some(1));
    }

    #[test]
    fn every_prefix_has_its_hash() {
        for path in ["", "a", "a/b", "usr/lib/x86_64/libé.so", "//a//"] {
            let expected: Vec<(&str, u64)> = prefixes(path)
                .map(|prefix| (prefix, seaworthy_facts::hash_path(prefix)))
                .collect();
            assert_eq!(hashed_prefixes(path).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn of_a_sorted_list_the_smaller_ones_are_left_out() {
        for length in 0..40_u64 {
            let list: Vec<u64> = (0..length).map(|number| number * 2).collect();
            for key in 0..90 {
                let expected: Vec<u64> = list.iter().copied().filter(|one| *one >= key).collect();
                assert_eq!(behind(&list, key), expected, "{key} in {length}");
            }
        }
    }

    #[test]
    fn a_file_is_not_hidden_by_what_lies_beside_it() {
        assert_eq!(
            hidden("a/b", &layer(&["a/bc", "a/b/c"], &["a"], &["b"], &["a/b"])),
            None
        );
    }
}
