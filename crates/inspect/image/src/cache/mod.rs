//! Facts of layers that were read before, so that no layer is read twice.
//!
//! In: the facts of a pass that found every claim true. Out: the same facts, for a layer of which
//! it is known without reading it that it has the same bytes. Facts lie in memory for the images of
//! one run, and in a folder for later ones: immutable files, written beside their place and
//! renamed, so that any number of programs share the folder without a lock. Nothing in the folder
//! is trusted: every file is checked, and one that is damaged is as good as absent.

mod disk;
mod entry;
mod flight;
mod key;
mod memory;
mod packed;
mod upkeep;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use seaworthy_facts::LayerFacts;
use seaworthy_model::Digest;

pub(crate) use entry::Known;
pub(crate) use key::{Analysers, Key, Parts};
pub use upkeep::{CacheError, CacheStatus, Keep, Pruned, cache_status, prune_cache};

use crate::layer::{Budget, Wanted};
use crate::limits::WHOLE_BYTES_BUDGET;
use disk::Disk;
use flight::Flights;
use memory::Memory;

/// Bytes that the folder may hold unless somebody says otherwise: facts of some ten thousand
/// layers.
pub const CACHE_BYTES_MAX: u64 = 2 << 30;

/// LIMIT: notes on what is wrong with the folder; after a few a person knows.
const NOTES_MAX: usize = 5;

/// Where facts of layers are kept, for all readings of a run and from any thread.
///
/// Facts depend on the bytes of a layer and on the analysers, never on options, so one store serves
/// every reading. A damaged or missing file costs time, not facts.
pub struct LayerStore {
    disk: Option<Disk>,
    memory: Memory,
    flights: Flights,
    budget: Budget,
    notes: Mutex<Vec<String>>,
    read: AtomicU64,
    served: AtomicU64,
}

/// What a store did so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreCounts {
    /// Layers that were read.
    pub read: u64,
    /// Layers whose facts were there already.
    pub served: u64,
}

impl LayerStore {
    /// A store that keeps facts in `folder`, or with `None` in memory alone, as long as it lives.
    /// The folder is made when the first facts are written.
    #[must_use]
    pub fn new(folder: Option<&Path>) -> Self {
        LayerStore {
            disk: folder.map(|folder| Disk::new(folder.to_owned())),
            memory: Memory::default(),
            flights: Flights::default(),
            budget: Budget::new(WHOLE_BYTES_BUDGET),
            notes: Mutex::default(),
            read: AtomicU64::new(0),
            served: AtomicU64::new(0),
        }
    }

    /// How many layers were read, and how many not.
    #[must_use]
    pub fn counts(&self) -> StoreCounts {
        StoreCounts {
            read: self.read.load(Ordering::Relaxed),
            served: self.served.load(Ordering::Relaxed),
        }
    }

    /// What went wrong with the folder, such as a full disk. Facts are not touched by it.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.clone()
    }

    /// Brings the folder back to `bytes_max` if this store wrote into it, the files first that
    /// nobody asked for the longest.
    pub fn tidy(&self, bytes_max: u64) {
        if let Some(disk) = &self.disk
            && disk.has_written()
            && let Err(error) = prune_cache(disk.folder(), Keep::Bytes(bytes_max))
        {
            self.note(&error);
        }
    }

    /// The bytes of content that all readings together may hold.
    pub(crate) fn budget(&self) -> &Budget {
        &self.budget
    }

    /// Waits until nobody else reads what this identity names.
    pub(crate) fn enter(&self, identity: Key) -> flight::Flight<'_> {
        self.flights.enter(identity)
    }

    /// What was found when the bytes of this identity were read.
    pub(crate) fn known(&self, identity: Key) -> Option<Known> {
        if let Some(known) = self.memory.known(identity) {
            return Some(known);
        }
        let known = Known::decode(&self.disk.as_ref()?.read_known(identity)?, identity)?;
        self.memory.keep_known(identity, known.clone());
        Some(known)
    }

    /// The facts of a layer, or of what was read a second time in it.
    pub(crate) fn facts(&self, key: Key) -> Option<Arc<LayerFacts>> {
        let facts = self.memory.facts(key).or_else(|| {
            let facts = entry::decode(&self.disk.as_ref()?.read_facts(key)?, key)?;
            let facts = Arc::new(facts);
            self.memory.keep_facts(key, &facts);
            Some(facts)
        })?;
        self.served.fetch_add(1, Ordering::Relaxed);
        Some(facts)
    }

    /// Counts a layer that was read because its facts were not there.
    pub(crate) fn count_read(&self) {
        self.read.fetch_add(1, Ordering::Relaxed);
    }

    /// Keeps facts. INVARIANT: the caller has computed the digest that is in the key from all bytes
    /// that the facts were read from.
    pub(crate) fn keep_facts(&self, key: Key, mut facts: LayerFacts) -> Arc<LayerFacts> {
        // No later step asks for it, and it is the longest of the lists.
        facts.replaced = Vec::new();
        if let Some(disk) = &self.disk {
            let written = match entry::encode(&mut facts, key) {
                Some(bytes) => disk.write_facts(key, &bytes),
                None => Ok(()),
            };
            if let Err(error) = written {
                self.note(&error);
            }
        }
        let facts = Arc::new(facts);
        self.memory.keep_facts(key, &facts);
        facts
    }

    /// Keeps what the bytes of an identity were found to be.
    pub(crate) fn keep_known(&self, identity: Key, known: &Known) {
        if let Some(disk) = &self.disk
            && let Err(error) = disk.write_known(identity, &known.encode(identity))
        {
            self.note(&error);
        }
        self.memory.keep_known(identity, known.clone());
    }

    fn note(&self, error: &dyn std::error::Error) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let note = crate::layer::chain(error);
        if notes.len() < NOTES_MAX && !notes.contains(&note) {
            notes.push(note);
        }
    }
}

