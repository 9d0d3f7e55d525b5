//! The one place that maps a file into memory.

use std::fs::File;
use std::io;

use memmap2::Mmap;

/// Maps a whole file for reading.
///
/// # Errors
/// What the operating system says, for instance of an empty file.
#[expect(
    unsafe_code,
    reason = "a mapping is a promise about the file that no type can keep"
)]
pub(crate) fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: safe code cannot map a file. The mapping is sound as long as nobody shortens the file
    // while it is read. Our own commands never change a pack in place: they write a new file and
    // rename it, so a mapping keeps the old one. The reader of the pack checks every offset and
    // every checksum, so bytes that change under it yield an error, not a wrong reference.
    unsafe { Mmap::map(file) }
}
