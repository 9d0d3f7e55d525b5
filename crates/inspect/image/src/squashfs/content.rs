//! The content of one file of a squashfs, block by block.

use std::io::{self, BufRead, Read};

use super::{Fields, FileInode, Squashfs, broken};

/// A file that is being read.
pub(super) struct Content<'f, 'a> {
    squashfs: &'f mut Squashfs<'a>,
    file: FileInode,
    /// Place of the next block.
    next: u64,
    /// Bytes that were not inflated yet.
    left: u64,
    block: Vec<u8>,
    taken: usize,
}

impl<'f, 'a> Content<'f, 'a> {
    pub(super) fn new(squashfs: &'f mut Squashfs<'a>, file: FileInode) -> Self {
        Content {
            next: file.start,
            left: file.bytes,
            squashfs,
            file,
            block: Vec::new(),
            taken: 0,
        }
    }

    fn inflate(&mut self) -> io::Result<()> {
        let whole = u64::from(self.squashfs.block_bytes);
        let wanted = self.left.min(whole) as usize;
        self.taken = 0;
        self.block.clear();
        match self.file.fragment {
            Some((number, offset)) if self.left < whole => {
                let end = (offset as usize).checked_add(wanted);
                let block = self.fragment(number)?;
                let bytes = end.and_then(|end| block.get(offset as usize..end));
                let bytes = bytes.ok_or_else(|| broken("a place behind the end of a fragment"))?;
                self.block.extend_from_slice(bytes);
                self.squashfs.blocks.spend(wanted as u64)?;
            }
            _ => {
                let mut size = [0; 4];
                self.file.sizes.read(&mut self.squashfs.blocks, &mut size)?;
                let size = u32::from_le_bytes(size);
                if size == 0 {
                    // A hole: zeros that are not stored.
                    self.squashfs.blocks.spend(wanted as u64)?;
                    self.block.resize(wanted, 0);
                } else {
                    let blocks = &mut self.squashfs.blocks;
                    self.block = blocks.content(self.next, size, whole as usize)?;
                    self.next = self.next.saturating_add(u64::from(size & 0x00ff_ffff));
                }
                if self.block.len() != wanted {
                    self.block.clear();
                    return Err(broken("a block that is shorter or longer than its file"));
                }
            }
        }
        self.left -= wanted as u64;
        Ok(())
    }

    fn fragment(&mut self, number: u32) -> io::Result<std::rc::Rc<[u8]>> {
        if number >= self.squashfs.fragments {
            return Err(broken("a fragment that is not listed"));
        }
        let table = self.squashfs.fragment_table;
        let entry = self.squashfs.indexed::<16>(table, number)?;
        let mut fields = Fields(&entry);
        let (at, size) = (fields.u64()?, fields.u32()?);
        let bytes_max = self.squashfs.block_bytes as usize;
        self.squashfs.blocks.fragment(at, size, bytes_max)
    }
}

impl BufRead for Content<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken >= self.block.len() && self.left > 0 {
            self.inflate()?;
        }
        Ok(self.block.get(self.taken..).unwrap_or_default())
    }

    fn consume(&mut self, bytes: usize) {
        self.taken = self.taken.saturating_add(bytes).min(self.block.len());
    }
}

impl Read for Content<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let piece = self.fill_buf()?;
        let length = piece.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(piece) {
            *to = *from;
        }
        self.consume(length);
        Ok(length)
    }
}
