//! The data folder: the pack in use, and what the next update continues from.
//!
//! Every file is written beside its place and renamed into it, and what holds data is named by its
//! content. So two updates at once need no lock: each reads whole files, and the last one wins.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use seaworthy_model::Digest;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;

/// The name of the pack in use.
const PACK: &str = "advisories.pack";
/// The folder of what updates keep.
const FEEDS: &str = "feeds";
/// Temporary files of runs that were killed are removed after this time.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);
/// What temporary files begin with.
const TEMPORARY: &str = ".new-";

/// The data folder of a user.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// A data folder; nothing is made or read yet.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The folder that variables name: `SEAWORTHY_DATA_DIR`, else `seaworthy` in `XDG_DATA_HOME`,
    /// else in `~/.local/share` (XDG Base Directory Specification). Relative paths in the latter
    /// two do not count, as the specification says.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let path = |name: &str| {
            variable(name)
                .filter(|text| !text.is_empty())
                .map(PathBuf::from)
        };
        let absolute = |name: &str| path(name).filter(|path| path.is_absolute());
        let folder = path("SEAWORTHY_DATA_DIR")
            .or_else(|| Some(absolute("XDG_DATA_HOME")?.join("seaworthy")))
            .or_else(|| Some(absolute("HOME")?.join(".local/share/seaworthy")))?;
        Some(Self::new(folder))
    }

    /// The pack in use, if there is one.
    #[must_use]
    pub fn pack(&self) -> PathBuf {
        self.folder.join(PACK)
    }

    pub(crate) fn feed(&self, name: &str) -> PathBuf {
        self.folder.join(FEEDS).join(name)
    }

    /// Makes the folders, and removes what killed runs left.
    pub(crate) fn prepare(&self) -> Result<(), StoreError> {
        let feeds = self.folder.join(FEEDS);
        fs::create_dir_all(&feeds).map_err(|source| StoreError::Folder {
            path: feeds.clone(),
            source,
        })?;
        for folder in [&self.folder, &feeds] {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let name = entry.file_name();
                let age = entry
                    .metadata()
                    .and_then(|data| data.modified())
                    .ok()
                    .and_then(|time| time.elapsed().ok());
                if name.to_string_lossy().starts_with(TEMPORARY)
                    && age.is_some_and(|age| age > ABANDONED)
                {
                    // Another update may have been quicker.
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
        Ok(())
    }

    /// A new temporary file for what `name` will hold.
    pub(crate) fn temporary(&self) -> Result<(PathBuf, File), StoreError> {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{TEMPORARY}{}-{number}", std::process::id());
        let path = self.folder.join(FEEDS).join(name);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&path)
            .map_err(|source| StoreError::Write {
                path: path.clone(),
                source,
            })?;
        Ok((path, file))
    }

    /// Puts bytes into a file: whole or not at all.
    fn put(&self, path: &Path, bytes: &[u8], durable: bool) -> Result<(), StoreError> {
        let (temporary, mut file) = self.temporary()?;
        let written = file.write_all(bytes).and_then(|()| {
            if durable {
                file.sync_all()?;
            }
            fs::rename(&temporary, path)
        });
        written.map_err(|source| {
            let _ = fs::remove_file(&temporary);
            StoreError::Write {
                path: path.to_owned(),
                source,
            }
        })
    }

    /// Puts a new pack in the place of the one in use.
    pub(crate) fn swap(&self, pack: &[u8]) -> Result<(), StoreError> {
        self.put(&self.pack(), pack, true)
    }

    /// Keeps bytes under a name made of `key` and their digest; gives the name.
    pub(crate) fn keep(&self, key: &str, suffix: &str, bytes: &[u8]) -> Result<String, StoreError> {
        let name = content_name(key, &Digest::sha256(bytes), suffix);
        let path = self.feed(&name);
        if !path.is_file() {
            self.put(&path, bytes, false)?;
        }
        Ok(name)
    }

    /// Reads a kept file; none if it is gone.
    pub(crate) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.feed(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(StoreError::Read { path, source }),
        }
    }

    /// What was noted under a key. What cannot be read counts as not there: it is only what saves
    /// fetching again.
    pub(crate) fn noted<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        let bytes = fs::read(self.feed(&format!("{key}.json"))).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Notes something under a key.
    pub(crate) fn note<T: Serialize>(&self, key: &str, value: &T) -> Result<(), StoreError> {
        // Our own types of strings and numbers can always be written.
        let bytes = serde_json::to_vec(value).unwrap_or_default();
        self.put(&self.feed(&format!("{key}.json")), &bytes, false)
    }

    /// The keys under which something is noted, sorted.
    pub(crate) fn keys(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.join(FEEDS));
        let mut keys: Vec<String> = entries
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                Some(name.strip_suffix(".json")?.to_owned())
            })
            .filter(|key| !key.starts_with('.'))
            .collect();
        keys.sort();
        keys
    }

    /// Removes the kept files of a key but for those named.
    pub(crate) fn forget_others(&self, key: &str, keep: &[&str]) {
        let prefix = format!("{key}@");
        for entry in fs::read_dir(self.folder.join(FEEDS))
            .into_iter()
            .flatten()
            .flatten()
        {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(&prefix) && !keep.contains(&name.as_str()) {
                // Another update may have been quicker.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// The name of a kept file.
pub(crate) fn content_name(key: &str, digest: &Digest, suffix: &str) -> String {
    let hex = digest.as_str().split(':').nth(1).unwrap_or_default();
    format!("{key}@{}.{suffix}", hex.get(..16).unwrap_or(hex))
}

/// The key of a set or feed: its name with nothing that file systems take amiss.
pub(crate) fn key(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            ' ' => '+',
            '/' => '-',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_follows_the_variables() {
        let find = |pairs: &[(&str, &str)]| {
            let store = Store::from_variables(|name| {
                let pair = pairs.iter().find(|(key, _)| *key == name);
                pair.map(|(_, value)| (*value).to_owned())
            });
            store.map(|store| store.pack().display().to_string())
        };
        let home = ("HOME", "/home/ann");
        let pack = |folder: &str| Some(format!("{folder}/advisories.pack"));
        assert_eq!(find(&[home]), pack("/home/ann/.local/share/seaworthy"));
        assert_eq!(find(&[home, ("XDG_DATA_HOME", "/d")]), pack("/d/seaworthy"));
        assert_eq!(
            find(&[home, ("XDG_DATA_HOME", "d")]),
            pack("/home/ann/.local/share/seaworthy")
        );
        assert_eq!(find(&[home, ("SEAWORTHY_DATA_DIR", "own")]), pack("own"));
        assert_eq!(find(&[]), None);
    }

    #[test]
    fn kept_files_are_named_by_content_and_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().to_owned());
        store.prepare().unwrap();
        let one = store.keep("osv-Go", "pack", b"one").unwrap();
        let two = store.keep("osv-Go", "pack", b"two").unwrap();
        let other = store.keep("osv-Gone", "pack", b"one").unwrap();
        assert_ne!(one, two);
        store.note("osv-Go", &"state").unwrap();
        store.forget_others("osv-Go", &[&two]);
        assert_eq!(store.read(&one).unwrap(), None);
        assert_eq!(store.read(&two).unwrap().unwrap(), b"two");
        assert_eq!(store.read(&other).unwrap().unwrap(), b"one");
        assert_eq!(store.keys(), ["osv-Go"]);
        assert_eq!(store.noted::<String>("osv-Go").unwrap(), "state");
    }
}
