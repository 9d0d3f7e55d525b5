//! Blocks of a squashfs, of tables and of content: inflated, counted, and kept for a while.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::rc::Rc;

use flate2::{Decompress, FlushDecompress, Status};

use super::{Part, broken};
use crate::limits::Limits;

/// Bytes of a block of a table, at most (SQUASHFS_METADATA_SIZE).
pub(super) const BYTES_MAX: usize = 8192;
/// LIMIT: blocks of tables that are kept, 8 KiB each. Inodes and names of one folder lie side by
/// side, so few are needed at a time.
const KEPT_MAX: usize = 256;
/// LIMIT: blocks of fragments that are kept, up to 1 MiB each: the ends of files, and small files,
/// of which many lie in one.
const FRAGMENTS_KEPT_MAX: usize = 4;

/// How blocks are inflated.
pub(super) enum Inflate {
    Zlib(Box<Decompress>),
    Zstd(Box<zstd::bulk::Decompressor<'static>>),
}

impl Inflate {
    /// By the number in the superblock.
    pub(super) fn of(number: u16) -> io::Result<Self> {
        let name = match number {
            1 => return Ok(Inflate::Zlib(Box::new(Decompress::new(true)))),
            6 => return Ok(Inflate::Zstd(Box::new(zstd::bulk::Decompressor::new()?))),
            2 => "lzma",
            3 => "lzo",
            4 => "xz",
            5 => "lz4",
            _ => return Err(broken("an unknown compression")),
        };
        Err(io::Error::other(format!(
            "it is compressed by {name}, which is not read"
        )))
    }

    /// Inflates a block that has at most `bytes_max` bytes then.
    fn run(&mut self, stored: &[u8], bytes_max: usize) -> io::Result<Vec<u8>> {
        let mut inflated = Vec::with_capacity(bytes_max + 1);
        match self {
            Inflate::Zlib(zlib) => {
                zlib.reset(true);
                let end = FlushDecompress::Finish;
                match zlib.decompress_vec(stored, &mut inflated, end) {
                    Ok(Status::StreamEnd) => {}
                    Ok(_) => return Err(broken("a block without end, or one that is too long")),
                    Err(_) => return Err(broken("a block that cannot be inflated")),
                }
            }
            Inflate::Zstd(zstd) => {
                zstd.decompress_to_buffer(stored, &mut inflated)
                    .map_err(|_| broken("a block that cannot be inflated"))?;
            }
        }
        if inflated.len() > bytes_max {
            return Err(broken("a block that is too long"));
        }
        Ok(inflated)
    }
}

/// A block of a table with the place of the next one.
type Table = (Rc<[u8]>, u64);

/// Blocks, by their place.
pub(super) struct Blocks<'a> {
    part: Part<'a>,
    inflate: Inflate,
    kept: HashMap<u64, Table>,
    order: VecDeque<u64>,
    fragments: VecDeque<(u64, Rc<[u8]>)>,
    inflated_bytes: u64,
    inflated_bytes_max: u64,
    exhausted: Option<String>,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(part: Part<'a>, inflate: Inflate, limits: &Limits) -> Self {
        let by_ratio = part.bytes.saturating_mul(limits.inflate_ratio_max);
        let by_ratio = by_ratio.max(limits.inflate_ratio_free_bytes);
        Blocks {
            part,
            inflate,
            kept: HashMap::new(),
            order: VecDeque::new(),
            fragments: VecDeque::new(),
            inflated_bytes: 0,
            inflated_bytes_max: by_ratio.min(limits.layer_inflated_bytes_max),
            exhausted: None,
        }
    }

