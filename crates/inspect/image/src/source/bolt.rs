//! A file of the bbolt key-value store, read only: buckets in buckets, each a B+tree of pages.
//!
//! bbolt's file format 2 (`go.etcd.io/bbolt`, page.go, node.go, bucket.go), as a machine writes it
//! whose bytes are in little-endian order. Pages of one size; the first two are copies of a meta
//! page, and the valid one with the higher transaction counts. A small bucket lies within its
//! value.

use std::cell::Cell;

/// LIMIT: pages and keys that are visited in one database; damaged pages may point at each other. A
/// node with ten thousand images has a tenth of them.
const VISITS_MAX: usize = 1_000_000;
/// LIMIT: pages between the root of a bucket and a key; a tree of four has billions of keys.
const DEPTH_MAX: usize = 16;
/// LIMIT: page sizes of the machines there are; a database is written with the one of its machine.
const PAGE_BYTES_MIN: u64 = 512;
/// See [`PAGE_BYTES_MIN`].
const PAGE_BYTES_MAX: u64 = 65_536;

/// Bytes of the head of a page: id, flags, count, overflow.
const PAGE_HEAD_BYTES: usize = 16;
/// Bytes of an element of a branch or a leaf.
const ELEMENT_BYTES: usize = 16;
/// Bytes of the head of a bucket: its root page and a sequence.
const BUCKET_HEAD_BYTES: usize = 16;
/// Bytes of a meta page behind its head up to the checksum.
const META_BYTES: usize = 56;

const MAGIC: u32 = 0xED0C_DAED;
const VERSION: u32 = 2;

const BRANCH: u16 = 0x01;
const LEAF: u16 = 0x02;
/// The flag of an element whose value is a bucket.
const IS_BUCKET: u32 = 0x01;

/// Why a database cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ReadBoltError {
    /// Neither copy of the meta page is whole.
    #[error("no meta page is valid")]
    Meta,
    /// A page lies behind the end.
    #[error("page {0} lies behind the end of the file")]
    Missing(u64),
    /// A page is another than its place says, or of another kind than a tree has.
    #[error("page {0} is no page of a tree")]
    Page(u64),
    /// A key or value lies outside of its page.
    #[error("a key of page {0} lies outside of it")]
    Element(u64),
    /// A bucket has no head.
    #[error("a bucket is shorter than its head")]
    Bucket,
    /// The tree goes deeper than any.
    #[error("the tree is deeper than {DEPTH_MAX} pages")]
    Depth,
    /// The look-up does not end.
    #[error("more than {VISITS_MAX} pages and keys were visited")]
    Visits,
}

/// The whole file.
#[derive(Debug)]
pub(super) struct Bolt<'a> {
    bytes: &'a [u8],
    page_bytes: u64,
    root: u64,
    visits: Cell<usize>,
}

/// A bucket of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bucket<'a> {
    /// A tree of pages from this one on.
    Tree(u64),
    /// One page within a value.
    Inline(&'a [u8]),
}

