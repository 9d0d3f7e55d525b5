//! A packed chart: a compressed tar archive whose files lie in one folder.

use std::io::Read as _;

use flate2::read::GzDecoder;

use super::chart::{CHART_FILES_MAX, ChartFile};

/// Bytes of a packed chart once unpacked. The largest public ones have about ten million.
/// LIMIT: excess is an error.
pub const ARCHIVE_BYTES_MAX: u64 = 128 << 20;

/// Why a packed chart could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It is no archive, or a damaged one.
    #[error("reading the archive of a chart")]
    Read(#[source] std::io::Error),
    /// It is larger than a chart may be.
    #[error("an archive with more than {0} bytes")]
    TooLarge(u64),
    /// It holds more files than a chart may have.
    #[error("an archive with more than {0} files")]
    TooMany(usize),
}

/// The files of a packed chart, by their path below its folder. Links and what climbs out are
/// left out.
///
/// # Errors
/// What is no archive, or is larger than [`ARCHIVE_BYTES_MAX`] or [`CHART_FILES_MAX`].
pub fn read(bytes: &[u8]) -> Result<Vec<ChartFile>, ArchiveError> {
    let unpacked = GzDecoder::new(bytes).take(ARCHIVE_BYTES_MAX + 1);
    let mut archive = tar::Archive::new(unpacked);
    let mut files = Vec::new();
    let mut total = 0;
    for entry in archive.entries().map_err(ArchiveError::Read)? {
        let mut entry = entry.map_err(ArchiveError::Read)?;
        total += entry.size().max(512);
        if total > ARCHIVE_BYTES_MAX {
            return Err(ArchiveError::TooLarge(ARCHIVE_BYTES_MAX));
        }
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = String::from_utf8_lossy(&entry.path_bytes()).replace('\\', "/");
        let path = path.strip_prefix("./").unwrap_or(&path);
        let Some((_, path)) = path.split_once('/') else {
            continue;
        };
        if path.is_empty() || path.starts_with('/') || path.split('/').any(|part| part == "..") {
            continue;
        }
        if files.len() >= CHART_FILES_MAX {
            return Err(ArchiveError::TooMany(CHART_FILES_MAX));
        }
        let path = path.to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(ArchiveError::Read)?;
        files.push(ChartFile { path, bytes });
    }
    Ok(files)
}
