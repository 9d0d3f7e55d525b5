//! A reader of the values of a Berkeley DB hash table over bytes: `Packages`, the form of rpm up to
//! 4.15.
//!
//! Format (Berkeley DB 4 and 5, `dbinc/db_page.h`): pages of one size, the first of which says the
//! size. A page has a head of 26 bytes with its kind and its number of items, then the offsets of
//! items, keys and values in turn; items fill the page from its end. A value stands in its item, or
//! the item names the first of a chain of overflow pages. Numbers are in the order of the machine
//! that wrote them.

use std::borrow::Cow;

const HASH_MAGIC: u32 = 0x0006_1561;
const PAGE_HEAD_BYTES: usize = 26;
const META_KIND: u8 = 8;
/// Pages of items: unsorted, as up to version 4.5, and sorted.
const HASH_KINDS: [u8; 2] = [2, 13];
const OVERFLOW_KIND: u8 = 7;
/// Items: a value itself, and a value on overflow pages.
const INLINE_ITEM: u8 = 1;
const OVERFLOW_ITEM: u8 = 3;
/// LIMIT: bytes of one value; the largest rpm header known has 8 MB.
const VALUE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// The value of the one key that is no package, the next free number, has so many bytes.
const COUNTER_BYTES: usize = 4;

/// Why a database or a part of it cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum BdbError {
    /// Another kind of file, or a first page that makes no sense.
    #[error("no Berkeley DB hash table, or its first page is damaged")]
    Meta,
    /// The table is encrypted.
    #[error("the Berkeley DB table is encrypted")]
    Encrypted,
    /// A page whose items do not fit into it.
    #[error("page {0} of the Berkeley DB table is damaged")]
    Page(usize),
    /// A value whose overflow pages are missing, run in a circle, or are too short or long.
    #[error("a value on page {0} of the Berkeley DB table is damaged")]
    Value(usize),
    /// Values lie upon each other.
    #[error("the values of the Berkeley DB table together are larger than its file")]
    Overlap,
}

/// Whether a file begins as a database of this form does.
pub(crate) fn is(file: &[u8]) -> bool {
    Table::open(file).is_ok()
}

/// Hands each value to `row`, until that says no. What is damaged is handed over as an error and
/// the rest goes on.
pub(crate) fn values<'a>(
    file: &'a [u8],
    mut row: impl FnMut(Result<Cow<'a, [u8]>, BdbError>) -> bool,
) {
    let table = match Table::open(file) {
        Ok(table) => table,
        Err(error) => {
            row(Err(error));
            return;
        }
    };
    // Values do not share bytes, so that all together are shorter than the file.
    let mut left = file.len();
    for number in 1..table.pages() {
        let Some(page) = table.page(number) else {
            continue;
        };
        if !page.get(25).is_some_and(|kind| HASH_KINDS.contains(kind)) {
            continue;
        }
        let Some(items) = table.items(page) else {
            if !row(Err(BdbError::Page(number))) {
                return;
            }
            continue;
        };
        for item in items.skip(1).step_by(2) {
            let value = match item {
                Some(item) => table
                    .value(item, &mut left)
                    .map_err(|error| error.unwrap_or(BdbError::Value(number))),
                None => Err(BdbError::Page(number)),
            };
            let over = matches!(value, Err(BdbError::Overlap));
            let counter = matches!(&value, Ok(value) if value.len() == COUNTER_BYTES);
            if (!counter && !row(value)) || over {
                return;
            }
        }
    }
}

/// A table in memory.
struct Table<'a> {
    file: &'a [u8],
    page_bytes: usize,
    big: bool,
}

impl<'a> Table<'a> {
    fn open(file: &'a [u8]) -> Result<Self, BdbError> {
        let magic = *file
            .get(12..)
            .and_then(|rest| rest.first_chunk::<4>())
            .ok_or(BdbError::Meta)?;
        let big = match (u32::from_le_bytes(magic), u32::from_be_bytes(magic)) {
            (HASH_MAGIC, _) => false,
            (_, HASH_MAGIC) => true,
            _ => return Err(BdbError::Meta),
        };
        let mut table = Table {
            file,
            page_bytes: 0,
            big,
        };
        let page_bytes = table.u32(file, 20).ok_or(BdbError::Meta)? as usize;
        let sound = (512..=65536).contains(&page_bytes) && page_bytes.is_power_of_two();
        if !sound || file.get(25) != Some(&META_KIND) {
            return Err(BdbError::Meta);
        }
        if file.get(24) != Some(&0) {
            return Err(BdbError::Encrypted);
        }
        table.page_bytes = page_bytes;
        Ok(table)
    }

    /// Whole pages of the file.
    fn pages(&self) -> usize {
        self.file.len() / self.page_bytes
    }

