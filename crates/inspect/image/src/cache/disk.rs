//! The folder of the cache: immutable files, written beside their place and renamed.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use super::Key;

/// LIMIT: the longest file that is read or written. The facts of the largest image seen have 3 MiB.
pub(super) const FILE_BYTES_MAX: u64 = 128 << 20;

/// LIMIT: the longest record of what a blob was found to be.
const KNOWN_BYTES_MAX: u64 = 4096;

/// Names of the parts: facts, and what stored blobs were found to be.
pub(super) const PARTS: [&str; 2] = ["layers", "blobs"];

/// The ending of files that are being written.
pub(super) const UNFINISHED: &str = "part";

/// How old the last use may be before it is written down again. Once an hour tells what is used.
const TOUCH_AFTER: Duration = Duration::from_secs(3600);

/// Why facts were not kept.
#[derive(Debug, thiserror::Error)]
#[error("cannot write into the cache {}", folder.display())]
pub(crate) struct WriteCacheError {
    folder: PathBuf,
    source: io::Error,
}

/// The folder.
pub(super) struct Disk {
    folder: PathBuf,
    written: AtomicBool,
    number: AtomicU64,
}

impl Disk {
    pub(super) fn new(folder: PathBuf) -> Self {
        Disk {
            folder,
            written: AtomicBool::new(false),
            number: AtomicU64::new(0),
        }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn has_written(&self) -> bool {
        self.written.load(Ordering::Relaxed)
    }

    pub(super) fn read_facts(&self, key: Key) -> Option<Vec<u8>> {
        read(&self.path("layers", key), FILE_BYTES_MAX)
    }

    pub(super) fn read_known(&self, identity: Key) -> Option<Vec<u8>> {
        read(&self.path("blobs", identity), KNOWN_BYTES_MAX)
    }

    pub(super) fn write_facts(&self, key: Key, bytes: &[u8]) -> Result<(), WriteCacheError> {
        if bytes.len() as u64 > FILE_BYTES_MAX {
            return Ok(());
        }
        self.write("layers", key, bytes)
    }

    pub(super) fn write_known(&self, identity: Key, bytes: &[u8]) -> Result<(), WriteCacheError> {
        self.write("blobs", identity, bytes)
    }

    fn path(&self, part: &str, key: Key) -> PathBuf {
        let name = key.hex();
        // Two digits spread a hundred thousand files over 256 folders.
        let (shelf, _) = name.split_at(2);
        self.folder.join(part).join(shelf).join(&name)
    }

    fn write(&self, part: &str, key: Key, bytes: &[u8]) -> Result<(), WriteCacheError> {
        let path = self.path(part, key);
        let written = self.put(&path, bytes);
        self.written.fetch_or(written.is_ok(), Ordering::Relaxed);
        written.map_err(|source| WriteCacheError {
            folder: self.folder.clone(),
            source,
        })
    }

    fn put(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let shelf = path.parent().unwrap_or(&self.folder);
        // What is found in images is the affair of whoever scans them, and of no other user.
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(shelf)?;
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let unfinished =
            path.with_extension(format!("{}-{number}.{UNFINISHED}", std::process::id()));
        let mut options = File::options();
        let written = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&unfinished)
            .and_then(|mut file| file.write_all(bytes))
            // Not synchronised: after a crash a half-written file fails its check and is made anew.
            .and_then(|()| fs::rename(&unfinished, path));
        if written.is_err() {
            // A disk that is full stays as full as it was.
            let _ = fs::remove_file(&unfinished);
        }
        written
    }
}

/// A file in one piece; `None` if it is not there, no regular file or longer than it may be.
fn read(path: &Path, bytes_max: u64) -> Option<Vec<u8>> {
    let mut options = File::options();
    // A pipe in its place would be waited for without end.
    let file = options
        .read(true)
        .custom_flags(O_NONBLOCK)
        .open(path)
        .ok()?;
    let metadata = file.metadata().ok()?;
    if !metadata.is_file() || metadata.len() > bytes_max {
        return None;
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    (&file).take(bytes_max).read_to_end(&mut bytes).ok()?;
    touch(&file, metadata.modified().ok());
    Some(bytes)
}

/// `O_NONBLOCK` of Linux on every architecture that we build for (asm-generic/fcntl.h).
const O_NONBLOCK: i32 = 0o4000;

/// Notes that a file is used. Access times are switched off on many systems, so it is the time of
/// modification, which nobody else needs of a file that never changes.
fn touch(file: &File, modified: Option<SystemTime>) {
    let now = SystemTime::now();
    let age = modified.and_then(|modified| now.duration_since(modified).ok());
    if age.is_some_and(|age| age > TOUCH_AFTER) {
        // A folder that may only be read serves as well.
        let _ = file.set_modified(now);
    }
}
