//! The bytes of an advisory pack: those in the program, or a mapped file.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use memmap2::Mmap;

use crate::sys;

/// Where a pack's bytes come from.
#[derive(Debug)]
pub enum PackFile {
    /// A part of the program.
    Embedded(&'static [u8]),
    /// A file, mapped.
    Mapped {
        /// Its path.
        path: PathBuf,
        /// Its bytes.
        map: Mmap,
    },
}

/// Why a pack file could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenPackError {
    /// It could not be opened.
    #[error("cannot open the advisory pack {}", path.display())]
    Open {
        /// Its path.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// It could not be mapped.
    #[error("cannot map the advisory pack {} into memory", path.display())]
    Map {
        /// Its path.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

impl PackFile {
    /// Maps a pack file.
    ///
    /// # Errors
    /// It does not exist, is no file, or cannot be mapped.
    pub fn open(path: &Path) -> Result<Self, OpenPackError> {
        let at = || path.to_owned();
        let file = File::open(path).map_err(|source| OpenPackError::Open { path: at(), source })?;
        let map = sys::map(&file).map_err(|source| OpenPackError::Map { path: at(), source })?;
        Ok(PackFile::Mapped { path: at(), map })
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match self {
            PackFile::Embedded(bytes) => bytes,
            PackFile::Mapped { map, .. } => map,
        }
    }

    /// `embedded`, or the path, for reports.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            PackFile::Embedded(_) => "embedded".to_owned(),
            PackFile::Mapped { path, .. } => path.display().to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapped_pack_has_the_bytes_of_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pack");
        std::fs::write(&path, b"abc").unwrap();
        let pack = PackFile::open(&path).unwrap();
        assert_eq!(pack.bytes(), b"abc");
        assert!(pack.name().ends_with("a.pack"));
    }

    #[test]
    fn a_pack_that_cannot_be_opened_is_named() {
        let error = PackFile::open(Path::new("/nowhere/a.pack")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "cannot open the advisory pack /nowhere/a.pack"
        );
        let folder = tempfile::tempdir().unwrap();
        let empty = folder.path().join("empty");
        std::fs::write(&empty, b"").unwrap();
        let opened = PackFile::open(&empty);
        assert!(opened.is_err() || opened.is_ok_and(|pack| pack.bytes().is_empty()));
    }
}
