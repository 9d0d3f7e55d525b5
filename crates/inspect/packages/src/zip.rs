//! A reader of zip archives over bytes (PKWARE APPNOTE 6.3, sections 4.3 and 4.5), as far as Java
//! archives use it: entries stored or deflated, zip64, and data in front of the archive.

use crate::inflate::{InflateError, inflate};

/// LIMIT: entries of one archive. The largest application servers have 60,000.
pub(crate) const ENTRIES_MAX: usize = 200_000;

const END: &[u8] = b"PK\x05\x06";
const END_BYTES: usize = 22;
const END64: &[u8] = b"PK\x06\x06";
const LOCATOR64: &[u8] = b"PK\x06\x07";
const LOCATOR64_BYTES: usize = 20;
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_BYTES: usize = 46;
const LOCAL: &[u8] = b"PK\x03\x04";
const LOCAL_BYTES: usize = 30;
/// The comment behind the end record has at most this length.
const COMMENT_BYTES_MAX: usize = 65_535;

/// Why an archive or an entry cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ZipError {
    /// No end record: another kind of file, or cut short.
    #[error("no zip archive, or it is cut short")]
    End,
    /// The central directory lies outside the file.
    #[error("the central directory lies outside the archive")]
    Directory,
    /// An entry points outside the file or to something else.
    #[error("an entry points to something that is no entry")]
    Entry,
    /// An encrypted entry.
    #[error("an entry is encrypted")]
    Encrypted,
    /// A method of compression that Java does not know.
    #[error("an entry is compressed by method {0}, which is not read")]
    Method(u16),
    /// An entry that does not inflate.
    #[error(transparent)]
    Inflate(#[from] InflateError),
}

/// An archive in memory.
#[derive(Debug)]
pub(crate) struct Archive<'a> {
    file: &'a [u8],
    /// The central directory.
    directory: &'a [u8],
    /// Bytes in front of the archive, by which all its offsets are shifted.
    shift: usize,
    /// How many entries the end record states.
    pub(crate) stated: u64,
}

/// An entry of the central directory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    /// Path in the archive, as written.
    pub(crate) name: &'a [u8],
    method: u16,
    encrypted: bool,
    packed_bytes: u64,
    bytes: u64,
    offset: u64,
}

impl<'a> Archive<'a> {
    /// Finds the central directory.
    pub(crate) fn open(file: &'a [u8]) -> Result<Self, ZipError> {
        let earliest = file.len().saturating_sub(END_BYTES + COMMENT_BYTES_MAX);
        let window = file.get(earliest..).unwrap_or_default();
        let at = memchr::memmem::rfind(window, END).ok_or(ZipError::End)? + earliest;
        let end = file.get(at..at + END_BYTES).ok_or(ZipError::End)?;
        let record = Self::end64(file, at);
        let (directory_end, stated, size, offset) = match record {
            Some(record) => record,
            None => (
                at,
                u64::from(le16(end, 10).ok_or(ZipError::End)?),
                u64::from(le32(end, 12).ok_or(ZipError::End)?),
                u64::from(le32(end, 16).ok_or(ZipError::End)?),
            ),
        };
        // The directory ends where the end record begins, wherever the offsets count from.
        let size = usize::try_from(size).map_err(|_| ZipError::Directory)?;
        let start = directory_end.checked_sub(size).ok_or(ZipError::Directory)?;
        let offset = usize::try_from(offset).map_err(|_| ZipError::Directory)?;
        let shift = start.checked_sub(offset).ok_or(ZipError::Directory)?;
        let directory = file.get(start..directory_end).ok_or(ZipError::Directory)?;
        Ok(Archive {
            file,
            directory,
            shift,
            stated,
        })
    }

