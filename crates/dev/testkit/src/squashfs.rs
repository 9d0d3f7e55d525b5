//! Squashfs 4.0 and the SIF files around it, as `mksquashfs` and Apptainer write them, in memory.

use std::collections::BTreeMap;
use std::io::Write as _;

/// Bytes of a block of content: the smallest that there may be, so that small files have several.
pub const BLOCK_BYTES: usize = 4096;
/// Bytes of a block of a table.
const TABLE_BYTES: usize = 8192;
/// The number in an inode whose file has no fragment, and in tables that there are none of.
const NONE: u32 = u32::MAX;

/// How blocks are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// As they are, in a file system that says zlib.
    Plain,
    /// Deflated, with a zlib header (RFC 1950).
    Zlib,
    /// zstd (RFC 8878).
    Zstd,
}

enum Entry {
    File(Vec<u8>),
    Link(String),
    Folder,
    /// Another name of a file or folder that comes earlier in the order of paths.
    Same(String),
}

/// A file system in its making.
pub struct Squash {
    stored: Stored,
    entries: BTreeMap<String, (u16, Entry)>,
}

impl Squash {
    /// An empty one.
    #[must_use]
    pub fn new(stored: Stored) -> Self {
        Squash {
            stored,
            entries: BTreeMap::new(),
        }
    }

    /// Adds a file with its folders.
    #[must_use]
    pub fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.file_mode(path, content, 0o644)
    }

    /// The same with permission bits.
    #[must_use]
    pub fn file_mode(self, path: &str, content: impl AsRef<[u8]>, mode: u16) -> Self {
        self.add(path, mode, Entry::File(content.as_ref().to_vec()))
    }

    /// Adds a symbolic link.
    #[must_use]
    pub fn link(self, path: &str, target: &str) -> Self {
        self.add(path, 0o777, Entry::Link(target.to_owned()))
    }

    /// Adds another name of what lies at `of`; `""` is the root.
    #[must_use]
    pub fn same(self, path: &str, of: &str) -> Self {
        self.add(path, 0, Entry::Same(of.to_owned()))
    }

    fn add(mut self, path: &str, mode: u16, entry: Entry) -> Self {
        for (at, _) in path.match_indices('/') {
            let folder = path[..at].to_owned();
            self.entries.entry(folder).or_insert((0o755, Entry::Folder));
        }
        self.entries.insert(path.to_owned(), (mode, entry));
        self
    }

    /// The file system.
    #[must_use]
    pub fn bytes(self) -> Vec<u8> {
        let mut writer = Writer {
            stored: self.stored,
            bytes: vec![0; 96],
            inodes: Table::new(self.stored),
            folders: Table::new(self.stored),
            fragments: Vec::new(),
            written: BTreeMap::new(),
            number: 0,
        };
        // What lies deeper comes first: a folder needs to know the inodes of its names.
        let root = writer.folder("", &self.entries, 0o755);
        writer.finish(root)
    }
}

struct Writer {
    stored: Stored,
    bytes: Vec<u8>,
    inodes: Table,
    folders: Table,
    /// Place and size of each block of fragments.
    fragments: Vec<(u64, u32)>,
    written: BTreeMap<String, (u64, u16)>,
    number: u32,
}

impl Writer {
    /// Writes a folder and what is in it; the place of its inode.
    fn folder(&mut self, path: &str, all: &BTreeMap<String, (u16, Entry)>, mode: u16) -> u64 {
        let prefix = if path.is_empty() {
            String::new()
        } else {
            format!("{path}/")
        };
        let inside = all.iter().filter(|(name, _)| {
            let rest = name.strip_prefix(&prefix);
            rest.is_some_and(|rest| !rest.is_empty() && !rest.contains('/'))
        });
        let mut names = Vec::new();
        for (name, (mode, entry)) in inside {
            let (place, kind) = match entry {
                Entry::File(content) => (self.file(content, *mode), 2),
                Entry::Link(target) => (self.symlink(target), 3),
                Entry::Folder => (self.folder(name, all, *mode), 1),
                // The root has no inode before all else has; 0 is the first inode that there is.
                Entry::Same(of) => self.written.get(of).copied().unwrap_or((0, 1)),
            };
            self.written.insert(name.clone(), (place, kind));
            names.push((name[prefix.len()..].to_owned(), place, kind));
        }
        let listed = self.folders.place();
        let mut listing = Vec::new();
        for (name, place, kind) in &names {
            // A run of one name each: allowed, if wasteful.
            listing.extend(0_u32.to_le_bytes());
            listing.extend(((place >> 16) as u32).to_le_bytes());
            listing.extend(1_u32.to_le_bytes());
            listing.extend(((place & 0xffff) as u16).to_le_bytes());
            listing.extend(0_u16.to_le_bytes());
            listing.extend(kind.to_le_bytes());
            listing.extend((name.len() as u16 - 1).to_le_bytes());
            listing.extend(name.as_bytes());
        }
        self.folders.write(&listing);
        let mut body = Vec::new();
        body.extend(2_u32.to_le_bytes());
        body.extend((listing.len() as u32 + 3).to_le_bytes());
        body.extend(((listed >> 16) as u32).to_le_bytes());
        body.extend(1_u32.to_le_bytes());
        body.extend(0_u16.to_le_bytes());
        body.extend(((listed & 0xffff) as u16).to_le_bytes());
        body.extend(NONE.to_le_bytes());
        self.inode(8, mode, &body)
    }

