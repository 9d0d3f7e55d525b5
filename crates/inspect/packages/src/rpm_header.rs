//! A reader of rpm headers as the rpm database keeps them (rpm documentation, "RPM V4 Package
//! format", header section, without the magic number that files have in front).

/// LIMIT: entries of a header; real ones have fewer than 200.
const ENTRIES_MAX: usize = 10_000;
/// LIMIT: elements of an array that are read; the kernel's documentation has 60,000 files.
const ELEMENTS_MAX: usize = 500_000;

/// The tags that are read (rpmtag.h of rpm).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Tag {
    /// `RPMTAG_NAME`
    Name = 1000,
    /// `RPMTAG_VERSION`
    Version = 1001,
    /// `RPMTAG_RELEASE`
    Release = 1002,
    /// `RPMTAG_EPOCH`
    Epoch = 1003,
    /// `RPMTAG_VENDOR`
    Vendor = 1011,
    /// `RPMTAG_LICENSE`
    Licence = 1014,
    /// `RPMTAG_ARCH`
    Arch = 1022,
    /// `RPMTAG_OLDFILENAMES`
    OldFileNames = 1027,
    /// `RPMTAG_SOURCERPM`
    SourceRpm = 1044,
    /// `RPMTAG_REQUIRENAME`
    RequireName = 1049,
    /// `RPMTAG_CHANGELOGNAME`
    ChangelogName = 1081,
    /// `RPMTAG_CHANGELOGTEXT`
    ChangelogText = 1082,
    /// `RPMTAG_DIRINDEXES`
    DirIndexes = 1116,
    /// `RPMTAG_BASENAMES`
    BaseNames = 1117,
    /// `RPMTAG_DIRNAMES`
    DirNames = 1118,
    /// `RPMTAG_MODULARITYLABEL`
    ModularityLabel = 5096,
}

const INT32: u32 = 4;
const STRING: u32 = 6;
const STRING_ARRAY: u32 = 8;
const I18N_STRING: u32 = 9;

/// Why bytes are no header.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum HeaderError {
    /// Its index and data do not fit into the bytes.
    #[error("the header is longer than its row")]
    Size,
    /// More entries than any header has.
    #[error("the header has more than {ENTRIES_MAX} entries")]
    Entries,
}

/// A header in memory.
#[derive(Debug)]
pub(crate) struct Header<'a> {
    index: &'a [u8],
    data: &'a [u8],
}

impl<'a> Header<'a> {
    /// Finds index and data.
    pub(crate) fn new(blob: &'a [u8]) -> Result<Self, HeaderError> {
        let entries = be32(blob, 0).ok_or(HeaderError::Size)? as usize;
        let data_bytes = be32(blob, 4).ok_or(HeaderError::Size)? as usize;
        if entries > ENTRIES_MAX {
            return Err(HeaderError::Entries);
        }
        let rest = blob.get(8..).ok_or(HeaderError::Size)?;
        let (index, data) = rest
            .split_at_checked(entries * 16)
            .ok_or(HeaderError::Size)?;
        let data = data.get(..data_bytes).ok_or(HeaderError::Size)?;
        Ok(Header { index, data })
    }

    /// Type, data from its start on, and number of elements of a tag.
    fn entry(&self, tag: Tag) -> Option<(u32, &'a [u8], usize)> {
        let entry = self
            .index
            .chunks_exact(16)
            .find(|entry| be32(entry, 0) == Some(tag as u32))?;
        let offset = be32(entry, 8)? as usize;
        let count = be32(entry, 12)? as usize;
        let data = self.data.get(offset..)?;
        Some((be32(entry, 4)?, data, count.min(ELEMENTS_MAX)))
    }

    /// A text; of a text in several languages the first.
    pub(crate) fn text(&self, tag: Tag) -> Option<String> {
        let (kind, data, _) = self.entry(tag)?;
        if !matches!(kind, STRING | STRING_ARRAY | I18N_STRING) {
            return None;
        }
        let end = memchr::memchr(0, data)?;
        Some(crate::found::text(data.get(..end)?))
    }