    /// The zip64 end record: where it begins, entries, size and offset of the directory.
    fn end64(file: &[u8], end: usize) -> Option<(usize, u64, u64, u64)> {
        let locator = file.get(end.checked_sub(LOCATOR64_BYTES)?..end)?;
        if !locator.starts_with(LOCATOR64) {
            return None;
        }
        // With data in front, the stated place is off; the record is right before its locator.
        let before = end - LOCATOR64_BYTES;
        let stated = usize::try_from(le64(locator, 8)?).ok()?;
        let at = [stated, before.checked_sub(56)?]
            .into_iter()
            .find(|at| file.get(*at..).is_some_and(|rest| rest.starts_with(END64)))?;
        let record = file.get(at..at.checked_add(56)?)?;
        Some((at, le64(record, 32)?, le64(record, 40)?, le64(record, 48)?))
    }

    /// The entries in the order of the directory, at most [`ENTRIES_MAX`].
    pub(crate) fn entries(&self) -> impl Iterator<Item = Entry<'a>> {
        let mut rest = self.directory;
        std::iter::from_fn(move || {
            let (entry, after) = Entry::read(rest)?;
            rest = after;
            Some(entry)
        })
        .take(ENTRIES_MAX)
    }

    /// The content of an entry.
    pub(crate) fn content(
        &self,
        entry: &Entry<'a>,
        bytes_max: usize,
    ) -> Result<std::borrow::Cow<'a, [u8]>, ZipError> {
        if entry.encrypted {
            return Err(ZipError::Encrypted);
        }
        if entry.bytes > bytes_max as u64 {
            return Err(InflateError::Limit(bytes_max).into());
        }
        let packed = self.packed(entry).ok_or(ZipError::Entry)?;
        match entry.method {
            0 => match packed.get(..=bytes_max) {
                Some(_) => Err(InflateError::Limit(bytes_max).into()),
                None => Ok(packed.into()),
            },
            8 => {
                let hint = usize::try_from(entry.bytes).unwrap_or(0);
                Ok(inflate(packed, false, hint, bytes_max)?.into())
            }
            method => Err(ZipError::Method(method)),
        }
    }

    fn packed(&self, entry: &Entry<'a>) -> Option<&'a [u8]> {
        let start = usize::try_from(entry.offset).ok()?;
        let local = self.file.get(start.checked_add(self.shift)?..)?;
        if !local.starts_with(LOCAL) {
            return None;
        }
        let names = usize::from(le16(local, 26)?) + usize::from(le16(local, 28)?);
        let data = local.get(LOCAL_BYTES + names..)?;
        data.get(..usize::try_from(entry.packed_bytes).ok()?)
    }
}

impl<'a> Entry<'a> {
    /// The entry at the start of these bytes, and the bytes behind it.
    fn read(data: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let head = data.get(..ENTRY_BYTES)?;
        if !head.starts_with(ENTRY) {
            return None;
        }
        let (name, rest) = data
            .get(ENTRY_BYTES..)?
            .split_at_checked(usize::from(le16(head, 28)?))?;
        let (extra, rest) = rest.split_at_checked(usize::from(le16(head, 30)?))?;
        let rest = rest.get(usize::from(le16(head, 32)?)..)?;
        let mut entry = Entry {
            name,
            method: le16(head, 10)?,
            encrypted: le16(head, 8)? & 1 != 0,
            packed_bytes: u64::from(le32(head, 20)?),
            bytes: u64::from(le32(head, 24)?),
            offset: u64::from(le32(head, 42)?),
        };
        entry.widen(extra);
        Some((entry, rest))
    }

    /// Takes the sizes that did not fit from the zip64 extra field (4.5.3).
    fn widen(&mut self, mut extra: &[u8]) {
        while let (Some(id), Some(size)) = (le16(extra, 0), le16(extra, 2)) {
            let Some((field, rest)) = extra
                .get(4..)
                .and_then(|data| data.split_at_checked(usize::from(size)))
            else {
                return;
            };
            extra = rest;
            if id != 1 {
                continue;
            }
            let mut at = 0;
            for value in [&mut self.bytes, &mut self.packed_bytes, &mut self.offset] {
                if *value == u64::from(u32::MAX)
                    && let Some(wide) = le64(field, at)
                {
                    *value = wide;
                    at += 8;
                }
            }
        }
    }
}