    fn page(&self, number: usize) -> Option<&'a [u8]> {
        let start = number.checked_mul(self.page_bytes)?;
        self.file.get(start..)?.get(..self.page_bytes)
    }

    /// The items of a page of a hash table; `None` where one does not fit.
    fn items(&self, page: &'a [u8]) -> Option<impl Iterator<Item = Option<&'a [u8]>> + use<'a>> {
        let count = usize::from(self.u16(page, 20)?);
        let offsets = page.get(PAGE_HEAD_BYTES..)?.get(..count.checked_mul(2)?)?;
        let big = self.big;
        let mut end = page.len();
        Some(offsets.chunks_exact(2).map(move |offset| {
            let start = usize::from(number16(offset, big)?);
            let item = page.get(start..end);
            // Items are put from the end of the page to its begin.
            end = if item.is_some() { start } else { end };
            item
        }))
    }

    /// The value that an item holds or leads to; without an error of its own, the item is damaged.
    fn value(&self, item: &'a [u8], left: &mut usize) -> Result<Cow<'a, [u8]>, Option<BdbError>> {
        let value = match item.first() {
            Some(&INLINE_ITEM) => Cow::Borrowed(item.get(1..).unwrap_or_default()),
            Some(&OVERFLOW_ITEM) => {
                let length = self.u32(item, 8).ok_or(None)? as usize;
                if length > *left {
                    return Err((length <= self.file.len()).then_some(BdbError::Overlap));
                }
                let first = self.u32(item, 4).ok_or(None)?;
                Cow::Owned(self.overflow(first, length).ok_or(None)?)
            }
            _ => return Err(None),
        };
        *left = left
            .checked_sub(value.len())
            .ok_or(Some(BdbError::Overlap))?;
        Ok(value)
    }

    /// Follows a chain for as many pages as a value of this length can take.
    fn overflow(&self, first: u32, length: usize) -> Option<Vec<u8>> {
        if length > VALUE_BYTES_MAX {
            return None;
        }
        let mut value = Vec::with_capacity(length);
        let mut next = first;
        while value.len() < length {
            let page = self.page(usize::try_from(next).ok()?)?;
            if page.get(25) != Some(&OVERFLOW_KIND) {
                return None;
            }
            let held = usize::from(self.u16(page, 22)?);
            let data = page.get(PAGE_HEAD_BYTES..)?.get(..held)?;
            // A page without data would let a circle go on for ever.
            if held == 0 || value.len() + held > length {
                return None;
            }
            value.extend_from_slice(data);
            next = self.u32(page, 16)?;
        }
        Some(value)
    }

    fn u16(&self, data: &[u8], at: usize) -> Option<u16> {
        number16(data.get(at..)?, self.big)
    }

    fn u32(&self, data: &[u8], at: usize) -> Option<u32> {
        let bytes = *data.get(at..)?.first_chunk::<4>()?;
        Some(if self.big {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        })
    }
}

