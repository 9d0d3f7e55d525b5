//! Parts of ELF files (System V ABI, chapter 4) that cataloguers read, from whole files and
//! streams.

use std::ops::Range;

use object::{Object, ObjectSection, ObjectSegment};

/// The bytes of a named section.
pub(crate) fn section<'a>(file: &object::File<'a>, name: &str) -> Option<&'a [u8]> {
    file.section_by_name(name)?.data().ok()
}

/// The bytes from this address to the end of what its segment has in the file.
pub(crate) fn at_address<'a>(file: &object::File<'a>, address: u64) -> Option<&'a [u8]> {
    file.segments().find_map(|segment| {
        let start = address.checked_sub(segment.address())?;
        let data = segment.data().ok()?;
        data.get(usize::try_from(start).ok()?..)
    })
}

/// Whether the first bytes are those of an executable or shared object; not of an object file or
/// kernel module, which no cataloguer reads.
pub(crate) fn is_linked(head: &[u8]) -> bool {
    match head {
        [0x7f, b'E', b'L', b'F', _, order, ..] => {
            let kind = match (head.get(16), head.get(17), order) {
                (Some(low), Some(high), 1) => u16::from_le_bytes([*low, *high]),
                (Some(high), Some(low), 2) => u16::from_be_bytes([*high, *low]),
                _ => 0,
            };
            matches!(kind, 2 | 3)
        }
        _ => false,
    }
}

/// Why a section of a streamed file was not found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Absent {
    /// The section table says that there is none, or there is no table.
    Stated,
    /// The section table, or the names of sections, are not among the bytes that were kept.
    Unseen,
}

/// Where a named section lies, when only the header and the end of a file are at hand.
///
/// `tail` is the end of the file and begins at `tail_offset`.
pub(crate) fn section_range(
    header: &[u8],
    tail: &[u8],
    tail_offset: u64,
    name: &[u8],
) -> Result<Range<u64>, Absent> {
    let fields = Fields::of(header).ok_or(Absent::Stated)?;
    let table = fields.table_offset(header).unwrap_or(0);
    let (entry_bytes, count, names) = fields.table_shape(header).ok_or(Absent::Stated)?;
    if table == 0 || count == 0 {
        return Err(Absent::Stated);
    }
    let window = |range: Range<u64>| -> Option<&[u8]> {
        let start = usize::try_from(range.start.checked_sub(tail_offset)?).ok()?;
        let end = usize::try_from(range.end.checked_sub(tail_offset)?).ok()?;
        tail.get(start..end)
    };
    let entry = |index: u64| -> Option<&[u8]> {
        let start = table.checked_add(index.checked_mul(entry_bytes)?)?;
        window(start..start.checked_add(entry_bytes)?)
    };
    let strings = entry(names)
        .and_then(|entry| fields.entry_range(entry))
        .and_then(window)
        .ok_or(Absent::Unseen)?;
    for index in 0..count {
        let entry = entry(index).ok_or(Absent::Unseen)?;
        let start = fields.u32(entry, 0).and_then(|at| usize::try_from(at).ok());
        let text = start.and_then(|start| strings.get(start..));
        let is_it = text
            .and_then(|text| text.strip_prefix(name))
            .is_some_and(|rest| rest.first() == Some(&0));
        if is_it {
            return fields.entry_range(entry).ok_or(Absent::Unseen);
        }
    }
    Err(Absent::Stated)
}

/// How wide and in which order the fields of a file are.
struct Fields {
    wide: bool,
    big: bool,
}

impl Fields {
    fn of(header: &[u8]) -> Option<Self> {
        match (header.get(4)?, header.get(5)?) {
            (class @ (1 | 2), order @ (1 | 2)) => Some(Fields {
                wide: *class == 2,
                big: *order == 2,
            }),
            _ => None,
        }
    }

    fn u16(&self, data: &[u8], at: usize) -> Option<u64> {
        let bytes = *data.get(at..)?.first_chunk::<2>()?;
        let value = if self.big {
            u16::from_be_bytes(bytes)
        } else {
            u16::from_le_bytes(bytes)
        };
        Some(u64::from(value))
    }

    fn u32(&self, data: &[u8], at: usize) -> Option<u64> {
        let bytes = *data.get(at..)?.first_chunk::<4>()?;
        let value = if self.big {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        };
        Some(u64::from(value))
    }

    fn u64(&self, data: &[u8], at: usize) -> Option<u64> {
        let bytes = *data.get(at..)?.first_chunk::<8>()?;
        Some(if self.big {
            u64::from_be_bytes(bytes)
        } else {
            u64::from_le_bytes(bytes)
        })
    }

    /// `e_shoff`.
    fn table_offset(&self, header: &[u8]) -> Option<u64> {
        if self.wide {
            self.u64(header, 0x28)
        } else {
            self.u32(header, 0x20)
        }
    }

    /// `e_shentsize`, `e_shnum`, `e_shstrndx`.
    fn table_shape(&self, header: &[u8]) -> Option<(u64, u64, u64)> {
        let at = if self.wide { 0x3a } else { 0x2e };
        Some((
            self.u16(header, at)?,
            self.u16(header, at + 2)?,
            self.u16(header, at + 4)?,
        ))
    }

