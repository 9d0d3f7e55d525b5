//! Facts that the next image of the same run is likely to need, within bounds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use seaworthy_facts::{LayerFacts, Package};

use super::{Key, Known};

/// LIMIT: bytes of facts that are kept for the next image. Two hundred layers of an application
/// fleet need some 40 MiB; the rest of the memory belongs to the images being read.
const FACTS_BYTES_MAX: usize = 96 << 20;

/// LIMIT: identities that are remembered, about 200 bytes each.
const KNOWN_MAX: usize = 100_000;

/// Facts by their key, the ones used last.
#[derive(Default)]
pub(crate) struct Memory {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    facts: HashMap<Key, Held>,
    facts_bytes: usize,
    clock: u64,
    known: HashMap<Key, Known>,
}

struct Held {
    facts: Arc<LayerFacts>,
    bytes: usize,
    used: u64,
}

impl Memory {
    pub(crate) fn facts(&self, key: Key) -> Option<Arc<LayerFacts>> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.clock += 1;
        let now = inner.clock;
        let held = inner.facts.get_mut(&key)?;
        held.used = now;
        Some(Arc::clone(&held.facts))
    }

    pub(crate) fn keep_facts(&self, key: Key, facts: &Arc<LayerFacts>) {
        let bytes = weight(facts);
        // One huge layer must not push everything else out.
        if bytes > FACTS_BYTES_MAX / 2 {
            return;
        }
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.clock += 1;
        let held = Held {
            facts: Arc::clone(facts),
            bytes,
            used: inner.clock,
        };
        inner.facts_bytes += bytes;
        if let Some(old) = inner.facts.insert(key, held) {
            inner.facts_bytes -= old.bytes;
        }
        while inner.facts_bytes > FACTS_BYTES_MAX {
            let oldest = inner.facts.iter().min_by_key(|(_, held)| held.used);
            let Some(key) = oldest.map(|(key, _)| *key) else {
                break;
            };
            if let Some(old) = inner.facts.remove(&key) {
                inner.facts_bytes -= old.bytes;
            }
        }
    }

    pub(crate) fn known(&self, identity: Key) -> Option<Known> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.known.get(&identity).cloned()
    }

    pub(crate) fn keep_known(&self, identity: Key, known: Known) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.known.len() < KNOWN_MAX {
            inner.known.insert(identity, known);
        }
    }
}

/// About how many bytes facts take: exact for the long lists, an average for the texts of others.
fn weight(facts: &LayerFacts) -> usize {
    /// Texts of one thing, with what the allocator adds.
    const TEXTS: usize = 160;
    let packages = facts.packages.len() * (size_of::<Package>() + 2 * TEXTS);
    let depends: usize = facts
        .packages
        .iter()
        .map(|package| package.depends.len())
        .sum();
    let links = facts
        .links
        .iter()
        .map(|link| link.path.len() + link.target.len() + 80);
    let others = facts.files.len()
        + facts.licences.len()
        + facts.secrets.len()
        + facts.accounts.len()
        + facts.groups.len()
        + facts.whiteouts.len()
        + facts.opaques.len()
        + facts.unread.len();
    let lists = facts.present.len() * 8 + facts.owned.len() * 16;
    packages + depends * 40 + links.sum::<usize>() + others * 2 * TEXTS + lists + 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(entries: usize) -> Arc<LayerFacts> {
        Arc::new(LayerFacts {
            present: vec![0; entries],
            ..LayerFacts::default()
        })
    }

    #[test]
    fn the_facts_used_last_stay() {
        let memory = Memory::default();
        let key = |number| Key::new("layer").number(number).finish();
        // Each takes a third of the room.
        let third = facts(FACTS_BYTES_MAX / 3 / 8 - 200);
        for number in 0..3 {
            memory.keep_facts(key(number), &third);
        }
        assert!(memory.facts(key(0)).is_some());
        memory.keep_facts(key(3), &third);
        assert!(memory.facts(key(0)).is_some(), "it was used");
        assert!(memory.facts(key(1)).is_none(), "it was not");
        assert!(memory.facts(key(3)).is_some());
        let most = memory.inner.lock().unwrap().facts_bytes;
        assert!(most <= FACTS_BYTES_MAX);
    }

    #[test]
    fn facts_that_would_fill_half_of_the_memory_are_not_kept() {
        let memory = Memory::default();
        let key = Key::new("layer").finish();
        memory.keep_facts(key, &facts(FACTS_BYTES_MAX / 16 + 1));
        assert!(memory.facts(key).is_none());
    }
}
