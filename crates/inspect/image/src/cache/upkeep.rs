//! How much the cache holds, and bringing it back to a size. Others may read and write meanwhile.

use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::disk::{PARTS, UNFINISHED};

/// LIMIT: files that are listed, 200 bytes each. A cache within its size has some ten thousand.
const FILES_MAX: usize = 1_000_000;

/// After how long without a change an unfinished file belongs to a program that is gone.
const UNFINISHED_AFTER: Duration = Duration::from_secs(3600);

/// Why the cache could not be looked through.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the cache {}", folder.display())]
pub struct CacheError {
    folder: PathBuf,
    source: io::Error,
}

/// What the cache holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CacheStatus {
    /// Facts: of layers, and of what links in them lead to.
    pub layers: u64,
    /// Stored blobs of which it is known what they are.
    pub blobs: u64,
    /// Bytes of all files.
    pub bytes: u64,
}

/// How much to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// So many bytes, of what was used last.
    Bytes(u64),
    /// Nothing.
    Nothing,
}

/// What was taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Bytes that are left.
    pub left_bytes: u64,
}

struct Listed {
    used: SystemTime,
    bytes: u64,
    path: PathBuf,
    part: &'static str,
    unfinished: bool,
}

/// Counts what a cache holds. A folder that is not there holds nothing.
///
/// # Errors
/// The folder cannot be read.
pub fn cache_status(folder: &Path) -> Result<CacheStatus, CacheError> {
    let mut status = CacheStatus::default();
    for file in list(folder)? {
        status.bytes += file.bytes;
        match file.part {
            _ if file.unfinished => {}
            "layers" => status.layers += 1,
            _ => status.blobs += 1,
        }
    }
    Ok(status)
}

/// Takes files away until no more than asked for is left: those first that were not used for the
/// longest. Only what has the name of a cached file is touched, wherever the folder lies.
///
/// # Errors
/// The folder cannot be read. A file that cannot be removed is passed over.
pub fn prune_cache(folder: &Path, keep: Keep) -> Result<Pruned, CacheError> {
    let mut files = list(folder)?;
    let total: u64 = files.iter().map(|file| file.bytes).sum();
    let mut pruned = Pruned {
        left_bytes: total,
        ..Pruned::default()
    };
    // A little below the limit, so that not every scan has to prune.
    let wanted = match keep {
        Keep::Bytes(max) if total > max => max - max / 10,
        Keep::Bytes(_) => u64::MAX,
        Keep::Nothing => 0,
    };
    let now = SystemTime::now();
    files.sort_unstable_by(|one, other| (one.used, &one.path).cmp(&(other.used, &other.path)));
    for file in files {
        let age = now.duration_since(file.used).unwrap_or_default();
        let gone = file.unfinished && age > UNFINISHED_AFTER;
        let too_much = keep == Keep::Nothing || pruned.left_bytes > wanted;
        if (gone || too_much) && fs::remove_file(&file.path).is_ok() {
            pruned.files += 1;
            pruned.bytes += file.bytes;
            pruned.left_bytes -= file.bytes.min(pruned.left_bytes);
        }
    }
    Ok(pruned)
}

fn list(folder: &Path) -> Result<Vec<Listed>, CacheError> {
    let failed = |source| CacheError {
        folder: folder.to_owned(),
        source,
    };
    let mut files = Vec::new();
    for part in PARTS {
        let shelves = match fs::read_dir(folder.join(part)) {
            Ok(shelves) => shelves,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(failed(error)),
        };
        for shelf in shelves {
            let shelf = shelf.map_err(failed)?;
            // Links are not followed: what lies behind them is none of ours.
            if !shelf.file_type().is_ok_and(|kind| kind.is_dir()) {
                continue;
            }
            let Ok(entries) = fs::read_dir(shelf.path()) else {
                continue;
            };
            let found = entries.flatten().filter_map(|entry| listed(&entry, part));
            files.extend(found.take(FILES_MAX.saturating_sub(files.len())));
        }
    }
    Ok(files)
}

fn listed(entry: &DirEntry, part: &'static str) -> Option<Listed> {
    let name = entry.file_name();
    let name = name.to_str()?;
    let (key, rest) = name.split_at_checked(64)?;
    let unfinished = rest.starts_with('.') && rest.ends_with(UNFINISHED);
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if !key.bytes().all(hex) || !(rest.is_empty() || unfinished) {
        return None;
    }
    // Of the link itself, should it be one.
    let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
    Some(Listed {
        used: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
        bytes: metadata.len(),
        path: entry.path(),
        part,
        unfinished,
    })
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    /// A file of ten bytes that was used at a second of 1970.
    fn put(folder: &Path, part: &str, name: &str, second: u64) -> PathBuf {
        let shelf = folder.join(part).join("ab");
        fs::create_dir_all(&shelf).unwrap();
        let path = shelf.join(name);
        fs::write(&path, [0; 10]).unwrap();
        let used = SystemTime::UNIX_EPOCH + Duration::from_secs(second);
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(used)
            .unwrap();
        path
    }

    fn name(digit: char) -> String {
        String::from_iter([digit; 64])
    }

    #[test]
    fn what_was_used_first_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let old = put(folder.path(), "layers", &name('1'), 10);
        let newer = put(folder.path(), "blobs", &name('2'), 20);
        let newest = put(folder.path(), "layers", &name('0'), 30);
        let status = cache_status(folder.path()).unwrap();
        assert_eq!((status.layers, status.blobs, status.bytes), (2, 1, 30));
        let pruned = prune_cache(folder.path(), Keep::Bytes(30)).unwrap();
        assert_eq!((pruned.files, pruned.left_bytes), (0, 30));
        let pruned = prune_cache(folder.path(), Keep::Bytes(25)).unwrap();
        assert_eq!((pruned.files, pruned.bytes, pruned.left_bytes), (1, 10, 20));
        assert!(!old.exists() && newer.exists() && newest.exists());
        prune_cache(folder.path(), Keep::Nothing).unwrap();
        assert_eq!(cache_status(folder.path()).unwrap(), CacheStatus::default());
    }

    #[test]
    fn what_has_no_name_of_the_cache_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let others = [
            put(folder.path(), "layers", "notes.txt", 1),
            put(folder.path(), "layers", &name('X'), 1),
            put(folder.path(), "layers", &format!("{}.txt", name('1')), 1),
            put(folder.path(), "photos", &name('1'), 1),
        ];
        let behind = folder.path().join("photos");
        std::os::unix::fs::symlink(&behind, folder.path().join("layers/cd")).unwrap();
        prune_cache(folder.path(), Keep::Nothing).unwrap();
        assert!(others.iter().all(|path| path.exists()));
    }

    #[test]
    fn what_a_program_left_unfinished_goes_after_an_hour() {
        let folder = tempfile::tempdir().unwrap();
        let left = put(
            folder.path(),
            "layers",
            &format!("{}.12-0.part", name('1')),
            1,
        );
        assert_eq!(cache_status(folder.path()).unwrap().layers, 0);
        prune_cache(folder.path(), Keep::Bytes(1000)).unwrap();
        assert!(!left.exists());
    }

    #[test]
    fn a_folder_that_is_not_there_holds_nothing_and_one_that_is_none_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = folder.path().join("nowhere");
        assert_eq!(cache_status(&nowhere).unwrap(), CacheStatus::default());
        fs::write(folder.path().join("file"), b"x").unwrap();
        assert!(cache_status(&folder.path().join("file")).is_err());
    }
}
