//! The parsers of hostile input as functions over bytes, for fuzzing and for measuring.

use std::io::Cursor;
use std::sync::atomic::AtomicU64;

use seaworthy_facts::{Account, Analyser, Distro, LayerFacts, PasswordFact, Unread};

use crate::filesystem::{Filesystem, accounts, distro, passwords};
use crate::layer::{Budget, Claims, Pass};
use crate::limits::Limits;

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