    fn file(&mut self, content: &[u8], mode: u16) -> u64 {
        let start = self.bytes.len() as u64;
        let whole = content.len() / BLOCK_BYTES * BLOCK_BYTES;
        let (blocks, rest) = content.split_at(whole);
        let mut sizes = Vec::new();
        for block in blocks.chunks(BLOCK_BYTES) {
            // Zeros are a hole.
            let size = if block.iter().all(|byte| *byte == 0) {
                0
            } else {
                self.block(block)
            };
            sizes.extend(size.to_le_bytes());
        }
        let mut fragment = NONE;
        if !rest.is_empty() {
            fragment = self.fragments.len() as u32;
            let place = self.bytes.len() as u64;
            let size = self.block(rest);
            self.fragments.push((place, size));
        }
        let mut body = Vec::new();
        body.extend((start as u32).to_le_bytes());
        body.extend(fragment.to_le_bytes());
        body.extend(0_u32.to_le_bytes());
        body.extend((content.len() as u32).to_le_bytes());
        body.extend(sizes);
        self.inode(2, mode, &body)
    }

    fn symlink(&mut self, target: &str) -> u64 {
        let mut body = 1_u32.to_le_bytes().to_vec();
        body.extend((target.len() as u32).to_le_bytes());
        body.extend(target.as_bytes());
        self.inode(3, 0o777, &body)
    }

    fn inode(&mut self, kind: u16, mode: u16, body: &[u8]) -> u64 {
        self.number += 1;
        let place = self.inodes.place();
        let mut inode = Vec::new();
        for field in [kind, mode, 0, 0] {
            inode.extend(field.to_le_bytes());
        }
        inode.extend(0_u32.to_le_bytes());
        inode.extend(self.number.to_le_bytes());
        inode.extend(body);
        self.inodes.write(&inode);
        place
    }

    /// Writes a block of content; its size as inodes state it.
    fn block(&mut self, content: &[u8]) -> u32 {
        let (bytes, plain) = pack(self.stored, content);
        self.bytes.extend(&bytes);
        bytes.len() as u32 | if plain { 0x0100_0000 } else { 0 }
    }

    fn finish(mut self, root: u64) -> Vec<u8> {
        let inode_table = self.bytes.len() as u64;
        let inodes = std::mem::replace(&mut self.inodes, Table::new(self.stored));
        self.bytes.extend(inodes.finish());
        let folder_table = self.bytes.len() as u64;
        let folders = std::mem::replace(&mut self.folders, Table::new(self.stored));
        self.bytes.extend(folders.finish());
        let mut entries = Vec::new();
        for (place, size) in &self.fragments {
            entries.extend(place.to_le_bytes());
            entries.extend(size.to_le_bytes());
            entries.extend(0_u32.to_le_bytes());
        }
        let fragment_table = self.listed(&entries);
        let owner_table = self.listed(&0_u32.to_le_bytes());
        let used = self.bytes.len() as u64;
        let mut head = Vec::new();
        let fragments = self.fragments.len() as u32;
        for field in [0x7371_7368, self.number, 0, BLOCK_BYTES as u32, fragments] {
            head.extend(field.to_le_bytes());
        }
        let compression = if self.stored == Stored::Zstd { 6 } else { 1 };
        for field in [compression, 12_u16, 0, 1, 4, 0] {
            head.extend(field.to_le_bytes());
        }
        let none = u64::MAX;
        for field in [
            root,
            used,
            owner_table,
            none,
            inode_table,
            folder_table,
            fragment_table,
            none,
        ] {
            head.extend(field.to_le_bytes());
        }
        self.bytes[..96].copy_from_slice(&head);
        self.bytes
    }

