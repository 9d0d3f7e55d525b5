//! What a path holds, by its content.

use std::path::Path;

use super::archive::{Archive, ArchiveKind};
use super::{Source, sif};
use crate::error::ReadImageError;
use crate::filesystem::distro;
use crate::layer::Compression;
use crate::limits::Limits;

/// Tells what image a path holds: a folder with an `oci-layout` file or the marks of a root file
/// system, a SIF, an archive with `manifest.json` or `oci-layout`. `None`: none of these.
///
/// A compressed archive is inflated to see its members.
///
/// # Errors
/// A path that cannot be opened.
pub fn detect(path: &Path) -> Result<Option<Source>, ReadImageError> {
    let failed = |cause| ReadImageError::Open {
        path: path.to_owned(),
        cause,
    };
    let metadata = std::fs::metadata(path).map_err(failed)?;
    let path = path.to_owned();
    if metadata.is_dir() {
        if path.join("oci-layout").is_file() {
            return Ok(Some(Source::OciLayout { path, image: None }));
        }
        // Not `exists`: in a root file system, an absolute link leads out of it.
        let has = |name: &str| path.join(name).symlink_metadata().is_ok();
        let database = ["var/lib/dpkg/status", "lib/apk/db/installed", "var/lib/rpm"];
        let is_root = distro::PATHS.into_iter().chain(database).any(has);
        return Ok(is_root.then_some(Source::Rootfs { path }));
    }
    if sif::is_sif_file(&path).map_err(failed)? {
        return Ok(Some(Source::Sif { path }));
    }
    let limits = Limits::default();
    let archive = match Archive::open(&path, &limits) {
        Ok(archive) => archive,
        Err(ReadImageError::Kind { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(archive.kind().map(|kind| match kind {
        ArchiveKind::Docker => Source::DockerArchive { path, image: None },
        ArchiveKind::Oci => Source::OciArchive { path, image: None },
    }))
}

/// Whether the first bytes of a file (265 or more, if it has them) are those of an archive: a tar
/// (POSIX.1-1988, `ustar`), gzip (RFC 1952) or zstd (RFC 8878). It need not be one of an image.
#[must_use]
pub fn may_be_archive(head: &[u8]) -> bool {
    head.get(257..262) == Some(b"ustar") || Compression::of(head) != Compression::None
}