    /// The texts of an array, as bytes; fewer than stated where the data ends.
    pub(crate) fn texts(&self, tag: Tag) -> impl Iterator<Item = &'a [u8]> {
        let (kind, mut data, count) = self.entry(tag).unwrap_or((0, &[], 0));
        let count = if matches!(kind, STRING_ARRAY | I18N_STRING) {
            count
        } else {
            0
        };
        (0..count).map_while(move |_| {
            let end = memchr::memchr(0, data)?;
            let one = data.get(..end)?;
            data = data.get(end + 1..)?;
            Some(one)
        })
    }

    /// The numbers of an array.
    pub(crate) fn numbers(&self, tag: Tag) -> impl Iterator<Item = u32> {
        let (kind, data, count) = self.entry(tag).unwrap_or((0, &[], 0));
        let count = if kind == INT32 { count } else { 0 };
        data.chunks_exact(4)
            .take(count)
            .filter_map(|bytes| be32(bytes, 0))
    }
}

fn be32(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*data.get(at..)?.first_chunk::<4>()?))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A value for a header.
    pub(crate) enum Entry<'a> {
        Text(&'a str),
        Texts(&'a [&'a str]),
        Numbers(&'a [u32]),
    }

    /// A header of these entries.
    pub(crate) fn header(entries: &[(Tag, Entry<'_>)]) -> Vec<u8> {
        let (mut index, mut data) = (Vec::new(), Vec::new());
        for (tag, entry) in entries {
            let (kind, count) = match entry {
                Entry::Text(_) => (STRING, 1),
                Entry::Texts(all) => (STRING_ARRAY, all.len()),
                Entry::Numbers(all) => (INT32, all.len()),
            };
            while kind == INT32 && !data.len().is_multiple_of(4) {
                data.push(0);
            }
            for word in [*tag as u32, kind, data.len() as u32, count as u32] {
                index.extend_from_slice(&word.to_be_bytes());
            }
            match entry {
                Entry::Text(text) => data.extend([text.as_bytes(), b"\0"].concat()),
                Entry::Texts(all) => {
                    let all = all
                        .iter()
                        .flat_map(|text| [text.as_bytes(), b"\0"].concat());
                    data.extend(all);
                }
                Entry::Numbers(all) => data.extend(all.iter().flat_map(|n| n.to_be_bytes())),
            }
        }
        let sizes = [entries.len() as u32, data.len() as u32];
        [sizes.map(u32::to_be_bytes).concat(), index, data].concat()
    }

    #[test]
    fn values_are_read_by_their_type() {
        let blob = header(&[
            (Tag::Name, Entry::Text("bash")),
            (Tag::Epoch, Entry::Numbers(&[2])),
            (Tag::BaseNames, Entry::Texts(&["a", "b"])),
        ]);
        let header = Header::new(&blob).unwrap();
        assert_eq!(header.text(Tag::Name).as_deref(), Some("bash"));
        assert_eq!(header.text(Tag::Epoch), None);
        assert_eq!(header.numbers(Tag::Epoch).collect::<Vec<_>>(), [2]);
        assert_eq!(header.numbers(Tag::Name).count(), 0);
        let names: Vec<&[u8]> = header.texts(Tag::BaseNames).collect();
        assert_eq!(names, [b"a", b"b"]);
        assert_eq!(header.texts(Tag::Name).count(), 0);
    }

    #[test]
    fn lies_about_sizes_end_where_the_data_ends() {
        let mut blob = header(&[(Tag::BaseNames, Entry::Texts(&["a", "b"]))]);
        blob[8 + 12..8 + 16].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(Header::new(&blob).unwrap().texts(Tag::BaseNames).count(), 2);
        blob[8 + 8..8 + 12].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(Header::new(&blob).unwrap().texts(Tag::BaseNames).count(), 0);
        blob[..4].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(Header::new(&blob).unwrap_err(), HeaderError::Entries);
        blob[..4].copy_from_slice(&9_u32.to_be_bytes());
        assert_eq!(Header::new(&blob).unwrap_err(), HeaderError::Size);
        assert_eq!(Header::new(b"").unwrap_err(), HeaderError::Size);
    }
}