/// What stands under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// Some bytes.
    Bytes(&'a [u8]),
    /// A bucket.
    Bucket(Bucket<'a>),
}

/// The keys of a bucket in their order.
pub(super) type Entries<'a> = Vec<(&'a [u8], Value<'a>)>;

struct Meta {
    page_bytes: u64,
    root: u64,
    transaction: u64,
}

impl<'a> Bolt<'a> {
    /// Finds the newest valid meta page.
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, ReadBoltError> {
        let newest = newest(bytes).ok_or(ReadBoltError::Meta)?;
        Ok(Bolt {
            bytes,
            page_bytes: newest.page_bytes,
            root: newest.root,
            visits: Cell::new(0),
        })
    }

    /// The transaction that the start of a file ends with; `None` while both copies are torn.
    pub(super) fn newest(start: &[u8]) -> Option<u64> {
        newest(start).map(|meta| meta.transaction)
    }

    /// The bucket that holds all others.
    pub(super) fn root(&self) -> Bucket<'a> {
        Bucket::Tree(self.root)
    }

    /// The bucket under a key, if there is one.
    pub(super) fn bucket(
        &self,
        of: Bucket<'a>,
        key: &[u8],
    ) -> Result<Option<Bucket<'a>>, ReadBoltError> {
        let found = self.entries(of)?.into_iter().find(|(name, _)| *name == key);
        Ok(match found {
            Some((_, Value::Bucket(bucket))) => Some(bucket),
            _ => None,
        })
    }

    /// All that a bucket holds.
    pub(super) fn entries(&self, of: Bucket<'a>) -> Result<Entries<'a>, ReadBoltError> {
        let mut found = Vec::new();
        match of {
            Bucket::Inline(page) => self.page(page, 0, 0, &mut found)?,
            Bucket::Tree(id) => self.tree(id, 0, &mut found)?,
        }
        Ok(found)
    }

    fn tree(&self, id: u64, depth: usize, found: &mut Entries<'a>) -> Result<(), ReadBoltError> {
        if depth > DEPTH_MAX {
            return Err(ReadBoltError::Depth);
        }
        let missing = ReadBoltError::Missing(id);
        let rest = id
            .checked_mul(self.page_bytes)
            .and_then(|start| usize::try_from(start).ok())
            .and_then(|start| self.bytes.get(start..));
        let Some(rest) = rest else {
            return Err(missing);
        };
        let (Some(own), Some(overflow)) = (u64_at(rest, 0), u32_at(rest, 12)) else {
            return Err(missing);
        };
        if own != id {
            return Err(ReadBoltError::Page(id));
        }
        let length = (u64::from(overflow) + 1).checked_mul(self.page_bytes);
        let length = length.and_then(|length| usize::try_from(length).ok());
        match length.and_then(|length| rest.get(..length)) {
            Some(page) => self.page(page, id, depth, found),
            None => Err(missing),
        }
    }

    fn page(
        &self,
        page: &'a [u8],
        id: u64,
        depth: usize,
        found: &mut Entries<'a>,
    ) -> Result<(), ReadBoltError> {
        let (Some(flags), Some(count)) = (u16_at(page, 8), u16_at(page, 10)) else {
            return Err(ReadBoltError::Page(id));
        };
        self.visits.set(self.visits.get() + 1 + usize::from(count));
        if self.visits.get() > VISITS_MAX {
            return Err(ReadBoltError::Visits);
        }
        for index in 0..usize::from(count) {
            let at = PAGE_HEAD_BYTES + index * ELEMENT_BYTES;
            let element = page.get(at..).ok_or(ReadBoltError::Element(id))?;
            match flags {
                BRANCH => {
                    let child = u64_at(element, 8).ok_or(ReadBoltError::Element(id))?;
                    self.tree(child, depth + 1, found)?;
                }
                LEAF => found.push(entry(element).ok_or(ReadBoltError::Element(id))??),
                _ => return Err(ReadBoltError::Page(id)),
            }
        }
        Ok(())
    }
}

/// A key and its value; positions count from the start of the element.
fn entry(element: &[u8]) -> Option<Result<(&[u8], Value<'_>), ReadBoltError>> {
    let number = |at| usize::try_from(u32_at(element, at)?).ok();
    let (flags, start) = (u32_at(element, 0)?, number(4)?);
    let middle = start.checked_add(number(8)?)?;
    let key = element.get(start..middle)?;
    let value = element.get(middle..middle.checked_add(number(12)?)?)?;
    if flags & IS_BUCKET == 0 {
        return Some(Ok((key, Value::Bytes(value))));
    }
    let bucket = match (u64_at(value, 0), value.get(BUCKET_HEAD_BYTES..)) {
        (Some(0), Some(page)) => Ok(Bucket::Inline(page)),
        (Some(root), Some(_)) => Ok(Bucket::Tree(root)),
        _ => Err(ReadBoltError::Bucket),
    };
    Some(bucket.map(|bucket| (key, Value::Bucket(bucket))))
}

/// The valid meta page with the higher transaction.
fn newest(bytes: &[u8]) -> Option<Meta> {
    let first = meta(bytes, 0);
    let mut sizes = Vec::new();
    match &first {
        Some(first) => sizes.push(first.page_bytes),
        // The second copy lies one page on, and only it tells how long a page is.
        None => {
            let doubled = |size: &u64| size.checked_mul(2).filter(|s| *s <= PAGE_BYTES_MAX);
            sizes.extend(std::iter::successors(Some(PAGE_BYTES_MIN), doubled));
        }
    }
    let second = sizes
        .iter()
        .find_map(|size| meta(bytes, *size).filter(|meta| meta.page_bytes == *size));
    let both = first.into_iter().chain(second);
    both.max_by_key(|meta| meta.transaction)
}

/// A meta page at a place, if it is whole.
fn meta(bytes: &[u8], at: u64) -> Option<Meta> {
    let page = bytes.get(usize::try_from(at).ok()?..)?;
    let body = page.get(PAGE_HEAD_BYTES..)?;
    let summed = body.get(..META_BYTES)?;
    let page_bytes = u64::from(u32_at(body, 8)?);
    let valid = u32_at(body, 0)? == MAGIC
        && u32_at(body, 4)? == VERSION
        && u64_at(body, META_BYTES)? == fnv(summed)
        && (PAGE_BYTES_MIN..=PAGE_BYTES_MAX).contains(&page_bytes)
        && page_bytes.is_power_of_two();
    Some(Meta {
        page_bytes,
        root: u64_at(body, 16)?,
        transaction: u64_at(body, 48)?,
    })
    .filter(|_| valid)
}

