//! The parsers of hostile input as functions over bytes, for fuzzing and for measuring.

use std::io::Cursor;
use std::sync::atomic::AtomicU64;

use seaworthy_facts::{Account, Analyser, Distro, LayerFacts, PasswordFact, Unread};

use crate::cache;
use crate::filesystem::{Filesystem, accounts, distro, passwords};
use crate::layer::{Budget, Claims, LAYER, Pass};
use crate::limits::Limits;
use crate::source::sif::Sif;
use crate::source::{containerd, engine, unix_http};

/// One pass over the bytes of a layer: its facts, and what was wrong with it.
#[must_use]
pub fn layer(
    bytes: &[u8],
    analysers: &[&dyn Analyser],
    limits: &Limits,
) -> (LayerFacts, Vec<Unread>) {
    let own = Filesystem;
    let mut all: Vec<&dyn Analyser> = vec![&own];
    all.extend_from_slice(analysers);
    let budget = Budget::new(limits.whole_bytes_budget);
    let image_bytes = AtomicU64::new(0);
    let pass = Pass {
        analysers: &all,
        limits,
        budget: &budget,
        image_bytes: &image_bytes,
        progress: None,
    };
    let read = pass.read(Box::new(Cursor::new(bytes)), Claims::default());
    (read.facts, read.problems)
}

/// A SIF with its squashfs: the facts of it, and what was wrong with it.
#[must_use]
pub fn sif(bytes: &[u8], limits: &Limits) -> (LayerFacts, Vec<Unread>) {
    let own = Filesystem;
    let all: [&dyn Analyser; 1] = [&own];
    let budget = Budget::new(limits.whole_bytes_budget);
    let image_bytes = AtomicU64::new(0);
    let pass = Pass {
        analysers: &all,
        limits,
        budget: &budget,
        image_bytes: &image_bytes,
        progress: None,
    };
    match Sif::read(bytes, bytes.len() as u64) {
        Ok(sif) => sif.facts(&pass),
        Err(error) => {
            let told = Unread::new("", LAYER, error.to_string());
            (LayerFacts::default(), vec![told])
        }
    }
}

/// The database of containerd: how many images it names, if it is one.
#[must_use]
pub fn containerd_images(bytes: &[u8]) -> Option<usize> {
    containerd::count(bytes)
}

/// An answer of a container engine: the length of its body, if it is one.
#[must_use]
pub fn engine_answer(bytes: &[u8]) -> Option<u64> {
    unix_http::parse(bytes)
}

/// An archive as a container engine streams it: how many of its members may be layers.
///
/// # Errors
/// What ended the stream before its time.
pub fn engine_stream(bytes: &[u8], limits: &Limits) -> Result<usize, String> {
    let own = Filesystem;
    let all: [&dyn Analyser; 1] = [&own];
    let budget = Budget::new(limits.whole_bytes_budget);
    let image_bytes = AtomicU64::new(0);
    let pass = Pass {
        analysers: &all,
        limits,
        budget: &budget,
        image_bytes: &image_bytes,
        progress: None,
    };
    engine::stream(bytes, &pass, limits)
}

/// Reads a file of the cache, under a key that its head may name: whether it is taken for facts of
/// a layer or for what a blob is.
#[must_use]
pub fn cached(bytes: &[u8]) -> bool {
    cache::decode_any(bytes)
}

/// Facts of a layer as a file of the cache, for corpora.
#[must_use]
pub fn cache_file(facts: LayerFacts) -> Vec<u8> {
    cache::encode_any(facts)
}

/// Reads an `os-release` or one of its like (by `path`).
#[must_use]
pub fn os_release(path: &str, bytes: &[u8]) -> Option<Distro> {
    distro::read(path, bytes)
}

/// Reads a `passwd`.
#[must_use]
pub fn passwd(bytes: &[u8]) -> Vec<Account> {
    accounts::read_passwd(bytes, accounts::PASSWD).accounts
}

/// Reads a `shadow`.
#[must_use]
pub fn shadow(bytes: &[u8]) -> Vec<PasswordFact> {
    passwords::read(bytes, passwords::SHADOW).passwords
}

/// Reads a `group`.
#[must_use]
pub fn group(bytes: &[u8]) -> Vec<Account> {
    accounts::read_group(bytes, accounts::GROUP).accounts
}
