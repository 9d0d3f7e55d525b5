//! The border between the pass over files and those who look into them.

use crate::LayerFacts;

/// How many first bytes of a file an analyser may look at before it says whether it wants the file.
/// LIMIT: enough for every magic number and for telling text from binary.
pub const HEAD_BYTES_MAX: usize = 4096;

/// A regular file before its content is delivered.
#[derive(Clone, Copy, Debug)]
pub struct FileHead<'a> {
    /// Path without a leading slash, cleaned (see [`crate::clean_path`]).
    pub path: &'a str,
    /// Size in bytes as the archive or file system states it.
    pub size_bytes: u64,
    /// Unix permission bits with setuid, setgid and sticky.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// The first bytes, at most [`HEAD_BYTES_MAX`].
    pub head: &'a [u8],
}

impl FileHead<'_> {
    /// The last component of the path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }
}

/// What an analyser wants of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Interest {
    /// Nothing.
    None,
    /// The content in one piece. If it is larger than the pass may hold, the pass records it as
    /// unread with its path and size.
    Whole,
    /// The content in pieces of any size, in order; for what may be large.
    Stream,
}

/// Somebody who looks into files: the cataloguers, the secret engine, the checks of file modes.
///
/// One analyser stands for many units; it decides by path and head in one step which of them care,
/// so that a pass over a hundred thousand files asks three questions a file, not seventy.
pub trait Analyser: Send + Sync {
    /// Stable name, for caches and for what could not be read.
    fn id(&self) -> &'static str;

    /// Raised whenever the same bytes would yield other facts.
    fn version(&self) -> u32;

    /// What it wants of this file.
    fn interest(&self, file: &FileHead<'_>) -> Interest;

    /// Looks at a whole file. What it cannot read goes into `facts.unread`.
    fn whole(&self, file: &FileHead<'_>, content: &[u8], facts: &mut LayerFacts);

    /// Begins to look at a file in pieces. Called only where `interest` said [`Interest::Stream`];
    /// the head's bytes are delivered again as part of the content.
    fn stream(&self, file: &FileHead<'_>) -> Box<dyn FileStream + '_>;

    /// All files of the layer were delivered: what needs more than one file to be known is settled
    /// now. In a folder of sources, whose files are looked at one by one, it is called once with
    /// all that waits ([`LayerFacts::waiting`]) and nothing else.
    fn end(&self, _facts: &mut LayerFacts) {}
}

/// A look at one file in pieces.
pub trait FileStream {
    /// The next bytes.
    fn chunk(&mut self, bytes: &[u8]);

    /// The end of the file was reached.
    fn finish(self: Box<Self>, facts: &mut LayerFacts);
}