fn number16(data: &[u8], big: bool) -> Option<u16> {
    let bytes = *data.first_chunk::<2>()?;
    Some(if big {
        u16::from_be_bytes(bytes)
    } else {
        u16::from_le_bytes(bytes)
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const PAGE: usize = 512;

    struct Writer {
        file: Vec<u8>,
        big: bool,
    }

    impl Writer {
        fn put(&mut self, at: usize, value: u32, size: usize) {
            let bytes = value.to_be_bytes();
            for index in 0..size {
                let from = if self.big {
                    4 - size + index
                } else {
                    3 - index
                };
                self.file[at + index] = bytes[from];
            }
        }

        fn page(&mut self, kind: u8) -> usize {
            let at = self.file.len();
            self.file.resize(at + PAGE, 0);
            self.file[at + 25] = kind;
            at
        }
    }

    /// A table of these values as Berkeley DB 5.3 lays it out: short ones in their items, others on
    /// overflow pages, and rpm's counter first.
    pub(crate) fn bdb(values: &[&[u8]], big: bool) -> Vec<u8> {
        let mut out = Writer {
            file: Vec::new(),
            big,
        };
        out.page(META_KIND);
        out.put(12, HASH_MAGIC, 4);
        out.put(16, 9, 4);
        out.put(20, PAGE as u32, 4);
        let mut page = out.page(13);
        let mut end = PAGE;
        let mut count = 0;
        let all = [&b"\x03\0\0\0"[..]]
            .into_iter()
            .chain(values.iter().copied());
        for (number, value) in all.enumerate() {
            let item = if value.len() <= 100 {
                [&[INLINE_ITEM], value].concat()
            } else {
                let first = out.file.len() / PAGE;
                for (index, piece) in value.chunks(PAGE - PAGE_HEAD_BYTES).enumerate() {
                    let at = out.page(OVERFLOW_KIND);
                    out.put(at + 22, piece.len() as u32, 2);
                    let is_last = (index + 1) * (PAGE - PAGE_HEAD_BYTES) >= value.len();
                    let next = if is_last { 0 } else { at / PAGE + 1 };
                    out.put(at + 16, next as u32, 4);
                    let data = at + PAGE_HEAD_BYTES;
                    out.file[data..data + piece.len()].copy_from_slice(piece);
                }
                let mut head = Writer {
                    file: vec![0; 12],
                    big,
                };
                head.file[0] = OVERFLOW_ITEM;
                head.put(4, first as u32, 4);
                head.put(8, value.len() as u32, 4);
                head.file
            };
            if end < PAGE_HEAD_BYTES + 2 * count + 4 + 5 + item.len() {
                page = out.page(13);
                end = PAGE;
                count = 0;
            }
            let key = [&[INLINE_ITEM][..], &(number as u32).to_le_bytes()].concat();
            for item in [key, item] {
                end -= item.len();
                out.file[page + end..page + end + item.len()].copy_from_slice(&item);
                out.put(page + PAGE_HEAD_BYTES + 2 * count, end as u32, 2);
                count += 1;
            }
            out.put(page + 20, count as u32, 2);
        }
        out.file
    }

    fn read(file: &[u8]) -> Vec<Result<Vec<u8>, BdbError>> {
        let mut all = Vec::new();
        values(file, |row| {
            all.push(row.map(Cow::into_owned));
            true
        });
        all
    }

    #[test]
    fn values_are_read_from_items_and_overflow_pages_in_both_orders() {
        let long: Vec<u8> = (0..5000_u32).map(|n| n as u8).collect();
        for big in [false, true] {
            let file = bdb(&[b"short one", &long, b"another"], big);
            let all = read(&file);
            let expected = [b"short one".to_vec(), long.clone(), b"another".to_vec()];
            assert_eq!(all, expected.map(Ok), "big {big}");
        }
    }

    #[test]
    fn a_chain_in_a_circle_or_too_short_ends_in_an_error() {
        let long = vec![7_u8; 2000];
        let good = bdb(&[&long, b"after"], false);
        // The first overflow page is the third of the file.
        for (at, bytes) in [
            (2 * PAGE + 16, 2_u32.to_le_bytes()),
            (2 * PAGE + 16, 0_u32.to_le_bytes()),
            (2 * PAGE + 16, u32::MAX.to_le_bytes()),
            (2 * PAGE + 22, [0, 0, 0, 7]),
            (2 * PAGE + 22, [0xff, 0xff, 0, 7]),
        ] {
            let mut file = good.clone();
            file[at..at + 4].copy_from_slice(&bytes);
            let all = read(&file);
            assert_eq!(all[0], Err(BdbError::Value(1)), "{at} {bytes:?}");
            assert_eq!(all[1], Ok(b"after".to_vec()), "{at} {bytes:?}");
        }
    }

    #[test]
    fn items_that_share_one_chain_end() {
        let long = vec![7_u8; 400];
        let mut file = bdb(&[&long, &long, &long], false);
        let item: Vec<u8> = file[2 * PAGE - 10 - 5 - 12..2 * PAGE - 10 - 5].to_vec();
        assert_eq!(item[0], OVERFLOW_ITEM);
        let at = 2 * PAGE + PAGE;
        file.truncate(at);
        assert_eq!(read(&file).last(), Some(&Err(BdbError::Value(1))));
        // All lead to the first chain, and say more than the file holds together.
        let second = 2 * PAGE - 10 - (5 + 12) - 5 - 12;
        file[second..second + 12].copy_from_slice(&item);
        let third = second - 17;
        file[third..third + 12].copy_from_slice(&item);
        let all = read(&file);
        assert_eq!(all.len(), 3);
        file.truncate(2 * PAGE + PAGE);
        let mut left = 500;
        let table = Table::open(&file).unwrap();
        assert!(table.value(&item, &mut left).is_ok());
        let again = table.value(&item, &mut left);
        assert_eq!(again.unwrap_err(), Some(BdbError::Overlap));
    }

    #[test]
    fn a_first_page_that_lies_is_an_error() {
        let good = bdb(&[b"x"], false);
        for (at, byte) in [(12, 0), (20, 7), (21, 0), (22, 9), (25, 9)] {
            let mut file = good.clone();
            file[at] = byte;
            assert_eq!(read(&file), [Err(BdbError::Meta)], "{at}");
        }
        let mut file = good.clone();
        file[24] = 1;
        assert_eq!(read(&file), [Err(BdbError::Encrypted)]);
        assert_eq!(read(b""), [Err(BdbError::Meta)]);
    }

    #[test]
    fn a_page_that_lies_loses_only_itself() {
        let mut file = bdb(&[b"x"], false);
        file[PAGE + 20..PAGE + 22].copy_from_slice(&u16::MAX.to_le_bytes());
        assert_eq!(read(&file), [Err(BdbError::Page(1))]);
        let mut file = bdb(&[b"x", b"y"], false);
        file[PAGE + 32..PAGE + 34].copy_from_slice(&u16::MAX.to_le_bytes());
        assert!(read(&file).contains(&Err(BdbError::Page(1))));
    }
}
