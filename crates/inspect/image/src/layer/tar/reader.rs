//! From a stream of bytes to entries, one after another.

use std::io::{self, BufRead, Read};

use super::header::{BLOCK_BYTES, Flag, Header, Kind};
use super::pax::Pax;
use crate::filesystem::capabilities;

/// Where a tar comes from.
pub(crate) trait TarInput: BufRead {
    /// Passes over `bytes` bytes, as fast as the input can. An input that can seek may pass over
    /// its end unnoticed.
    ///
    /// # Errors
    /// Those of reading, and `UnexpectedEof` where the input ends before.
    fn pass_over(&mut self, mut bytes: u64) -> io::Result<()> {
        while bytes > 0 {
            let available = self.fill_buf()?.len();
            if available == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let step = available.min(usize::try_from(bytes).unwrap_or(usize::MAX));
            self.consume(step);
            bytes -= step as u64;
        }
        Ok(())
    }
}

impl TarInput for &[u8] {}

/// Why an archive could not be read further. What was read before it stands.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TarError {
    #[error("the archive could not be read at byte {offset}")]
    Read {
        offset: u64,
        #[source]
        cause: io::Error,
    },
    #[error("the archive is cut off at byte {offset}")]
    CutOff { offset: u64 },
    #[error("no tar header at byte {offset}: its check sum is wrong")]
    Checksum { offset: u64 },
    #[error("the tar header at byte {offset} has an unreadable size")]
    Size { offset: u64 },
    #[error("the extended header at byte {offset} is malformed")]
    Extended { offset: u64 },
    #[error(
        "the extended header at byte {offset} has {bytes} bytes, more than pax_bytes_max = {max}"
    )]
    ExtendedBytes { offset: u64, bytes: u64, max: u64 },
}

/// The limits that concern a tar reader.
#[derive(Clone, Copy)]
pub(crate) struct TarLimits {
    pub(crate) pax_bytes_max: u64,
    pub(crate) path_bytes_max: usize,
}

/// One entry. Its path and link target stand in the reader.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    /// Bytes of content, without holes where the entry is sparse.
    pub(crate) size: u64,
    pub(crate) mode: u32,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    /// Capabilities of the file as bits; 0 is none.
    pub(crate) capabilities: u64,
    /// The content is stored with holes left out.
    pub(crate) sparse: bool,
    /// Offset of the content in the archive.
    pub(crate) offset: u64,
}

/// A tar archive in the course of being read.
pub(crate) struct TarReader<R> {
    input: R,
    limits: TarLimits,
    /// Bytes read from the archive.
    offset: u64,
    /// Bytes of the current entry's content not yet read, and the padding behind it.
    left: u64,
    padding: u64,
    block: [u8; BLOCK_BYTES],
    path: Vec<u8>,
    link: Vec<u8>,
    special: Vec<u8>,
    ended: bool,
}

impl<R: TarInput> TarReader<R> {
    pub(crate) fn new(input: R, limits: TarLimits) -> Self {
        TarReader {
            input,
            limits,
            offset: 0,
            left: 0,
            padding: 0,
            block: [0; BLOCK_BYTES],
            path: Vec::new(),
            link: Vec::new(),
            special: Vec::new(),
            ended: false,
        }
    }

    /// Path of the entry as written; one byte longer than `path_bytes_max` at most.
    pub(crate) fn path(&self) -> &[u8] {
        &self.path
    }

    /// Link target of the entry as written.
    pub(crate) fn link(&self) -> &[u8] {
        &self.link
    }

    /// The input, after the end or an error.
    pub(crate) fn into_input(self) -> R {
        self.input
    }

    /// The next entry; content of the last one that was not read is passed over.
    ///
    /// # Errors
    /// After an error the archive cannot be read further.
    pub(crate) fn next_entry(&mut self) -> Result<Option<Entry>, TarError> {
        let mut pax = Pax::default();
        let (mut long_name, mut long_link) = (false, false);
        loop {
            self.finish_entry()?;
            if self.ended || !self.read_header()? {
                self.ended = true;
                return Ok(None);
            }
            let header = Header(&self.block);
            let at = self.offset - BLOCK_BYTES as u64;
            let size = header.size().ok_or(TarError::Size { offset: at })?;
            match header.flag() {
                Flag::Pax => {
                    self.read_special(size)?;
                    let records = pax.add(&self.special);
                    records.ok_or(TarError::Extended { offset: at })?;
                }
                // Global records: container engines do not apply them to the entries that follow.
                Flag::GlobalPax => self.expect_content(size)?,
                Flag::GnuLongName => {
                    self.read_special(size)?;
                    long_name = true;
                    keep_text(&self.special, &mut self.path, self.limits.path_bytes_max);
                }
                Flag::GnuLongLink => {
                    self.read_special(size)?;
                    long_link = true;
                    keep_text(&self.special, &mut self.link, self.limits.path_bytes_max);
                }
                flag => return self.entry(flag, size, &pax, long_name, long_link).map(Some),
            }
        }
    }

