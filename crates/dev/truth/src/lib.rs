//! Cases whose answers third parties wrote, and how many of them we get right.
//!
//! In: the folder of truth sets. Out: for each set how many cases pass, and each miss. A set that
//! falls under its floor is a failure; the floors are in `xtask/truth-floors.toml`. One set is one
//! file in `sets/`.

mod advisories;
mod floors;
mod sets;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

pub use crate::floors::Floors;
pub use crate::sets::{SETS, not_yet_run};

/// A set of cases.
pub struct Set {
    /// Its name on the command line and in the floors.
    pub name: &'static str,
    /// The file or folder that it reads, below the folder of all sets.
    pub source: &'static str,
    /// Whether it is only for the optimised build: the tests of the crate leave it out.
    pub slow: bool,
    /// Runs every case of that file or folder.
    pub run: fn(&Path) -> Result<Outcome>,
}

/// What a set came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many cases we answer as the third party does.
    pub passed: usize,
    /// How many there are.
    pub total: usize,
    /// Each case that we do not, with what was found.
    pub misses: Vec<String>,
    /// Cases that do not count, each with the reason.
    pub notes: Vec<String>,
    /// Why nothing was run, where a part is missing that the cases need.
    pub skipped: Option<String>,
}

impl Outcome {
    /// Counts one case: passed, or a miss with what was found.
    pub fn count(&mut self, case: Result<(), String>) {
        self.total += 1;
        match case {
            Ok(()) => self.passed += 1,
            Err(miss) => self.misses.push(miss),
        }
    }
}

/// The folder of truth sets: `SEAWORTHY_TRUTH`, or beside the workspace.
#[must_use]
pub fn folder() -> PathBuf {
    if let Some(folder) = std::env::var_os("SEAWORTHY_TRUTH") {
        return PathBuf::from(folder);
    }
    shared("truth")
}

/// A folder of the shared material: in `SEAWORTHY_SHARED`, or beside the workspace.
#[must_use]
pub fn shared(name: &str) -> PathBuf {
    let beside = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared"));
    let shared = std::env::var_os("SEAWORTHY_SHARED");
    shared
        .map_or_else(|| beside.to_owned(), PathBuf::from)
        .join(name)
}

/// Runs a set; `None` where its cases are absent.
///
/// # Errors
/// Cases that cannot be read.
pub fn run(set: &Set, folder: &Path) -> Result<Option<Outcome>> {
    let source = folder.join(set.source);
    if !source.exists() {
        return Ok(None);
    }
    (set.run)(&source)
        .map(Some)
        .with_context(|| format!("running the set {}", set.name))
}
