//! Files that are looked at in pieces: programs too large to be held, and heads of files.

use seaworthy_facts::{FileStream, LayerFacts, LicenceFile};

use crate::found::Found;
use crate::licence_file::TEXT_BYTES_MAX;
use crate::licence_text;
use crate::unit::Unit;
use crate::units::{GoSearch, ProgramSearch, auditable_section, native_image, parse_with};

/// LIMIT: bytes kept of the end of a streamed program. The section table and the names in it are
/// the last things that linkers write; LLD puts the names of symbols, 5 MB in `cargo`, between
/// them.
pub(crate) const TAIL_BYTES: usize = 8 * 1024 * 1024;

/// Bytes kept of the beginning of a streamed program: the ELF header.
const HEADER_BYTES: usize = 64;

/// A program too large to be held.
pub(crate) struct ProgramStream {
    path: String,
    go: GoSearch,
    program: ProgramSearch,
    header: Vec<u8>,
    tail: Vec<u8>,
    seen: u64,
}

impl ProgramStream {
    pub(crate) fn new(path: &str) -> Self {
        ProgramStream {
            path: path.to_owned(),
            go: GoSearch::default(),
            program: ProgramSearch::new(path),
            header: Vec::new(),
            tail: Vec::new(),
            seen: 0,
        }
    }
}

impl FileStream for ProgramStream {
    fn chunk(&mut self, bytes: &[u8]) {
        keep(&mut self.header, bytes, HEADER_BYTES);
        self.go.chunk(bytes);
        self.program.chunk(bytes);
        self.seen += bytes.len() as u64;
        let last = bytes.len().saturating_sub(TAIL_BYTES);
        self.tail.extend(bytes.iter().skip(last));
        // Moving the end down only when it doubled makes each byte move once.
        if self.tail.len() > 2 * TAIL_BYTES {
            self.tail.drain(..self.tail.len() - TAIL_BYTES);
        }
    }

    fn finish(self: Box<Self>, facts: &mut LayerFacts) {
        facts.replaced.push(self.path.clone());
        let before = facts.packages.len();
        self.go
            .finish(&mut Found::new(&self.path, "go-binary", facts));
        let is_go = facts.packages.len() > before;
        self.program
            .finish(&mut Found::new(&self.path, "program", facts));
        // A Go program has no list of crates, and its section table does not stand at its end.
        if is_go {
            return;
        }
        let offset = self.seen.saturating_sub(self.tail.len() as u64);
        let mut found = Found::new(&self.path, "native-image", facts);
        native_image(&self.header, &self.tail, offset, &mut found);
        let mut found = Found::new(&self.path, "cargo-auditable", facts);
        auditable_section(&self.header, &self.tail, offset, &mut found);
    }
}

/// The head of a file for a cataloguer that wants no more, however large the file is.
pub(crate) struct HeadStream {
    path: String,
    unit: &'static Unit,
    head: Vec<u8>,
}

impl HeadStream {
    pub(crate) fn new(path: &str, unit: &'static Unit) -> Self {
        HeadStream {
            path: path.to_owned(),
            unit,
            head: Vec::new(),
        }
    }
}

impl FileStream for HeadStream {
    fn chunk(&mut self, bytes: &[u8]) {
        keep(&mut self.head, bytes, self.unit.file_bytes_max);
    }

    fn finish(self: Box<Self>, facts: &mut LayerFacts) {
        facts.replaced.push(self.path.clone());
        parse_with(self.unit, &self.path, &self.head, facts);
    }
}

/// The head of a licence file.
pub(crate) struct LicenceStream {
    path: String,
    head: Vec<u8>,
}

impl LicenceStream {
    pub(crate) fn new(path: &str) -> Self {
        LicenceStream {
            path: path.to_owned(),
            head: Vec::new(),
        }
    }
}

impl FileStream for LicenceStream {
    fn chunk(&mut self, bytes: &[u8]) {
        keep(&mut self.head, bytes, TEXT_BYTES_MAX);
    }

    fn finish(self: Box<Self>, facts: &mut LayerFacts) {
        if let Some(licence) = licence_text::recognise(&self.head) {
            facts.licence_files.push(LicenceFile {
                path: self.path,
                licence,
            });
        }
    }
}

/// Appends what is missing of the first `bytes_max` bytes.
fn keep(kept: &mut Vec<u8>, bytes: &[u8], bytes_max: usize) {
    let missing = bytes_max.saturating_sub(kept.len());
    kept.extend_from_slice(bytes.get(..missing).unwrap_or(bytes));
}