/// FNV-1a with 64 bits (draft-eastlake-fnv).
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(8)?)?;
    Some(u64::from_le_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// What a test stores: a bucket is one with entries.
    pub(in crate::source) enum Item {
        Bytes(Vec<u8>),
        Inline(Vec<(String, Item)>),
        Tree(Vec<(String, Item)>),
    }

    const SIZE: usize = 1024;

    /// Writes a database in pages of one KiB; a bucket that is a tree has a page for each key.
    pub(in crate::source) fn database(items: &[(String, Item)]) -> Vec<u8> {
        let mut pages = vec![Vec::new(); 2];
        let root = tree(&mut pages, items);
        for (id, transaction) in [(0, 6_u64), (1, 7)] {
            let mut body = Vec::new();
            body.extend(MAGIC.to_le_bytes());
            body.extend(VERSION.to_le_bytes());
            body.extend(u32::try_from(SIZE).unwrap().to_le_bytes());
            body.extend(0_u32.to_le_bytes());
            // The older copy names a root that is gone.
            let root = if id == 1 { root } else { 999 };
            for word in [root, 0, 2, pages.len() as u64, transaction] {
                body.extend(word.to_le_bytes());
            }
            let sum = fnv(&body);
            body.extend(sum.to_le_bytes());
            pages[id] = page(id as u64, 0x04, 0, &body);
        }
        pages.concat()
    }

    fn page(id: u64, flags: u16, count: usize, body: &[u8]) -> Vec<u8> {
        let overflow = (PAGE_HEAD_BYTES + body.len()).div_ceil(SIZE) - 1;
        let mut page = id.to_le_bytes().to_vec();
        page.extend(flags.to_le_bytes());
        page.extend(u16::try_from(count).unwrap().to_le_bytes());
        page.extend(u32::try_from(overflow).unwrap().to_le_bytes());
        page.extend(body);
        page.resize((overflow + 1) * SIZE, 0);
        page
    }

    fn put(pages: &mut Vec<Vec<u8>>, flags: u16, count: usize, body: &[u8]) -> u64 {
        let id = pages.len() as u64;
        let page = page(id, flags, count, body);
        let more = page.len() / SIZE - 1;
        pages.push(page);
        pages.extend(std::iter::repeat_n(Vec::new(), more));
        id
    }

    fn tree(pages: &mut Vec<Vec<u8>>, items: &[(String, Item)]) -> u64 {
        let mut body = Vec::new();
        for item in items {
            let leaf = leaves(pages, std::slice::from_ref(item));
            let id = put(pages, LEAF, 1, &leaf);
            body.extend([0; 8]);
            body.extend(id.to_le_bytes());
        }
        put(pages, BRANCH, items.len(), &body)
    }

    fn leaves(pages: &mut Vec<Vec<u8>>, items: &[(String, Item)]) -> Vec<u8> {
        let (mut heads, mut texts) = (Vec::new(), Vec::new());
        for (index, (key, item)) in items.iter().enumerate() {
            let (flags, value) = match item {
                Item::Bytes(bytes) => (0, bytes.clone()),
                Item::Tree(items) => {
                    let mut value = tree(pages, items).to_le_bytes().to_vec();
                    value.extend([0; 8]);
                    (IS_BUCKET, value)
                }
                Item::Inline(items) => {
                    let mut value = vec![0; BUCKET_HEAD_BYTES + 8];
                    value.extend(LEAF.to_le_bytes());
                    value.extend(u16::try_from(items.len()).unwrap().to_le_bytes());
                    value.extend([0; 4]);
                    value.extend(leaves(pages, items));
                    (IS_BUCKET, value)
                }
            };
            let start = (items.len() - index) * ELEMENT_BYTES + texts.len();
            for number in [flags as usize, start, key.len(), value.len()] {
                heads.extend(u32::try_from(number).unwrap().to_le_bytes());
            }
            texts.extend(key.as_bytes());
            texts.extend(value);
        }
        heads.extend(texts);
        heads
    }

    fn sample() -> Vec<u8> {
        let bytes = |text: &str| Item::Bytes(text.as_bytes().to_vec());
        let inner = vec![("a".to_owned(), bytes("1")), ("b".to_owned(), bytes("2"))];
        let long = Item::Bytes(vec![b'x'; 3000]);
        database(&[
            ("inline".to_owned(), Item::Inline(inner)),
            (
                "tree".to_owned(),
                Item::Tree(vec![("long".to_owned(), long)]),
            ),
            ("value".to_owned(), bytes("v")),
        ])
    }

    #[test]
    fn buckets_of_both_kinds_and_overflowing_pages_are_read() {
        let file = sample();
        let bolt = Bolt::new(&file).unwrap();
        let root = bolt.entries(bolt.root()).unwrap();
        let keys: Vec<&[u8]> = root.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, [&b"inline"[..], b"tree", b"value"]);
        assert_eq!(root[2].1, Value::Bytes(b"v"));
        let inline = bolt.bucket(bolt.root(), b"inline").unwrap().unwrap();
        assert!(matches!(inline, Bucket::Inline(_)));
        let entries = bolt.entries(inline).unwrap();
        assert_eq!(entries[1], (&b"b"[..], Value::Bytes(b"2")));
        let tree = bolt.bucket(bolt.root(), b"tree").unwrap().unwrap();
        assert_eq!(
            bolt.entries(tree).unwrap()[0].1,
            Value::Bytes(&[b'x'; 3000])
        );
        assert_eq!(bolt.bucket(bolt.root(), b"value").unwrap(), None);
        assert_eq!(bolt.bucket(bolt.root(), b"gone").unwrap(), None);
    }

    #[test]
    fn a_torn_meta_page_leaves_the_other() {
        let file = sample();
        let mut torn = file.clone();
        torn[40] ^= 1;
        assert_eq!(
            Bolt::new(&torn).unwrap().root,
            Bolt::new(&file).unwrap().root
        );
        let mut older = file.clone();
        older[SIZE + 40] ^= 1;
        let older = Bolt::new(&older).unwrap();
        assert_eq!(
            older.entries(older.root()),
            Err(ReadBoltError::Missing(999))
        );
        torn[SIZE + 40] ^= 1;
        assert_eq!(Bolt::new(&torn).unwrap_err(), ReadBoltError::Meta);
        assert_eq!(Bolt::new(b"").unwrap_err(), ReadBoltError::Meta);
    }

    #[test]
    fn pages_that_point_at_each_other_come_to_an_end() {
        let mut pages = vec![Vec::new(); 2];
        let mut body = [0; 16];
        body[8] = 2;
        put(&mut pages, BRANCH, 1, &body);
        let bytes = [vec![0; 2 * SIZE], pages.concat()].concat();
        let bolt = |bytes| Bolt {
            bytes,
            page_bytes: SIZE as u64,
            root: 2,
            visits: Cell::new(0),
        };
        let around = bolt(&bytes);
        assert_eq!(around.entries(around.root()), Err(ReadBoltError::Depth));
        // Sixty ways from each page to itself are more than anybody can go.
        let wide = page(2, BRANCH, 60, &body.repeat(60));
        let bytes = [vec![0; 2 * SIZE], wide].concat();
        let around = bolt(&bytes);
        assert_eq!(around.entries(around.root()), Err(ReadBoltError::Depth));
        // The last page of the way is a leaf, so that only the count of visits ends it.
        let mut pages = vec![vec![0; SIZE]; 2];
        let mut next = put(&mut pages, LEAF, 0, &[]);
        for _ in 0..DEPTH_MAX {
            let mut body = [0; 16];
            body[8] = u8::try_from(next).unwrap();
            next = put(&mut pages, BRANCH, 60, &body.repeat(60));
        }
        let bytes = pages.concat();
        let wide = Bolt {
            root: next,
            ..bolt(&bytes)
        };
        assert_eq!(wide.entries(wide.root()), Err(ReadBoltError::Visits));
    }

    #[test]
    fn damage_is_an_error_or_another_value_and_never_a_panic() {
        let file = sample();
        let walk = |bytes: &[u8]| {
            let bolt = Bolt::new(bytes)?;
            for (_, value) in bolt.entries(bolt.root())? {
                if let Value::Bucket(bucket) = value {
                    bolt.entries(bucket)?;
                }
            }
            Ok::<(), ReadBoltError>(())
        };
        assert_eq!(walk(&file), Ok(()));
        let mut refused = 0;
        for at in 0..file.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut damaged = file.clone();
                damaged[at] ^= change;
                refused += usize::from(walk(&damaged).is_err());
            }
            refused += usize::from(walk(&file[..at]).is_err());
        }
        assert!(refused > file.len(), "{refused} of {}", file.len());
    }
}
