//! SIF, the image file of Singularity and Apptainer: a header, a list of data objects, and among
//! them the root file system.
//!
//! After the format's own description and implementation (sylabs/sif, version 01): numbers are in
//! little endian, as its writers make them on every machine that is in use.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use seaworthy_facts::{LayerFacts, Unread};
use seaworthy_model::Platform;

use crate::error::ReadImageError;
use crate::layer::{LAYER, Pass};
use crate::layers::absorb;
use crate::merge::{self, Links};
use crate::squashfs::{self, Part, ReadAt, Squashfs};

/// LIMIT: data objects of one file. Writers make room for 48; images of layers have as many more.
const OBJECTS_MAX: u64 = 1_000;
/// Bytes of the header.
const HEADER_BYTES: usize = 128;
/// Bytes of the description of one data object.
const OBJECT_BYTES: usize = 585;
/// Where the magic stands, behind a line for the interpreter.
const MAGIC_AT: usize = 32;
const MAGIC: &[u8] = b"SIF_MAGIC\0";

/// A partition (`DataPartition`).
const PARTITION: u32 = 0x4004;
/// The index of an image in the OCI layout (`DataOCIRootIndex`).
const OCI_INDEX: u32 = 0x400a;

/// Whether the first bytes of a file (42 or more) are those of a SIF.
#[must_use]
pub fn is_sif(head: &[u8]) -> bool {
    head.get(MAGIC_AT..MAGIC_AT + MAGIC.len()) == Some(MAGIC)
}

/// Whether a file begins as a SIF does.
pub(crate) fn is_sif_file(path: &Path) -> io::Result<bool> {
    let mut head = Vec::new();
    File::open(path)?
        .take(HEADER_BYTES as u64)
        .read_to_end(&mut head)?;
    Ok(is_sif(&head))
}

/// A file that is open.
pub(crate) struct Sif<I> {
    input: I,
    /// What the header says of the processor.
    pub(crate) platform: Option<Platform>,
    root: Option<(u64, u64)>,
    /// What holds files and is not read.
    unread: Vec<Unread>,
}

impl Sif<File> {
    /// Opens a file and reads its list.
    ///
    /// # Errors
    /// It cannot be opened, or is no SIF. One without a root file system that can be read is told
    /// by [`Sif::unread`].
    pub(crate) fn open(path: &Path) -> Result<Self, ReadImageError> {
        let failed = |cause| ReadImageError::Open {
            path: path.to_owned(),
            cause,
        };
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if !metadata.is_file() {
            return Err(ReadImageError::Kind {
                path: path.to_owned(),
                kind: "SIF image",
                reason: "it is no file".to_owned(),
            });
        }
        let bytes = metadata.len();
        Sif::read(file, bytes).map_err(|cause| ReadImageError::Kind {
            path: path.to_owned(),
            kind: "SIF image",
            reason: match cause.kind() {
                io::ErrorKind::UnexpectedEof => format!("it ends too early, after {bytes} bytes"),
                _ => cause.to_string(),
            },
        })
    }
}

impl<I: ReadAt> Sif<I> {
    /// Reads header and list of a file that has so many bytes.
    pub(crate) fn read(input: I, bytes: u64) -> io::Result<Self> {
        let mut header = [0; HEADER_BYTES];
        input.read_at(&mut header, 0)?;
        if !is_sif(&header) {
            return Err(io::Error::other("it does not begin as one"));
        }
        let version = header.get(42..44).unwrap_or_default();
        if version != b"01" {
            return Err(io::Error::other("its version is not 01"));
        }
        let (total, list) = (number(&header, 88, 8), number(&header, 96, 8));
        if total > OBJECTS_MAX {
            let reason = format!("it has {total} data objects, more than {OBJECTS_MAX}");
            return Err(io::Error::other(reason));
        }
        let mut sif = Sif {
            platform: platform(header.get(45..47).unwrap_or_default()),
            input,
            root: None,
            unread: Vec::new(),
        };
        for object in 0..total {
            let mut described = [0; OBJECT_BYTES];
            let at = list.checked_add(object * OBJECT_BYTES as u64);
            let at = at.ok_or_else(|| io::Error::other("its list lies behind the end"))?;
            sif.input.read_at(&mut described, at)?;
            // An object that was deleted keeps its place.
            if number(&described, 4, 1) != 0 {
                sif.take(&described, bytes);
            }
        }
        if sif.root.is_none() && sif.unread.is_empty() {
            sif.tell("it has no partition with a root file system".to_owned());
        }
        Ok(sif)
    }