    /// Writes a table and the list of its blocks; the place of the list.
    fn listed(&mut self, entries: &[u8]) -> u64 {
        let mut places = Vec::new();
        for block in entries.chunks(TABLE_BYTES) {
            places.extend((self.bytes.len() as u64).to_le_bytes());
            let mut table = Table::new(self.stored);
            table.write(block);
            self.bytes.extend(table.finish());
        }
        let list = self.bytes.len() as u64;
        self.bytes.extend(places);
        list
    }
}

/// A table of blocks.
struct Table {
    stored: Stored,
    done: Vec<u8>,
    open: Vec<u8>,
}

impl Table {
    fn new(stored: Stored) -> Self {
        Table {
            stored,
            done: Vec::new(),
            open: Vec::new(),
        }
    }

    fn place(&self) -> u64 {
        (self.done.len() as u64) << 16 | self.open.len() as u64
    }

    fn write(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let length = bytes.len().min(TABLE_BYTES - self.open.len());
            let (now, later) = bytes.split_at(length);
            self.open.extend(now);
            bytes = later;
            if self.open.len() == TABLE_BYTES {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        let (bytes, plain) = pack(self.stored, &std::mem::take(&mut self.open));
        let head = bytes.len() as u16 | if plain { 0x8000 } else { 0 };
        self.done.extend(head.to_le_bytes());
        self.done.extend(bytes);
    }

    fn finish(mut self) -> Vec<u8> {
        if !self.open.is_empty() {
            self.close();
        }
        self.done
    }
}

/// The block as stored, and whether it is stored as it is, since it would not shrink.
fn pack(stored: Stored, bytes: &[u8]) -> (Vec<u8>, bool) {
    let packed = match stored {
        Stored::Plain => bytes.to_vec(),
        Stored::Zlib => {
            let level = flate2::Compression::default();
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), level);
            let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
            written.unwrap_or_default()
        }
        Stored::Zstd => zstd::bulk::compress(bytes, 3).unwrap_or_default(),
    };
    if packed.is_empty() || packed.len() >= bytes.len() {
        (bytes.to_vec(), true)
    } else {
        (packed, false)
    }
}

/// A data object of a SIF.
pub struct SifObject {
    /// What it is: `0x4004` is a partition.
    pub kind: u32,
    /// The file system of a partition: 1 is squashfs.
    pub system: u32,
    /// The kind of a partition: 2 is the root file system.
    pub part: u32,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl SifObject {
    /// The root file system.
    #[must_use]
    pub fn root(bytes: Vec<u8>) -> Self {
        SifObject {
            kind: 0x4004,
            system: 1,
            part: 2,
            bytes,
        }
    }
}

/// A SIF for amd64 with these objects.
#[must_use]
pub fn sif(objects: &[SifObject]) -> Vec<u8> {
    let list_at = 128_u64;
    let data_at = list_at + 585 * objects.len() as u64;
    let data_bytes: usize = objects.iter().map(|object| object.bytes.len()).sum();
    let mut bytes = b"#!/usr/bin/env run-singularity\n\0SIF_MAGIC\x0001\x0002\0".to_vec();
    bytes.extend([7; 16]);
    let count = objects.len() as u64;
    for field in [
        0,
        0,
        0,
        count,
        list_at,
        585 * count,
        data_at,
        data_bytes as u64,
    ] {
        bytes.extend(field.to_le_bytes());
    }
    let mut at = data_at;
    for (number, object) in objects.iter().enumerate() {
        let mut described = object.kind.to_le_bytes().to_vec();
        described.push(1);
        for field in [number as u32 + 1, 0xf000_0001, 0] {
            described.extend(field.to_le_bytes());
        }
        let size = object.bytes.len() as u64;
        for field in [at, size, size, 0, 0, 0, 0] {
            described.extend(field.to_le_bytes());
        }
        described.resize(201, 0);
        described.extend(object.system.to_le_bytes());
        described.extend(object.part.to_le_bytes());
        described.extend(b"02\0");
        described.resize(585, 0);
        bytes.extend(described);
        at += size;
    }
    for object in objects {
        bytes.extend(&object.bytes);
    }
    bytes
}
