//! Named files of an image layout, in a folder or in an archive.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::stamp;
use crate::cache::Key;
use crate::error::ReadImageError;
use crate::layer::LayerRead;

/// A set of files by name.
pub(super) trait Files: Sync {
    /// The folder or archive.
    fn path(&self) -> &Path;

    /// Opens a file from its start.
    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send + '_>>;

    /// Size of a file in bytes.
    fn size(&self, name: &str) -> io::Result<u64>;

    /// What stays the same as long as nobody writes to the file; `None` where that cannot be told.
    fn identity(&self, name: &str) -> Option<Key>;

    /// What was found in a layer that cannot be read a second time at will.
    fn streamed(&self, _name: &str) -> Option<&LayerRead> {
        None
    }

    /// Where a file lies, for archives that are read best in order.
    fn position(&self, _name: &str) -> u64 {
        0
    }

    /// A small file in one piece.
    fn read(&self, name: &str, bytes_max: u64) -> Result<Vec<u8>, ReadImageError> {
        self.try_read(name, bytes_max)
            .map_err(|cause| ReadImageError::Part {
                path: self.path().to_owned(),
                part: name.to_owned(),
                cause,
            })
    }

    /// The same, with the bare cause.
    fn try_read(&self, name: &str, bytes_max: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open(name)?
            .take(bytes_max + 1)
            .read_to_end(&mut bytes)?;
        if bytes.len() as u64 > bytes_max {
            return Err(io::Error::other(format!(
                "it is longer than {bytes_max} bytes"
            )));
        }
        Ok(bytes)
    }
}

/// A folder on disk.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn open(path: &Path) -> Result<Self, ReadImageError> {
        let opened = std::fs::metadata(path);
        let metadata = opened.map_err(|cause| ReadImageError::Open {
            path: path.to_owned(),
            cause,
        })?;
        if !metadata.is_dir() {
            return Err(ReadImageError::Kind {
                path: path.to_owned(),
                kind: "OCI image layout",
                reason: "it is no folder".to_owned(),
            });
        }
        Ok(Folder {
            path: path.to_owned(),
        })
    }
}

impl Files for Folder {
    fn path(&self) -> &Path {
        &self.path
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        // A pipe in the place of a blob would be waited for without end.
        self.size(name)?;
        Ok(Box::new(File::open(self.path.join(name))?))
    }

    fn size(&self, name: &str) -> io::Result<u64> {
        let metadata = std::fs::metadata(self.path.join(name))?;
        if metadata.is_file() {
            Ok(metadata.len())
        } else {
            Err(io::Error::other("it is no regular file"))
        }
    }

    fn identity(&self, name: &str) -> Option<Key> {
        let metadata = std::fs::metadata(self.path.join(name)).ok()?;
        Some(stamp::of(&metadata, SystemTime::now())?.finish())
    }
}
