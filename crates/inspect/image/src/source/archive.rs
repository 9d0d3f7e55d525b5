//! A tar archive on disk as a set of named files: by seeking where it is plain, by inflating where
//! it is compressed. Nothing is ever unpacked to disk.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use seaworthy_facts::clean_path;

use super::files::Files;
use super::stamp;
use crate::cache::Key;
use crate::error::ReadImageError;
use crate::layer::tar::{Kind, TarInput, TarLimits, TarReader};
use crate::layer::{Compression, Hashes, Inflated, chain};
use crate::limits::{LINK_HOPS_MAX, Limits};

/// LIMIT: a compressed archive that inflates to no more than this is kept in memory while it is
/// read, so that it is inflated once. Larger ones are inflated again for what is asked of them.
const WHOLE_BYTES_MAX: u64 = 32 << 20;

enum Member {
    File {
        offset: u64,
        size: u64,
    },
    /// Another member's name. Old archives of Docker link equal layers.
    Link(String),
}

/// What an archive is, by its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ArchiveKind {
    Docker,
    Oci,
}

/// An archive and the index of its members.
pub(super) struct Archive<'a> {
    path: PathBuf,
    file: File,
    limits: &'a Limits,
    compression: Compression,
    members: HashMap<String, Member>,
    /// The inflated bytes of a small compressed archive.
    whole: Option<Vec<u8>>,
    /// Decoders that stand somewhere in a compressed archive: who wants a later member goes on
    /// from there. A thread that reads members in order so inflates the archive once.
    idle: Mutex<Vec<Cursor<'a>>>,
}

struct Cursor<'a> {
    position: u64,
    input: Box<Inflated<'a>>,
}

impl<'a> Archive<'a> {
    /// Opens an archive and lists its members.
    pub(super) fn open(path: &Path, limits: &'a Limits) -> Result<Self, ReadImageError> {
        let failed = |cause| ReadImageError::Open {
            path: path.to_owned(),
            cause,
        };
        let file = File::open(path).map_err(failed)?;
        if !file.metadata().map_err(failed)?.is_file() {
            return Err(failed(io::Error::other("it is no regular file")));
        }
        let mut head = [0; 8];
        let length = file.read_at(&mut head, 0).map_err(failed)?;
        let mut archive = Archive {
            path: path.to_owned(),
            file,
            limits,
            compression: Compression::of(head.get(..length).unwrap_or_default()),
            members: HashMap::new(),
            whole: None,
            idle: Mutex::new(Vec::new()),
        };
        archive.index().map_err(|reason| ReadImageError::Kind {
            path: path.to_owned(),
            kind: "image archive",
            reason,
        })?;
        Ok(archive)
    }

    /// What the members say that it is.
    pub(super) fn kind(&self) -> Option<ArchiveKind> {
        // Newer archives of Docker are both; only `manifest.json` has the tags.
        if self.members.contains_key("manifest.json") {
            Some(ArchiveKind::Docker)
        } else {
            self.members
                .contains_key("oci-layout")
                .then_some(ArchiveKind::Oci)
        }
    }

    /// Lists members. Of an archive that is damaged, those before the damage.
    fn index(&mut self) -> Result<(), String> {
        let limits = TarLimits {
            pax_bytes_max: self.limits.pax_bytes_max,
            path_bytes_max: self.limits.path_bytes_max,
        };
        let members_max = self.limits.archive_members_max;
        let members = if self.compression == Compression::None {
            let buffer = Box::new([0; 4096]);
            let input = Seeking {
                file: &self.file,
                position: 0,
                buffer,
                start: 0,
                end: 0,
            };
            list(TarReader::new(input, limits), members_max)?
        } else {
            self.whole = self.inflate_whole();
            match &self.whole {
                Some(whole) => list(TarReader::new(whole.as_slice(), limits), members_max)?,
                None => {
                    let input = self.inflate().map_err(|error| error.to_string())?;
                    list(TarReader::new(input, limits), members_max)?
                }
            }
        };
        self.members = members;
        Ok(())
    }

    /// All of a small archive that is sound; a damaged one is read as far as it goes, each time.
    fn inflate_whole(&self) -> Option<Vec<u8>> {
        let mut whole = Vec::new();
        let input = self.inflate().ok()?;
        input
            .take(WHOLE_BYTES_MAX + 1)
            .read_to_end(&mut whole)
            .ok()?;
        (whole.len() as u64 <= WHOLE_BYTES_MAX).then_some(whole)
    }

    fn inflate(&self) -> io::Result<Inflated<'a>> {
        let input = At {
            file: self.file.try_clone()?,
            position: 0,
            end: u64::MAX,
        };
        let hashes = Hashes {
            stored: None,
            inflated: None,
        };
        // Archives are inflated at least twice (index, members): no bomb, so it does not count.
        Inflated::new(Box::new(input), hashes, self.limits, None, None)
    }

    /// Place and size of a member, through links.
    fn find(&self, name: &str) -> io::Result<(u64, u64)> {
        let mut name = name;
        for _ in 0..LINK_HOPS_MAX {
            match self.members.get(name) {
                Some(Member::File { offset, size }) => return Ok((*offset, *size)),
                Some(Member::Link(target)) => name = target,
                None => break,
            }
        }
        Err(io::Error::new(
            io::ErrorKind::NotFound,
            "the archive has no such member",
        ))
    }

    fn cursor(&self, offset: u64) -> io::Result<Cursor<'a>> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let best = idle
            .iter()
            .enumerate()
            .filter(|(_, cursor)| cursor.position <= offset)
            .max_by_key(|(_, cursor)| cursor.position)
            .map(|(number, _)| number);
        if let Some(number) = best {
            return Ok(idle.swap_remove(number));
        }
        idle.clear();
        drop(idle);
        Ok(Cursor {
            position: 0,
            input: Box::new(self.inflate()?),
        })
    }
}