    pub(super) fn part(&self) -> Part<'a> {
        self.part
    }

    pub(super) fn exhausted(&self) -> Option<&str> {
        self.exhausted.as_deref()
    }

    /// Counts what is inflated, and zeros that are not stored. Blocks that many names lead to are
    /// counted each time: a small file system cannot become endless work.
    pub(super) fn spend(&mut self, bytes: u64) -> io::Result<()> {
        self.inflated_bytes = self.inflated_bytes.saturating_add(bytes);
        if self.inflated_bytes <= self.inflated_bytes_max {
            return Ok(());
        }
        let max = self.inflated_bytes_max;
        let reason = format!(
            "more than {max} bytes inflated, by layer_inflated_bytes_max and inflate_ratio_max"
        );
        self.exhausted = Some(reason.clone());
        Err(io::Error::other(reason))
    }

    /// A block of a table.
    fn table(&mut self, at: u64) -> io::Result<Table> {
        if let Some(known) = self.kept.get(&at) {
            return Ok(known.clone());
        }
        let mut head = [0; 2];
        self.part.read_at(&mut head, at)?;
        let head = u16::from_le_bytes(head);
        let stored_bytes = usize::from(head & 0x7fff);
        if stored_bytes == 0 || stored_bytes > BYTES_MAX {
            return Err(broken("a block of a table whose size is none"));
        }
        let mut bytes = vec![0; stored_bytes];
        self.part.read_at(&mut bytes, at + 2)?;
        // The bit says that the block is stored as it is.
        if head & 0x8000 == 0 {
            bytes = self.inflate.run(&bytes, BYTES_MAX)?;
        }
        self.spend(bytes.len() as u64)?;
        let table: Table = (bytes.into(), at + 2 + stored_bytes as u64);
        if self.order.len() >= KEPT_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.kept.remove(&oldest);
        }
        self.order.push_back(at);
        self.kept.insert(at, table.clone());
        Ok(table)
    }

    /// A block of content; `size` as it stands in inodes and fragments.
    pub(super) fn content(&mut self, at: u64, size: u32, bytes_max: usize) -> io::Result<Vec<u8>> {
        let stored_bytes = (size & 0x00ff_ffff) as usize;
        if stored_bytes > bytes_max {
            return Err(broken("a block that is too long"));
        }
        let mut bytes = vec![0; stored_bytes];
        self.part.read_at(&mut bytes, at)?;
        if size & 0x0100_0000 == 0 {
            bytes = self.inflate.run(&bytes, bytes_max)?;
        }
        self.spend(bytes.len() as u64)?;
        Ok(bytes)
    }

    /// A block of fragments.
    pub(super) fn fragment(
        &mut self,
        at: u64,
        size: u32,
        bytes_max: usize,
    ) -> io::Result<Rc<[u8]>> {
        if let Some((_, known)) = self.fragments.iter().find(|(place, _)| *place == at) {
            return Ok(Rc::clone(known));
        }
        let bytes: Rc<[u8]> = self.content(at, size, bytes_max)?.into();
        if self.fragments.len() >= FRAGMENTS_KEPT_MAX {
            self.fragments.pop_front();
        }
        self.fragments.push_back((at, Rc::clone(&bytes)));
        Ok(bytes)
    }
}

/// A place in a table, which goes over from block to block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor {
    at: u64,
    offset: usize,
}

impl Cursor {
    pub(super) fn new(at: u64, offset: usize) -> Self {
        Cursor { at, offset }
    }

    /// Fills the buffer, and stands behind it.
    pub(super) fn read(&mut self, blocks: &mut Blocks<'_>, buffer: &mut [u8]) -> io::Result<()> {
        let mut filled = 0;
        while let Some(target) = buffer.get_mut(filled..).filter(|target| !target.is_empty()) {
            let (block, next) = blocks.table(self.at)?;
            let rest = block.get(self.offset..);
            let rest = rest.ok_or_else(|| broken("a place behind the end of a block"))?;
            if rest.is_empty() {
                *self = Cursor::new(next, 0);
                continue;
            }
            let length = rest.len().min(target.len());
            for (to, from) in target.iter_mut().zip(rest) {
                *to = *from;
            }
            filled += length;
            self.offset += length;
        }
        Ok(())
    }
}
