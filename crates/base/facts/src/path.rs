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
    let mut clean = String::with_capacity(raw.len());
    clean_path_into(raw, &mut clean)?;
    Ok(clean)
}

/// Does what [`clean_path`] does, into a text that the caller uses again for the next path.
///
/// # Errors
/// Those of [`clean_path`]; the text then holds nothing of use.
pub fn clean_path_into(raw: &str, clean: &mut String) -> Result<(), PathError> {
    clean.clear();
    if raw.contains('\0') {
        return Err(PathError::Nul);
    }
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
    Ok(())
}

/// A 64-bit hash of a cleaned path (FNV-1a), for the long lists of files that packages own.
#[must_use]
pub fn hash_path(path: &str) -> u64 {
    let mut hash = PathHash::default();
    hash.add(path.as_bytes());
    hash.value()
}

/// The hash of [`hash_path`], of a path that comes in parts.
#[derive(Clone, Copy, Debug)]
pub struct PathHash(u64);

impl PathHash {
    /// Adds what follows.
    pub fn add(&mut self, part: &[u8]) {
        self.0 = part.iter().fold(self.0, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    }

    /// The hash of all that was added.
    #[must_use]
    pub fn value(self) -> u64 {
        self.0
    }
}

impl Default for PathHash {
    fn default() -> Self {
        PathHash(0xcbf2_9ce4_8422_2325)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every path of up to six parts out of those that mean something, and some that do not.
    fn for_every_path(check: impl Fn(&str)) {
        let parts = ["", ".", "..", "a", "b.c", "..."];
        for number in 0..parts.len().pow(6) {
            let mut rest = number;
            let mut path = Vec::new();
            for _ in 0..6 {
                path.push(parts[rest % parts.len()]);
                rest /= parts.len();
            }
            check(&path.join("/"));
        }
    }

    #[test]
    fn a_cleaned_path_stays_as_it_is_and_never_climbs() {
        for_every_path(|raw| {
            let Ok(clean) = clean_path(raw) else { return };
            assert_eq!(clean_path(&clean).as_ref(), Ok(&clean), "{raw}");
            let parts: Vec<&str> = clean.split('/').collect();
            assert!(clean.is_empty() || parts.iter().all(|part| !matches!(*part, "" | "." | "..")));
        });
    }

    #[test]
    fn a_path_is_refused_exactly_when_its_depth_falls_below_the_root() {
        for_every_path(|raw| {
            let mut depth = 0_i32;
            let climbs = raw.split('/').any(|part| {
                depth += match part {
                    "" | "." => 0,
                    ".." => -1,
                    _ => 1,
                };
                depth < 0
            });
            assert_eq!(clean_path(raw).is_err(), climbs, "{raw}");
        });
    }

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
