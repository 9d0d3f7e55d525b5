//! Where the images that were scanned are remembered as possible bases of others.

use std::env;
use std::path::PathBuf;

/// The folder: `SEAWORTHY_BASES`, else `seaworthy/bases` in the user's data folder (XDG Base
/// Directory Specification). None where the variable is empty, or there is no home.
pub(crate) fn folder() -> Option<PathBuf> {
    if let Some(folder) = env::var_os("SEAWORTHY_BASES") {
        return Some(PathBuf::from(folder)).filter(|folder| !folder.as_os_str().is_empty());
    }
    let absolute = |name: &str| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let data = absolute("XDG_DATA_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local").join("share")))?;
    Some(data.join("seaworthy").join("bases"))
}
