//! One pack of all parts, read back and put in its place.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use seaworthy_advisories::pack::{Form, Options, Pack, PackError, Releases, merge};
use seaworthy_model::Digest;
use serde::{Deserialize, Serialize};

use crate::error::{ImportError, StoreError, UpdateError};
use crate::remote::PACK_BYTES_MAX;
use crate::set::SetState;
use crate::store::Store;
use crate::update::Settings;

/// Under which key the state of the pack in use is noted.
const KEY: &str = "pack";

/// Header, directory and names of a pack of [`SECTIONS_MAX`](seaworthy_advisories::pack) sections
/// fit in this; they are all that tells one pack from another.
const HEAD_BYTES: u64 = 1 << 20;

/// How often parts are read again that another update took away meanwhile.
const TRIES: usize = 5;

/// What is noted about the pack in use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Status {
    /// Digest of the pack (see [`Pack::digest`]).
    pub pack: String,
    /// Digest over the parts it was put together from.
    parts: String,
    /// Where it came from.
    pub origin: String,
    /// When it was last known to be what its origin has.
    pub checked: Option<Timestamp>,
}

impl Status {
    /// What is noted about the pack in use; nothing if another pack was put there.
    #[must_use]
    pub fn read(store: &Store) -> Option<Self> {
        let status: Self = store.noted(KEY)?;
        let found = pack_digest(&store.pack()).ok()?;
        (found.as_str() == status.pack).then_some(status)
    }
}

/// What putting together came to.
pub(crate) struct Assembled {
    pub(crate) swapped: bool,
    /// The sets and feeds that are in the pack.
    pub(crate) parts: Vec<String>,
}

/// Puts the pack together from what the program carries and all kept parts, unless it is in use
/// already.
pub(crate) fn assemble(settings: &Settings<'_>) -> Result<Assembled, UpdateError> {
    let store = settings.store;
    let mut tries = 0;
    loop {
        let states = states(store);
        let embedded = Pack::open(settings.embedded).map_err(UpdateError::Verify)?;
        let mut inputs = format!("{}\n{}\n", embedded.digest().as_str(), settings.built_by);
        for state in &states {
            inputs.push_str(&state.part);
            inputs.push('\n');
        }
        let mut status = Status {
            parts: Digest::sha256(inputs.as_bytes()).as_str().to_owned(),
            origin: settings.origin.name(),
            checked: Some(settings.now),
            ..Status::default()
        };
        let parts = || states.iter().map(|state| state.name.clone()).collect();
        let current = Status::read(store).filter(|current| current.parts == status.parts);
        if let Some(current) = current {
            status.pack = current.pack;
            store.note(KEY, &status)?;
            return Ok(Assembled {
                swapped: false,
                parts: parts(),
            });
        }
        let mut files = Vec::new();
        for state in &states {
            match store.read(&state.part)? {
                Some(bytes) => files.push(bytes),
                None => break,
            }
        }
        tries += 1;
        if files.len() < states.len() && tries < TRIES {
            continue;
        }
        let pack = merge_all(settings, &embedded, &files)?;
        status.pack = open(&pack)
            .map_err(UpdateError::Verify)?
            .as_str()
            .to_owned();
        store.swap(&pack)?;
        store.note(KEY, &status)?;
        return Ok(Assembled {
            swapped: true,
            parts: parts(),
        });
    }
}

fn states(store: &Store) -> Vec<SetState> {
    let keys = store.keys();
    let states = keys.iter().filter(|key| key.as_str() != KEY);
    let states = states.filter_map(|key| store.noted::<SetState>(key));
    states.filter(|state| !state.part.is_empty()).collect()
}

fn merge_all(
    settings: &Settings<'_>,
    embedded: &Pack<'_>,
    files: &[Vec<u8>],
) -> Result<Vec<u8>, UpdateError> {
    let mut packs = vec![embedded.clone()];
    for bytes in files {
        packs.push(Pack::open(bytes).map_err(UpdateError::Verify)?);
    }
    let options = Options {
        form: Form::Raw,
        releases: Releases::All,
        built_by: settings.built_by.clone(),
        built_on: Some(settings.now.to_zoned(TimeZone::UTC).date()),
    };
    Ok(merge(&packs, &options)?)
}

/// Reads a pack as a whole and gives its digest.
fn open(bytes: &[u8]) -> Result<Digest, PackError> {
    let pack = Pack::open(bytes)?;
    pack.verify()?;
    Ok(pack.digest())
}

/// The digest of a pack file, by its head alone.
///
/// # Errors
/// It cannot be read, or is no pack.
pub fn pack_digest(path: &Path) -> Result<Digest, ImportError> {
    let mut head = Vec::new();
    File::open(path)
        .and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head))
        .map_err(|source| StoreError::Read {
            path: path.to_owned(),
            source,
        })?;
    let pack = Pack::open(&head).map_err(|source| ImportError::Pack {
        name: path.display().to_string(),
        source,
    })?;
    Ok(pack.digest())
}

/// Verifies a pack and makes it the one in use. `name` tells where it comes from.
///
/// # Errors
/// See [`ImportError`]. The pack that is there stays as it is after any error.
pub fn import(
    store: &Store,
    name: &str,
    pack: &[u8],
    now: Timestamp,
) -> Result<Digest, ImportError> {
    let digest = open(pack).map_err(|source| ImportError::Pack {
        name: name.to_owned(),
        source,
    })?;
    store.prepare()?;
    store.swap(pack)?;
    let status = Status {
        pack: digest.as_str().to_owned(),
        origin: name.to_owned(),
        checked: Some(now),
        ..Status::default()
    };
    store.note(KEY, &status)?;
    Ok(digest)
}

impl Store {
    /// Reads a pack file of at most [`PACK_BYTES_MAX`] bytes and makes it the one in use.
    ///
    /// # Errors
    /// See [`ImportError`].
    pub fn import_file(&self, path: &Path, now: Timestamp) -> Result<Digest, ImportError> {
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(PACK_BYTES_MAX).read_to_end(&mut bytes))
            .map_err(|source| StoreError::Read {
                path: path.to_owned(),
                source,
            })?;
        import(self, &path.display().to_string(), &bytes, now)
    }
}