    /// `sh_offset` and `sh_size` of a section header.
    fn entry_range(&self, entry: &[u8]) -> Option<Range<u64>> {
        let (start, size) = if self.wide {
            (self.u64(entry, 0x18)?, self.u64(entry, 0x20)?)
        } else {
            (self.u32(entry, 0x10)?, self.u32(entry, 0x14)?)
        };
        Some(start..start.checked_add(size)?)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An ELF64 little-endian executable with one loadable segment that holds the whole file at
    /// address 0x400000, and these sections.
    pub(crate) fn elf(sections: &[(&str, &[u8])]) -> Vec<u8> {
        let mut file = vec![0_u8; 64 + 56];
        let mut names = vec![0_u8];
        let mut headers = vec![vec![0_u8; 64]];
        let all = sections
            .iter()
            .copied()
            .map(|(name, data)| (name, 1_u32, data));
        let mut add =
            |file: &mut Vec<u8>, names: &mut Vec<u8>, name: &str, kind: u32, data: &[u8]| {
                while !file.len().is_multiple_of(16) {
                    file.push(0);
                }
                let mut header = vec![0_u8; 64];
                header[0..4].copy_from_slice(&(names.len() as u32).to_le_bytes());
                header[4..8].copy_from_slice(&kind.to_le_bytes());
                header[0x10..0x18].copy_from_slice(&(0x40_0000 + file.len() as u64).to_le_bytes());
                header[0x18..0x20].copy_from_slice(&(file.len() as u64).to_le_bytes());
                header[0x20..0x28].copy_from_slice(&(data.len() as u64).to_le_bytes());
                names.extend_from_slice(name.as_bytes());
                names.push(0);
                file.extend_from_slice(data);
                headers.push(header);
            };
        for (name, kind, data) in all {
            add(&mut file, &mut names, name, kind, data);
        }
        let mut all_names = names.clone();
        all_names.extend_from_slice(b".shstrtab\0");
        add(&mut file, &mut names, ".shstrtab", 3, &all_names);
        let table = file.len() as u64;
        let count = headers.len() as u16;
        for header in headers {
            file.extend_from_slice(&header);
        }
        file[..8].copy_from_slice(&[0x7f, b'E', b'L', b'F', 2, 1, 1, 0]);
        file[16..18].copy_from_slice(&2_u16.to_le_bytes());
        file[18..20].copy_from_slice(&62_u16.to_le_bytes());
        file[20..24].copy_from_slice(&1_u32.to_le_bytes());
        file[0x20..0x28].copy_from_slice(&64_u64.to_le_bytes());
        file[0x28..0x30].copy_from_slice(&table.to_le_bytes());
        file[0x34..0x36].copy_from_slice(&64_u16.to_le_bytes());
        file[0x36..0x38].copy_from_slice(&56_u16.to_le_bytes());
        file[0x38..0x3a].copy_from_slice(&1_u16.to_le_bytes());
        file[0x3a..0x3c].copy_from_slice(&64_u16.to_le_bytes());
        file[0x3c..0x3e].copy_from_slice(&count.to_le_bytes());
        file[0x3e..0x40].copy_from_slice(&(count - 1).to_le_bytes());
        let size = file.len() as u64;
        file[64..68].copy_from_slice(&1_u32.to_le_bytes());
        file[68..72].copy_from_slice(&6_u32.to_le_bytes());
        file[80..88].copy_from_slice(&0x40_0000_u64.to_le_bytes());
        file[96..104].copy_from_slice(&size.to_le_bytes());
        file[104..112].copy_from_slice(&size.to_le_bytes());
        file
    }

    #[test]
    fn a_section_is_found_in_whole_files_and_from_their_end() {
        let data = elf(&[(".text", b"code"), (".dep-v0", b"payload")]);
        assert!(is_linked(&data));
        let file = object::File::parse(&*data).unwrap();
        assert_eq!(section(&file, ".dep-v0"), Some(&b"payload"[..]));
        assert_eq!(section(&file, ".dep"), None);
        let range = section_range(&data[..64], &data, 0, b".dep-v0").unwrap();
        assert_eq!(&data[range.start as usize..range.end as usize], b"payload");
        assert_eq!(
            at_address(&file, 0x40_0000 + range.start).unwrap()[..7],
            *b"payload"
        );
        let half = data.len() - 100;
        let cut = section_range(&data[..64], &data[half..], half as u64, b".dep-v0");
        assert_eq!(cut, Err(Absent::Unseen));
        assert_eq!(
            section_range(&data[..64], &data, 0, b".none"),
            Err(Absent::Stated)
        );
    }

    #[test]
    fn object_files_and_other_files_are_not_linked() {
        let mut data = elf(&[]);
        data[16] = 1;
        assert!(!is_linked(&data));
        assert!(!is_linked(b"\x7fELF"));
        assert!(!is_linked(b"#!/bin/sh"));
    }
}
