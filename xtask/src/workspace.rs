//! Where things are: the root of the workspace, its target folder, the shared material.

use std::env;
use std::path::{Path, PathBuf};

/// The folder of the workspace manifest.
pub(crate) fn root() -> &'static Path {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    crate_folder.parent().unwrap_or(crate_folder)
}

/// Cargo's target folder: `CARGO_TARGET_DIR`, or `target` in the root.
pub(crate) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// Programs that we install for ourselves and nobody else: `target/tools/NAME`.
pub(crate) fn tools(name: &str) -> PathBuf {
    target().join("tools").join(name)
}

/// A folder of the shared material (`truth`, `advisories`, `corpora`): named by `variable`, or
/// beside the root at `../shared/NAME`.
pub(crate) fn shared(variable: &str, name: &str) -> PathBuf {
    if let Some(folder) = env::var_os(variable) {
        return PathBuf::from(folder);
    }
    match env::var_os("SEAWORTHY_SHARED") {
        Some(folder) => PathBuf::from(folder).join(name),
        None => root().join("../shared").join(name),
    }
}