/// The key of the facts of a layer: of all its files, or of those that links lead to.
pub(crate) fn facts_key(diff_id: &Digest, analysers: &Analysers, wanted: Option<&Wanted>) -> Key {
    let key = Key::new("facts")
        .text(diff_id.as_str())
        .key(analysers.key());
    let Some(wanted) = wanted else {
        return key.finish();
    };
    let mut key = key.text("links");
    for (path, names) in &wanted.files {
        key = key.text(path).number(names.len() as u64);
        for name in names {
            key = key.text(name);
        }
    }
    for (from, to) in &wanted.folders {
        key = key.text("folder").text(from).text(to);
    }
    key.finish()
}

/// Reads a file of the cache whatever it is called, and whatever its checksum says, as a writer of
/// ill will would have it.
pub(crate) fn decode_any(bytes: &[u8]) -> bool {
    let key = Key::new("any").finish();
    entry::decode(&entry::resealed(bytes, key), key).is_some()
        || entry::decode(bytes, key).is_some()
        || Known::decode(bytes, key).is_some()
}

/// Facts as a file of the cache without a head, as [`decode_any`] takes them.
pub(crate) fn encode_any(mut facts: LayerFacts) -> Vec<u8> {
    let key = Key::new("any").finish();
    let file = entry::encode(&mut facts, key).unwrap_or_default();
    entry::body(&file).to_vec()
}

/// The folder of the cache by the rules of the XDG base directory specification 0.8:
/// `$SEAWORTHY_CACHE_DIR`, else `$XDG_CACHE_HOME/seaworthy`, else `$HOME/.cache/seaworthy`. `None`
/// where none of them is known. `variable` tells what an environment variable holds.
#[must_use]
pub fn cache_folder(variable: impl Fn(&str) -> Option<std::ffi::OsString>) -> Option<PathBuf> {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    if let Some(own) = set("SEAWORTHY_CACHE_DIR") {
        return Some(PathBuf::from(own));
    }
    // The specification calls relative paths invalid and asks to ignore them.
    let absolute = |name| {
        set(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let base = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")));
    Some(base?.join("seaworthy"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_that_of_the_specification() {
        let folder = |pairs: &[(&str, &str)]| {
            let found = cache_folder(|name| {
                let pair = pairs.iter().find(|(known, _)| *known == name)?;
                Some(pair.1.into())
            });
            found.map(|path| path.display().to_string())
        };
        let home = ("HOME", "/home/a");
        assert_eq!(folder(&[]), None);
        assert_eq!(folder(&[home]).unwrap(), "/home/a/.cache/seaworthy");
        assert_eq!(
            folder(&[home, ("XDG_CACHE_HOME", "/c")]).unwrap(),
            "/c/seaworthy"
        );
        let relative = [home, ("XDG_CACHE_HOME", "c")];
        assert_eq!(folder(&relative).unwrap(), "/home/a/.cache/seaworthy");
        assert_eq!(folder(&[home, ("SEAWORTHY_CACHE_DIR", "x")]).unwrap(), "x");
    }

    #[test]
    fn the_corpus_of_the_fuzz_target_has_the_form_that_is_read() {
        let facts = include_bytes!("../../../../../fuzz/corpus/cached-facts/facts");
        assert!(decode_any(facts));
        let false_length = include_bytes!("../../../../../fuzz/corpus/cached-facts/false-length");
        assert!(!decode_any(false_length));
    }

    #[test]
    fn what_is_wanted_of_a_layer_is_part_of_its_key() {
        let digest = Digest::sha256(b"layer");
        let analysers = Analysers::of(&[], &crate::Limits::default());
        let mut wanted = Wanted::default();
        let mut keys = vec![facts_key(&digest, &analysers, None)];
        keys.push(facts_key(&digest, &analysers, Some(&wanted)));
        wanted.files.insert("a".to_owned(), vec!["b".to_owned()]);
        keys.push(facts_key(&digest, &analysers, Some(&wanted)));
        wanted.folders.push(("a".to_owned(), "b".to_owned()));
        keys.push(facts_key(&digest, &analysers, Some(&wanted)));
        keys.push(facts_key(&Digest::sha256(b"other"), &analysers, None));
        for (number, key) in keys.iter().enumerate() {
            assert!(!keys.iter().skip(number + 1).any(|other| other == key));
        }
    }
}
