//! Inodes of a squashfs: what a name in it stands for.

use std::io;

use super::block::Cursor;
use super::{Fields, NO_FRAGMENT, Squashfs, broken};

/// LIMIT: `PATH_MAX` of Linux, as for every path.
const LINK_BYTES_MAX: u32 = crate::limits::PATH_BYTES_MAX as u32;

/// What a name stands for.
pub(super) struct Inode {
    /// Permission bits and setuid, setgid, sticky.
    pub(super) mode: u32,
    pub(super) uid: u32,
    pub(super) gid: u32,
    pub(super) kind: InodeKind,
}

/// Its kind.
pub(super) enum InodeKind {
    /// A folder: where its names stand.
    Folder { block: u32, offset: u16, bytes: u32 },
    /// A regular file.
    File(FileInode),
    /// A symbolic link with its target.
    Link(Vec<u8>),
    /// A device, a pipe or a socket.
    Special,
}

/// A regular file: where its content stands.
pub(super) struct FileInode {
    /// Size in bytes.
    pub(super) bytes: u64,
    /// Place of its first block.
    pub(super) start: u64,
    pub(super) fragment: Option<(u32, u32)>,
    /// Where the sizes of its blocks stand.
    pub(super) sizes: Cursor,
}

impl Squashfs<'_> {
    /// Reads an inode.
    pub(super) fn inode(&mut self, place: u64) -> io::Result<Inode> {
        let at = self.inode_table.checked_add(place >> 16);
        let at = at.ok_or_else(|| broken("an inode behind the end"))?;
        let mut cursor = Cursor::new(at, (place & 0xffff) as usize);
        let mut head = [0; 16];
        cursor.read(&mut self.blocks, &mut head)?;
        let mut fields = Fields(&head);
        let kind = fields.u16()?;
        let mode = u32::from(fields.u16()? & 0o7777);
        let (uid, gid) = (fields.u16()?, fields.u16()?);
        let kind = match kind {
            1 => self.folder(&mut cursor)?,
            2 => self.file(cursor)?,
            8 => self.extended_folder(&mut cursor)?,
            9 => self.extended_file(cursor)?,
            3 | 10 => self.link(&mut cursor)?,
            4..=7 | 11..=14 => InodeKind::Special,
            _ => return Err(broken("an inode of an unknown kind")),
        };
        Ok(Inode {
            mode,
            uid: self.owner(uid)?,
            gid: self.owner(gid)?,
            kind,
        })
    }

    fn folder(&mut self, cursor: &mut Cursor) -> io::Result<InodeKind> {
        let mut body = [0; 16];
        cursor.read(&mut self.blocks, &mut body)?;
        let mut fields = Fields(&body);
        let block = fields.u32()?;
        let _links = fields.u32()?;
        let bytes = u32::from(fields.u16()?);
        let offset = fields.u16()?;
        Ok(InodeKind::Folder {
            block,
            offset,
            bytes,
        })
    }

    fn extended_folder(&mut self, cursor: &mut Cursor) -> io::Result<InodeKind> {
        let mut body = [0; 24];
        cursor.read(&mut self.blocks, &mut body)?;
        let mut fields = Fields(&body);
        let _links = fields.u32()?;
        let bytes = fields.u32()?;
        let block = fields.u32()?;
        let _parent = fields.u32()?;
        let _indexes = fields.u16()?;
        let offset = fields.u16()?;
        Ok(InodeKind::Folder {
            block,
            offset,
            bytes,
        })
    }

    fn file(&mut self, mut cursor: Cursor) -> io::Result<InodeKind> {
        let mut body = [0; 16];
        cursor.read(&mut self.blocks, &mut body)?;
        let mut fields = Fields(&body);
        let start = u64::from(fields.u32()?);
        let fragment = (fields.u32()?, fields.u32()?);
        Ok(InodeKind::File(FileInode {
            bytes: u64::from(fields.u32()?),
            start,
            fragment: (fragment.0 != NO_FRAGMENT).then_some(fragment),
            sizes: cursor,
        }))
    }

    fn extended_file(&mut self, mut cursor: Cursor) -> io::Result<InodeKind> {
        let mut body = [0; 40];
        cursor.read(&mut self.blocks, &mut body)?;
        let mut fields = Fields(&body);
        let start = fields.u64()?;
        let bytes = fields.u64()?;
        let _sparse = fields.u64()?;
        let _links = fields.u32()?;
        let fragment = (fields.u32()?, fields.u32()?);
        Ok(InodeKind::File(FileInode {
            bytes,
            start,
            fragment: (fragment.0 != NO_FRAGMENT).then_some(fragment),
            sizes: cursor,
        }))
    }

    fn link(&mut self, cursor: &mut Cursor) -> io::Result<InodeKind> {
        let mut body = [0; 8];
        cursor.read(&mut self.blocks, &mut body)?;
        let mut fields = Fields(&body);
        let _links = fields.u32()?;
        let length = fields.u32()?;
        if length > LINK_BYTES_MAX {
            return Err(broken("a link whose target is longer than a path may be"));
        }
        let mut target = vec![0; length as usize];
        cursor.read(&mut self.blocks, &mut target)?;
        Ok(InodeKind::Link(target))
    }
}