    /// The facts of the root file system as one layer, and what of the file is not read.
    pub(crate) fn facts(&self, pass: &Pass<'_>) -> (LayerFacts, Vec<Unread>) {
        let mut unread = self.unread.clone();
        let Some((offset, bytes)) = self.root else {
            return (LayerFacts::default(), unread);
        };
        let part = Part {
            input: &self.input,
            offset,
            bytes,
        };
        let mut squashfs = match Squashfs::open(part, pass.limits) {
            Ok(squashfs) => squashfs,
            Err(error) => {
                let reason = format!("the root file system cannot be read: {error}");
                unread.push(Unread::new("", LAYER, reason));
                return (LayerFacts::default(), unread);
            }
        };
        let mut facts = squashfs::read(&mut squashfs, pass);
        let links = Links::new(std::iter::once(&facts));
        let (follows, too_many) = merge::follow(&links, &[&facts], pass.analysers, pass.limits);
        for follow in follows {
            let more = squashfs::reread(&mut squashfs, pass, &follow.wanted);
            absorb(&mut facts, &more);
        }
        if too_many {
            let max = pass.limits.followed_links_max;
            let reason =
                format!("more links lead to content elsewhere than followed_links_max = {max}");
            unread.push(Unread::new("", LAYER, reason));
        }
        unread.append(&mut facts.unread);
        (facts, unread)
    }

    fn take(&mut self, described: &[u8; OBJECT_BYTES], file_bytes: u64) {
        let kind = number(described, 0, 4);
        if kind == u64::from(OCI_INDEX) {
            return self.tell(
                "it is an OCI-SIF, whose image lies in it as an OCI layout; that is not read"
                    .to_owned(),
            );
        }
        if kind != u64::from(PARTITION) {
            return;
        }
        let (offset, bytes) = (number(described, 17, 8), number(described, 25, 8));
        let (system, part) = (number(described, 201, 4), number(described, 205, 4));
        let system = match system {
            1 => None,
            2 => Some("ext3"),
            3 => Some("an archive"),
            4 => Some("raw data"),
            5 | 6 => Some("encrypted squashfs"),
            _ => Some("of an unknown kind"),
        };
        let what = match part {
            1 => "a system partition",
            2 => "the root file system",
            3 => "a data partition",
            4 => "an overlay over the files of the image",
            _ => "a partition of an unknown kind",
        };
        if let Some(system) = system {
            return self.tell(format!("{what} is {system}, which is not read"));
        }
        if part != 2 || self.root.is_some() {
            return self.tell(format!("{what} beside the root file system is not read"));
        }
        if offset.checked_add(bytes).is_none_or(|end| end > file_bytes) {
            return self.tell(format!("{what} lies behind the end of the file"));
        }
        self.root = Some((offset, bytes));
    }

    fn tell(&mut self, reason: String) {
        self.unread.push(Unread::new("", LAYER, reason));
    }
}

/// A number of up to eight bytes in little endian; 0 behind the end.
fn number(bytes: &[u8], at: usize, length: usize) -> u64 {
    let field = bytes.get(at..at + length).unwrap_or_default();
    field
        .iter()
        .rev()
        .fold(0, |value, byte| value << 8 | u64::from(*byte))
}

/// The codes of the header (`HdrArch…`).
fn platform(code: &[u8]) -> Option<Platform> {
    let architecture = match code {
        b"01" => "386",
        b"02" => "amd64",
        b"03" => "arm",
        b"04" => "arm64",
        b"05" => "ppc64",
        b"06" => "ppc64le",
        b"07" => "mips",
        b"08" => "mipsle",
        b"09" => "mips64",
        b"10" => "mips64le",
        b"11" => "s390x",
        b"12" => "riscv64",
        _ => return None,
    };
    format!("linux/{architecture}").parse().ok()
}