impl Files for Archive<'_> {
    fn path(&self) -> &Path {
        &self.path
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        let (offset, size) = self.find(name)?;
        if self.compression == Compression::None {
            let file = self.file.try_clone()?;
            return Ok(Box::new(At {
                file,
                position: offset,
                end: offset + size,
            }));
        }
        if let Some(whole) = &self.whole {
            let clamp = |at: u64| usize::try_from(at).map_or(whole.len(), |at| at.min(whole.len()));
            let part = whole.get(clamp(offset)..clamp(offset.saturating_add(size)));
            return Ok(Box::new(part.unwrap_or_default()));
        }
        let mut cursor = self.cursor(offset)?;
        cursor.input.pass_over(offset - cursor.position)?;
        cursor.position = offset;
        Ok(Box::new(Inside {
            archive: self,
            cursor: Some(cursor),
            left: size,
        }))
    }

    fn size(&self, name: &str) -> io::Result<u64> {
        self.find(name).map(|(_, size)| size)
    }

    fn identity(&self, name: &str) -> Option<Key> {
        let (offset, size) = self.find(name).ok()?;
        let metadata = self.file.metadata().ok()?;
        let stamp = stamp::of(&metadata, SystemTime::now())?;
        Some(stamp.number(offset).number(size).finish())
    }

    fn position(&self, name: &str) -> u64 {
        match self.compression {
            Compression::None => 0,
            _ => self.find(name).map_or(0, |(offset, _)| offset),
        }
    }
}

fn list<R: TarInput>(
    mut tar: TarReader<R>,
    members_max: usize,
) -> Result<HashMap<String, Member>, String> {
    let mut members = HashMap::new();
    loop {
        let entry = match tar.next_entry() {
            Ok(Some(entry)) => entry,
            Ok(None) => return Ok(members),
            Err(error) if members.is_empty() => return Err(chain(&error)),
            Err(_) => return Ok(members),
        };
        let Ok(path) = clean_path(&String::from_utf8_lossy(tar.path())) else {
            continue;
        };
        let member = match entry.kind {
            Kind::File if !entry.sparse => Member::File {
                offset: entry.offset,
                size: entry.size,
            },
            Kind::Symlink => {
                let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                let target = String::from_utf8_lossy(tar.link());
                match clean_path(&format!("{folder}/{target}")) {
                    Ok(target) => Member::Link(target),
                    Err(_) => continue,
                }
            }
            Kind::HardLink => match clean_path(&String::from_utf8_lossy(tar.link())) {
                Ok(target) => Member::Link(target),
                Err(_) => continue,
            },
            _ => continue,
        };
        members.insert(path, member);
        if members.len() > members_max {
            return Err(format!(
                "more members than archive_members_max = {members_max}"
            ));
        }
    }
}

/// A part of a file, read without moving what others see of it.
struct At {
    file: File,
    position: u64,
    end: u64,
}

impl Read for At {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.position).unwrap_or(usize::MAX);
        let most = left.min(target.len());
        let target = target.get_mut(..most).unwrap_or_default();
        let length = self.file.read_at(target, self.position)?;
        self.position += length as u64;
        Ok(length)
    }
}

/// A member of a compressed archive.
struct Inside<'s, 'a> {
    archive: &'s Archive<'a>,
    cursor: Option<Cursor<'a>>,
    left: u64,
}

impl Read for Inside<'_, '_> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let Some(cursor) = &mut self.cursor else {
            return Ok(0);
        };
        let most = target
            .len()
            .min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let length = match cursor
            .input
            .read(target.get_mut(..most).unwrap_or_default())
        {
            Ok(length) => length,
            Err(error) => {
                // A decoder that failed must not serve another member.
                self.cursor = None;
                return Err(error);
            }
        };
        cursor.position += length as u64;
        self.left -= length as u64;
        Ok(length)
    }
}

impl Drop for Inside<'_, '_> {
    fn drop(&mut self) {
        let mut idle = self
            .archive
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        idle.extend(self.cursor.take());
    }
}

/// A plain archive while it is listed: contents are passed over by seeking.
struct Seeking<'f> {
    file: &'f File,
    /// Where the buffer begins in the file, and what of it is not consumed.
    position: u64,
    buffer: Box<[u8; 4096]>,
    start: usize,
    end: usize,
}

impl Read for Seeking<'_> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let mut chunk = self.fill_buf()?;
        let length = chunk.read(target)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Seeking<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.position += self.end as u64;
            (self.start, self.end) = (0, 0);
            self.end = self
                .file
                .read_at(self.buffer.as_mut_slice(), self.position)?;
        }
        Ok(self.buffer.get(self.start..self.end).unwrap_or_default())
    }

    fn consume(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.end);
    }
}

impl TarInput for Seeking<'_> {
    /// A member that the file is too short for is found out when it is read.
    fn pass_over(&mut self, bytes: u64) -> io::Result<()> {
        let buffered = (self.end - self.start) as u64;
        if bytes <= buffered {
            self.start += usize::try_from(bytes).unwrap_or(0);
        } else {
            self.position += self.start as u64 + bytes;
            (self.start, self.end) = (0, 0);
        }
        Ok(())
    }
}
