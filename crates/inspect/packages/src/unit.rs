//! What one cataloguer is: how it recognises files, what it can know, and how it reads them.

use crate::found::Found;

/// One cataloguer.
#[derive(Debug)]
pub struct Unit {
    /// Stable name, as it stands in [`seaworthy_facts::Package::cataloguer`].
    pub id: &'static str,
    /// What it reads, in a few words.
    pub title: &'static str,
    /// Whether it proves that software is there, or only that somebody means to install it.
    pub evidence: Evidence,
    /// The files it wants; any one is enough.
    pub recognise: &'static [Recognise],
    /// What it can know of a package.
    pub knows: Knows,
    /// How many bytes of one file it reads; what lies behind is recorded as unread.
    pub file_bytes_max: usize,
    /// Reads a file: path and content in, packages and what could not be read out.
    pub(crate) parse: fn(&[u8], &mut Found<'_>),
}

/// What the presence of a package in a file means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The software itself, or the database of the manager that unpacked it.
    Installed,
    /// A lock file or list of requirements.
    Locked,
}

/// How a cataloguer recognises its files.
#[derive(Clone, Copy, Debug)]
pub enum Recognise {
    /// This path from the root.
    Path(&'static str),
    /// Every file directly in this folder, counted from the root.
    Folder(&'static str),
    /// This base name, where the whole path passes the test.
    Name(&'static str, fn(&str) -> bool),
    /// This base name, where the whole path passes the first test and the head of the file the
    /// second. A link of this name is not followed: what it leads to is wanted by its own name or
    /// not at all.
    NameAndHead(&'static str, fn(&str) -> bool, fn(&[u8]) -> bool),
    /// This text after the last dot of the base name, where the whole path passes the test.
    Extension(&'static str, fn(&str) -> bool),
    /// This text after the last dot of the base name, where the whole path passes the test. Only
    /// [`Unit::file_bytes_max`] bytes of the file are wanted, and nothing is missed behind them.
    HeadOfExtension(&'static str, fn(&str) -> bool),
    /// An ELF executable or shared object, by its head.
    Elf,
}

impl Unit {
    /// Whether it wants the beginning of a file and no more.
    #[must_use]
    pub fn wants_head_only(&self) -> bool {
        let head = |by: &Recognise| matches!(by, Recognise::HeadOfExtension(..));
        self.recognise.iter().all(head)
    }
}

/// The test of a path that every path passes.
pub(crate) fn anywhere(_path: &str) -> bool {
    true
}

/// The test of a head that every head passes.
pub(crate) fn anything(_head: &[u8]) -> bool {
    true
}

/// What a cataloguer can know of a package beside its name and version. A test compares each
/// statement with what the cataloguer's fixtures yield.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Knows {
    /// Licences.
    pub licences: bool,
    /// Names of packages it needs.
    pub edges: bool,
    /// Digests of the archive it comes from.
    pub hashes: bool,
    /// The source package.
    pub source: bool,
    /// The files it owns.
    pub files: bool,
    /// Whether it is for development only.
    pub development: bool,
    /// Lines in the file, or the place inside an archive.
    pub locations: bool,
}
