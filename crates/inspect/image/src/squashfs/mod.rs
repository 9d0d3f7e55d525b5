//! Squashfs 4.0, read in place: every file is inflated block by block when somebody asks for it.
//!
//! After the description in the kernel (Documentation/filesystems/squashfs.rst, squashfs_fs.h).
//! No table is held but that of owners; what is read of the others lies in small caches. zlib and
//! zstd are inflated; the other compressions are told by name.

mod block;
mod content;
mod inode;
mod walk;

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

use crate::limits::Limits;
use block::{Blocks, Inflate};
use content::Content;
use inode::{FileInode, InodeKind};

pub(crate) use walk::{read, reread};

/// LIMIT: what `mksquashfs` and the kernel accept for one block of content.
const BLOCK_BYTES_MAX: u32 = 1024 * 1024;
/// What the kernel accepts at least.
const BLOCK_BYTES_MIN: u32 = 4 * 1024;
/// Bytes of the superblock.
const SUPERBLOCK_BYTES: usize = 96;
/// What stands in place of a fragment where a file has none.
const NO_FRAGMENT: u32 = u32::MAX;

/// Something to read from at any place.
pub(crate) trait ReadAt {
    /// Fills the buffer from a place on.
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<()>;
}

impl ReadAt for File {
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<()> {
        self.read_exact_at(buffer, at)
    }
}

impl ReadAt for &[u8] {
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<()> {
        let from = usize::try_from(at).map_err(|_| broken("a place behind the end"))?;
        let end = from.checked_add(buffer.len());
        let bytes = end.and_then(|end| self.get(from..end));
        buffer.copy_from_slice(bytes.ok_or_else(|| broken("a place behind the end"))?);
        Ok(())
    }
}

/// A part of something to read from.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    pub(crate) input: &'a dyn ReadAt,
    pub(crate) offset: u64,
    pub(crate) bytes: u64,
}

impl Part<'_> {
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<()> {
        let end = at.checked_add(buffer.len() as u64);
        if end.is_none_or(|end| end > self.bytes) {
            return Err(broken("a place behind the end"));
        }
        let at = self.offset.checked_add(at);
        self.input
            .read_at(buffer, at.ok_or_else(|| broken("a place behind the end"))?)
    }
}

/// A file system.
pub(crate) struct Squashfs<'a> {
    blocks: Blocks<'a>,
    block_bytes: u32,
    owners: Vec<u32>,
    root: u64,
    inode_table: u64,
    folder_table: u64,
    fragment_table: u64,
    fragments: u32,
}

/// One name in a folder.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) name: Vec<u8>,
    /// Where its inode stands.
    pub(crate) inode: u64,
}

/// Where a listing of a folder stands, entry by entry.
pub(crate) struct Listing {
    cursor: block::Cursor,
    bytes_left: u64,
    names_left: u32,
    inode_block: u64,
}

impl<'a> Squashfs<'a> {
    /// Reads the superblock and the table of owners.
    ///
    /// # Errors
    /// It is no squashfs 4.0, is compressed in a way that is not read, or its tables lie outside.
    pub(crate) fn open(part: Part<'a>, limits: &Limits) -> io::Result<Self> {
        let mut head = [0; SUPERBLOCK_BYTES];
        part.read_at(&mut head, 0)?;
        let mut fields = Fields(&head);
        if fields.u32()? != 0x7371_7368 {
            return Err(broken("it does not begin as squashfs"));
        }
        let _inodes = fields.u32()?;
        let _made = fields.u32()?;
        let block_bytes = fields.u32()?;
        let fragments = fields.u32()?;
        let compression = fields.u16()?;
        let block_log = fields.u16()?;
        let _flags = fields.u16()?;
        let owners = fields.u16()?;
        let version = (fields.u16()?, fields.u16()?);
        if version != (4, 0) {
            let (major, minor) = version;
            return Err(io::Error::other(format!(
                "squashfs {major}.{minor} is not read, only 4.0"
            )));
        }
        let fits = (BLOCK_BYTES_MIN..=BLOCK_BYTES_MAX).contains(&block_bytes);
        if !fits || 1_u32.checked_shl(u32::from(block_log)) != Some(block_bytes) {
            return Err(broken("its block size is none"));
        }
        let root = fields.u64()?;
        let _used = fields.u64()?;
        let owner_table = fields.u64()?;
        let _attributes = fields.u64()?;
        let inode_table = fields.u64()?;
        let folder_table = fields.u64()?;
        let fragment_table = fields.u64()?;
        let inflate = Inflate::of(compression)?;
        let mut read = Squashfs {
            blocks: Blocks::new(part, inflate, limits),
            block_bytes,
            owners: Vec::new(),
            root,
            inode_table,
            folder_table,
            fragment_table,
            fragments,
        };
        for number in 0..owners {
            let owner = read.indexed::<4>(owner_table, u32::from(number))?;
            read.owners.push(u32::from_le_bytes(owner));
        }
        Ok(read)
    }

