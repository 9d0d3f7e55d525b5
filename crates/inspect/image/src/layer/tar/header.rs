//! One 512-byte header block and the numbers in it.

/// Size of a header and unit of padding.
pub(crate) const BLOCK_BYTES: usize = 512;

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A regular file.
    File,
    /// A hard link.
    HardLink,
    /// A symbolic link.
    Symlink,
    /// A folder.
    Folder,
    /// A device or a named pipe.
    Special,
    /// Some form that engines do not unpack either.
    Other,
}

/// The type flag, before extended headers are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flag {
    Entry(Kind),
    /// A regular file of the old form, in which a name with a slash at its end is a folder.
    OldFile,
    GnuSparse,
    Pax,
    GlobalPax,
    GnuLongName,
    GnuLongLink,
}

/// A header block.
pub(super) struct Header<'a>(pub(super) &'a [u8; BLOCK_BYTES]);

impl Header<'_> {
    /// Whether the block is all zeros: half of the end mark.
    pub(super) fn is_zero(&self) -> bool {
        self.0.iter().all(|byte| *byte == 0)
    }

    /// Whether the check sum holds, as a sum of unsigned or, by old writers, of signed bytes.
    pub(super) fn checksum_holds(&self) -> bool {
        let Some(stated) = number(self.field(148, 8)) else {
            return false;
        };
        let (mut unsigned, mut signed) = (0_i64, 0_i64);
        for (at, byte) in self.0.iter().enumerate() {
            let byte = if (148..156).contains(&at) {
                b' '
            } else {
                *byte
            };
            unsigned += i64::from(byte);
            signed += i64::from(byte.cast_signed());
        }
        let stated = i64::try_from(stated).unwrap_or(-1);
        stated == unsigned || stated == signed
    }

    pub(super) fn flag(&self) -> Flag {
        match self.0[156] {
            b'0' | b'7' => Flag::Entry(Kind::File),
            0 => Flag::OldFile,
            b'1' => Flag::Entry(Kind::HardLink),
            b'2' => Flag::Entry(Kind::Symlink),
            b'3' | b'4' | b'6' => Flag::Entry(Kind::Special),
            b'5' => Flag::Entry(Kind::Folder),
            b'S' => Flag::GnuSparse,
            b'x' | b'X' => Flag::Pax,
            b'g' => Flag::GlobalPax,
            b'L' => Flag::GnuLongName,
            b'K' => Flag::GnuLongLink,
            _ => Flag::Entry(Kind::Other),
        }
    }

    pub(super) fn size(&self) -> Option<u64> {
        number(self.field(124, 12))
    }

    /// Permission bits with setuid, setgid and sticky. An unreadable mode is no mode.
    pub(super) fn mode(&self) -> u32 {
        let mode = number(self.field(100, 8)).unwrap_or(0) & 0o7777;
        u32::try_from(mode).unwrap_or(0)
    }

    pub(super) fn uid(&self) -> u32 {
        number(self.field(108, 8))
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(u32::MAX)
    }

    pub(super) fn gid(&self) -> u32 {
        number(self.field(116, 8))
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(u32::MAX)
    }

    pub(super) fn link(&self) -> &[u8] {
        text(self.field(157, 100))
    }

    /// Writes the path: prefix and name of a POSIX header, the name alone otherwise. GNU headers
    /// keep other things where POSIX has the prefix.
    pub(super) fn path_into(&self, path: &mut Vec<u8>) {
        path.clear();
        let posix = self.field(257, 6) == b"ustar\0";
        let prefix = text(self.field(345, 155));
        if posix && !prefix.is_empty() {
            path.extend_from_slice(prefix);
            path.push(b'/');
        }
        path.extend_from_slice(text(self.field(0, 100)));
    }

    /// GNU sparse: whether another block of the map follows.
    pub(super) fn sparse_continues(&self) -> bool {
        self.0[482] != 0
    }

    /// GNU sparse: the size of the file with its holes.
    pub(super) fn sparse_size(&self) -> Option<u64> {
        number(self.field(483, 12))
    }

    fn field(&self, start: usize, length: usize) -> &[u8] {
        self.0.get(start..start + length).unwrap_or_default()
    }
}

/// A text that ends at its first NUL or with its field.
fn text(field: &[u8]) -> &[u8] {
    let end = memchr::memchr(0, field).unwrap_or(field.len());
    field.get(..end).unwrap_or_default()
}

/// A number: octal digits between spaces and NULs, or base 256 where the first bit is set (GNU).
/// `None` where it is neither, negative, or larger than 64 bits.
pub(super) fn number(field: &[u8]) -> Option<u64> {
    let (first, rest) = field.split_first()?;
    if first & 0x80 != 0 {
        // The second bit is the sign.
        if first & 0x40 != 0 {
            return None;
        }
        return rest
            .iter()
            .try_fold(u64::from(first & 0x3f), |value, byte| {
                value.checked_mul(256)?.checked_add(u64::from(*byte))
            });
    }
    let digits = field.trim_ascii_start();
    let end = digits
        .iter()
        .position(|c| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    let (digits, rest) = digits.split_at(end);
    if !rest.iter().all(|c| matches!(c, 0 | b' ')) {
        return None;
    }
    digits.iter().try_fold(0_u64, |value, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit < 8).then_some(())?;
        value.checked_mul(8)?.checked_add(u64::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_octal_or_base_256() {
        assert_eq!(number(b"0000644\0"), Some(0o644));
        assert_eq!(number(b"   644 \0"), Some(0o644));
        assert_eq!(number(b"\0\0\0\0"), Some(0));
        assert_eq!(number(b"77777777777\0"), Some(0o77_777_777_777));
        assert_eq!(
            number(&[0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]),
            Some(2 << 32)
        );
    }

    #[test]
    fn what_is_no_number_is_none() {
        assert_eq!(number(b""), None);
        assert_eq!(number(b"0000689\0"), None);
        assert_eq!(number(b"64x4\0"), None);
        assert_eq!(number(&[0xff; 12]), None);
        assert_eq!(number(&[0xbf; 12]), None);
    }
}