fn le16(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

fn le32(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

fn le64(data: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    use super::*;

    /// An archive of these files, deflated.
    pub(crate) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut out, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in files {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(content).unwrap();
            let packed = encoder.finish().unwrap();
            // Version, flags, method, time, date, checksum, sizes, length of the name, extra.
            let mut fields = [20_u16, 0, 8, 0, 0, 0, 0].map(u16::to_le_bytes).concat();
            fields.extend_from_slice(&(packed.len() as u32).to_le_bytes());
            fields.extend_from_slice(&(content.len() as u32).to_le_bytes());
            fields.extend_from_slice(&(name.len() as u16).to_le_bytes());
            fields.extend_from_slice(&[0, 0]);
            directory.extend([ENTRY, &[20, 0], &fields, &[0; 10]].concat());
            directory.extend_from_slice(&(out.len() as u32).to_le_bytes());
            directory.extend_from_slice(name.as_bytes());
            out.extend([LOCAL, &fields, name.as_bytes(), &packed].concat());
        }
        let count = (files.len() as u16).to_le_bytes();
        let size = (directory.len() as u32).to_le_bytes();
        let offset = (out.len() as u32).to_le_bytes();
        out.extend(directory);
        out.extend([END, &[0; 4], &count, &count, &size, &offset, &[0, 0]].concat());
        out
    }

    fn read(file: &[u8]) -> Vec<(String, Vec<u8>)> {
        let archive = Archive::open(file).unwrap();
        let entries = archive.entries();
        entries
            .map(|entry| {
                let name = String::from_utf8(entry.name.to_vec()).unwrap();
                (name, archive.content(&entry, 1 << 20).unwrap().into_owned())
            })
            .collect()
    }

    #[test]
    fn files_come_back_also_behind_a_launcher() {
        let file = archive(&[("a.txt", b"one"), ("b/c", &[7; 5000])]);
        let expected = [
            ("a.txt".to_owned(), b"one".to_vec()),
            ("b/c".to_owned(), vec![7; 5000]),
        ];
        assert_eq!(read(&file), expected);
        let launched = [b"#!/bin/sh\nexec java\n".to_vec(), file].concat();
        assert_eq!(read(&launched), expected);
    }

    #[test]
    fn lies_are_errors() {
        let file = archive(&[("a.txt", b"one")]);
        assert!(matches!(Archive::open(b"PK"), Err(ZipError::End)));
        assert!(matches!(
            Archive::open(&file[..file.len() - 1]),
            Err(ZipError::End)
        ));
        let directory = memchr::memmem::find(&file, ENTRY).unwrap();
        let end = memchr::memmem::find(&file, END).unwrap();
        let with = |at: usize, bytes: &[u8]| {
            let mut file = file.clone();
            file[at..at + bytes.len()].copy_from_slice(bytes);
            file
        };
        let lie = with(end + 12, &[0xff; 4]);
        assert!(matches!(Archive::open(&lie), Err(ZipError::Directory)));
        for (at, bytes) in [
            (directory + 42, [0xf0; 4]),
            (directory + 20, [0xf0; 4]),
            (directory + 8, [1, 0, 8, 0]),
            (directory + 8, [0, 0, 99, 0]),
        ] {
            let lie = with(at, &bytes);
            let archive = Archive::open(&lie).unwrap();
            let entry = archive.entries().next().unwrap();
            assert!(archive.content(&entry, 1000).is_err());
        }
    }

    #[test]
    fn a_bomb_ends_at_the_limit_even_if_it_states_a_small_size() {
        let mut file = archive(&[("bomb", &vec![0; 3_000_000])]);
        let directory = memchr::memmem::find(&file, ENTRY).unwrap();
        file[directory + 24..directory + 28].copy_from_slice(&5_u32.to_le_bytes());
        let archive = Archive::open(&file).unwrap();
        let entry = archive.entries().next().unwrap();
        let error = archive.content(&entry, 1_000_000).unwrap_err();
        assert!(matches!(error, ZipError::Inflate(InflateError::Limit(_))));
    }
}