    /// Where the inode of the root stands.
    pub(crate) fn root(&self) -> u64 {
        self.root
    }

    /// Whether no more may be inflated, and why.
    pub(crate) fn exhausted(&self) -> Option<&str> {
        self.blocks.exhausted()
    }

    /// One entry of a table that is reached by a list of the places of its blocks.
    fn indexed<const BYTES: usize>(&mut self, table: u64, number: u32) -> io::Result<[u8; BYTES]> {
        let at = u64::from(number) * BYTES as u64;
        let mut place = [0; 8];
        let list = table.checked_add(at / block::BYTES_MAX as u64 * 8);
        let list = list.ok_or_else(|| broken("a table behind the end"))?;
        self.blocks.part().read_at(&mut place, list)?;
        let within = (at % block::BYTES_MAX as u64) as usize;
        let mut cursor = block::Cursor::new(u64::from_le_bytes(place), within);
        let mut entry = [0; BYTES];
        cursor.read(&mut self.blocks, &mut entry)?;
        Ok(entry)
    }

    fn owner(&self, number: u16) -> io::Result<u32> {
        let owner = self.owners.get(usize::from(number)).copied();
        owner.ok_or_else(|| broken("an owner that is not listed"))
    }

    /// Begins to list a folder.
    pub(crate) fn list(&self, block: u32, offset: u16, bytes: u32) -> io::Result<Listing> {
        let at = self.folder_table.checked_add(u64::from(block));
        let at = at.ok_or_else(|| broken("a folder behind the end"))?;
        Ok(Listing {
            cursor: block::Cursor::new(at, usize::from(offset)),
            // Three bytes stand for the names `.` and `..`, which are not stored.
            bytes_left: u64::from(bytes).saturating_sub(3),
            names_left: 0,
            inode_block: 0,
        })
    }

    /// The next name of a folder.
    pub(crate) fn next(&mut self, listing: &mut Listing) -> io::Result<Option<Name>> {
        if listing.names_left == 0 {
            if listing.bytes_left == 0 {
                return Ok(None);
            }
            let mut head = [0; 12];
            listing.take(&mut self.blocks, &mut head)?;
            let mut fields = Fields(&head);
            let count = fields.u32()?;
            listing.inode_block = u64::from(fields.u32()?);
            // The count is one less than there are, and never more than 256 (SQUASHFS_DIR_COUNT).
            if count >= 256 {
                return Err(broken("a folder with a run of more than 256 names"));
            }
            listing.names_left = count + 1;
        }
        listing.names_left -= 1;
        let mut head = [0; 8];
        listing.take(&mut self.blocks, &mut head)?;
        let mut fields = Fields(&head);
        let offset = fields.u16()?;
        let _number = fields.u16()?;
        let _kind = fields.u16()?;
        let length = usize::from(fields.u16()?) + 1;
        if length > 256 {
            return Err(broken("a name with more than 256 bytes"));
        }
        let mut name = vec![0; length];
        listing.take(&mut self.blocks, &mut name)?;
        let inode = listing.inode_block << 16 | u64::from(offset);
        Ok(Some(Name { name, inode }))
    }
}

impl Listing {
    fn take(&mut self, blocks: &mut Blocks<'_>, buffer: &mut [u8]) -> io::Result<()> {
        let left = self.bytes_left.checked_sub(buffer.len() as u64);
        self.bytes_left = left.ok_or_else(|| broken("a folder that is shorter than its names"))?;
        self.cursor.read(blocks, buffer)
    }
}

/// Numbers in little endian, one after another.
struct Fields<'b>(&'b [u8]);

impl Fields<'_> {
    fn take<const BYTES: usize>(&mut self) -> io::Result<[u8; BYTES]> {
        let (head, rest) = self
            .0
            .split_first_chunk()
            .ok_or_else(|| broken("too few bytes"))?;
        self.0 = rest;
        Ok(*head)
    }

    fn u16(&mut self) -> io::Result<u16> {
        self.take().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> io::Result<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> io::Result<u64> {
        self.take().map(u64::from_le_bytes)
    }
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
