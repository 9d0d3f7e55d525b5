//! Paths inside images: cleaned once at the border, so that nobody else meets `..` again.

/// Why a path of an archive is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// It climbs above the root with `..`.
    #[error("the path climbs out of the root")]
    Climbs,
    /// It has a NUL byte.
    #[error("the path has a NUL byte")]
    Nul,
}

/// Cleans a path as a tar archive gives it: no leading slash, no `.` or empty components, `..`
/// resolved. The root itself is the empty text.
///
/// # Errors
/// A path that climbs above the root or has a NUL byte is refused.
pub fn clean_path(raw: &str) -> Result<String, PathError> {
    if raw.contains('\0') {
        return Err(PathError::Nul);
    }
    let mut clean = String::with_capacity(raw.len());
    for part in raw.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if clean.is_empty() {
                    return Err(PathError::Climbs);
                }
                clean.truncate(clean.rfind('/').unwrap_or(0));
            }
            _ => {
                if !clean.is_empty() {
                    clean.push('/');
                }
                clean.push_str(part);
            }
        }
    }
    Ok(clean)
}

/// A 64-bit hash of a cleaned path (FNV-1a), for the long lists of files that packages own.
#[must_use]
pub fn hash_path(path: &str) -> u64 {
    path.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_cleaned_once() {
        assert_eq!(clean_path("./etc//passwd").unwrap(), "etc/passwd");
        assert_eq!(clean_path("/usr/./lib/../bin/").unwrap(), "usr/bin");
        assert_eq!(clean_path("./").unwrap(), "");
        assert_eq!(clean_path("a/../b").unwrap(), "b");
    }

    #[test]
    fn a_path_that_climbs_is_refused() {
        assert_eq!(clean_path("../etc/passwd"), Err(PathError::Climbs));
        assert_eq!(clean_path("a/../../b"), Err(PathError::Climbs));
        assert_eq!(clean_path("a\0b"), Err(PathError::Nul));
    }
}