    fn entry(
        &mut self,
        flag: Flag,
        size: u64,
        pax: &Pax,
        long_name: bool,
        long_link: bool,
    ) -> Result<Entry, TarError> {
        let header = Header(&self.block);
        let max = self.limits.path_bytes_max;
        if !long_name {
            match pax.sparse_name.as_ref().or(pax.path.as_ref()) {
                Some(path) => keep_text(path, &mut self.path, max),
                None => header.path_into(&mut self.path),
            }
        }
        if !long_link {
            keep_text(
                pax.link.as_deref().unwrap_or(header.link()),
                &mut self.link,
                max,
            );
        }
        let kind = match flag {
            Flag::Entry(kind) => kind,
            Flag::OldFile if self.path.last() == Some(&b'/') => Kind::Folder,
            _ => Kind::File,
        };
        let mut entry = Entry {
            kind,
            size: pax.size.unwrap_or(size),
            mode: header.mode(),
            uid: pax.uid.unwrap_or_else(|| header.uid()),
            gid: pax.gid.unwrap_or_else(|| header.gid()),
            capabilities: pax.capability.as_deref().map_or(0, capabilities::read),
            sparse: pax.sparse || flag == Flag::GnuSparse,
            offset: 0,
        };
        let real_size = pax.sparse_size.or_else(|| header.sparse_size());
        if flag == Flag::GnuSparse {
            self.pass_sparse_map()?;
        }
        // These have no content whatever their size field says.
        let headed = matches!(
            kind,
            Kind::HardLink | Kind::Symlink | Kind::Folder | Kind::Special
        );
        if headed {
            entry.size = 0;
        }
        self.expect_content(entry.size)?;
        entry.offset = self.offset;
        if entry.sparse {
            entry.size = real_size.unwrap_or(entry.size);
        }
        Ok(entry)
    }

    /// Passes over the blocks in which GNU continues the map of a sparse file.
    fn pass_sparse_map(&mut self) -> Result<(), TarError> {
        let mut continues = Header(&self.block).sparse_continues();
        while continues {
            // Every block costs the archive 512 bytes, so its own size bounds this loop.
            self.read_block()?;
            continues = self.block[504] != 0;
        }
        Ok(())
    }

    /// Passes over what is left of the current entry.
    fn finish_entry(&mut self) -> Result<(), TarError> {
        let rest = self.left + self.padding;
        if rest > 0 {
            let result = self.input.pass_over(rest);
            result.map_err(|cause| self.read_error(cause))?;
            self.offset += rest;
            (self.left, self.padding) = (0, 0);
        }
        Ok(())
    }

    fn expect_content(&mut self, size: u64) -> Result<(), TarError> {
        let unit = BLOCK_BYTES as u64;
        let padding = (unit - size % unit) % unit;
        // Sizes near 2^64 would overflow the sums below.
        if size > i64::MAX.unsigned_abs() - self.offset {
            return Err(TarError::Size {
                offset: self.offset - unit,
            });
        }
        (self.left, self.padding) = (size, padding);
        Ok(())
    }

    /// Reads a header and checks it. `false` at the end of the archive: two blocks of zeros, or
    /// nothing more. A single block of zeros is passed over, so that nothing hides behind it.
    fn read_header(&mut self) -> Result<bool, TarError> {
        for _ in 0..2 {
            let start = self.offset;
            match self.input.fill_buf() {
                Ok([]) => return Ok(false),
                Ok(_) => {}
                Err(cause) => return Err(self.read_error(cause)),
            }
            self.read_block()?;
            let header = Header(&self.block);
            if !header.is_zero() {
                if !header.checksum_holds() {
                    return Err(TarError::Checksum { offset: start });
                }
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn read_block(&mut self) -> Result<(), TarError> {
        let result = self.input.read_exact(&mut self.block);
        result.map_err(|cause| self.read_error(cause))?;
        self.offset += BLOCK_BYTES as u64;
        Ok(())
    }

    /// Reads the content of an extended header or long name.
    fn read_special(&mut self, size: u64) -> Result<(), TarError> {
        let max = self.limits.pax_bytes_max;
        if size > max {
            return Err(TarError::ExtendedBytes {
                offset: self.offset,
                bytes: size,
                max,
            });
        }
        self.expect_content(size)?;
        let mut special = std::mem::take(&mut self.special);
        special.clear();
        let result = self.content().read_to_end(&mut special);
        self.special = special;
        result.map_err(|cause| self.read_error(cause))?;
        self.finish_entry()
    }

    /// The content of the current entry.
    pub(crate) fn content(&mut self) -> Content<'_, R> {
        Content(self)
    }

    fn read_error(&self, cause: io::Error) -> TarError {
        let offset = self.offset;
        if cause.kind() == io::ErrorKind::UnexpectedEof {
            return TarError::CutOff { offset };
        }
        TarError::Read { offset, cause }
    }
}

/// The content of one entry. Reading it past the end of the archive is an error.
pub(crate) struct Content<'r, R>(&'r mut TarReader<R>);

impl<R: TarInput> BufRead for Content<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.0.left == 0 {
            return Ok(&[]);
        }
        let most = usize::try_from(self.0.left).unwrap_or(usize::MAX);
        let chunk = self.0.input.fill_buf()?;
        if chunk.is_empty() {
            let cut_off = "the archive is cut off";
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, cut_off));
        }
        Ok(chunk.get(..most).unwrap_or(chunk))
    }

    fn consume(&mut self, bytes: usize) {
        self.0.input.consume(bytes);
        self.0.left -= bytes as u64;
        self.0.offset += bytes as u64;
    }
}

impl<R: TarInput> Read for Content<'_, R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let mut chunk = self.fill_buf()?;
        let length = chunk.read(target)?;
        self.consume(length);
        Ok(length)
    }
}

/// Copies a text up to its first NUL; of one that is too long, one byte more than allowed.
fn keep_text(text: &[u8], target: &mut Vec<u8>, bytes_max: usize) {
    let end = memchr::memchr(0, text)
        .unwrap_or(text.len())
        .min(bytes_max + 1);
    target.clear();
    target.extend_from_slice(text.get(..end).unwrap_or_default());
}
