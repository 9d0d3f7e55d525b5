//! The advisory pack: the one in the program, or the one that the user names.

use std::path::Path;

use seaworthy_assess::{OpenPackError, PackFile};

/// The pack that the program carries. `cargo xtask pack` makes it.
static EMBEDDED: &[u8] = include_bytes!("../data/advisories.pack");

/// Opens a pack file, or the embedded one.
pub(crate) fn open(file: Option<&Path>) -> Result<PackFile, OpenPackError> {
    file.map_or(Ok(PackFile::Embedded(EMBEDDED)), PackFile::open)
}
