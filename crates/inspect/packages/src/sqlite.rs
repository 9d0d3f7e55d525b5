//! A reader of SQLite tables over bytes (SQLite, "Database File Format", sections 1 and 2).
//!
//! It reads the rows of one ordinary table and nothing else: no indexes, no SQL, no write-ahead
//! log.

use std::borrow::Cow;

/// First bytes of a database.
pub(crate) const MAGIC: &[u8] = b"SQLite format 3\0";
/// LIMIT: levels of a b-tree. With the smallest page, 20 levels reach beyond the largest file.
const DEPTH_MAX: usize = 20;
/// LIMIT: bytes of one row; the largest rpm header known has 8 MB.
const ROW_BYTES_MAX: usize = 64 * 1024 * 1024;
/// LIMIT: tables that are looked at to find one.
const TABLES_MAX: usize = 1000;

/// Why a database or a part of it cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum SqliteError {
    /// Another kind of file, or a header that makes no sense.
    #[error("no SQLite database, or its header is damaged")]
    Header,
    /// The table is not there.
    #[error("the database has no table `{0}`")]
    Table(&'static str),
    /// A page that lies outside the file or is no page of a table.
    #[error("page {0} is damaged or missing")]
    Page(u32),
    /// A page that was reached twice, or too deep.
    #[error("page {0} is reached twice or too deep")]
    Cycle(u32),
    /// A row whose parts do not fit together.
    #[error("a row on page {0} is damaged")]
    Row(u32),
    /// A row beyond the limit.
    #[error("a row on page {0} is larger than {ROW_BYTES_MAX} bytes")]
    RowBytes(u32),
}

/// A database in memory.
#[derive(Debug)]
pub(crate) struct Database<'a> {
    file: &'a [u8],
    page_bytes: usize,
    usable_bytes: usize,
}

/// A value of a row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Value<'r> {
    /// A number or nothing, not told apart: only sizes and page numbers are read.
    Integer(i64),
    /// Text or blob.
    Bytes(&'r [u8]),
}

impl<'a> Database<'a> {
    /// Reads the header.
    pub(crate) fn open(file: &'a [u8]) -> Result<Self, SqliteError> {
        let header = file.get(..100).ok_or(SqliteError::Header)?;
        if !header.starts_with(MAGIC) {
            return Err(SqliteError::Header);
        }
        let page_bytes = match be16(header, 16) {
            Some(1) => 65536,
            Some(size) if size >= 512 && size.is_power_of_two() => size,
            _ => return Err(SqliteError::Header),
        };
        let reserved = usize::from(*header.get(20).ok_or(SqliteError::Header)?);
        let usable_bytes = page_bytes - reserved;
        if usable_bytes < 480 {
            return Err(SqliteError::Header);
        }
        Ok(Database {
            file,
            page_bytes,
            usable_bytes,
        })
    }

    /// The first page of a table.
    pub(crate) fn table(&self, name: &'static str) -> Result<u32, SqliteError> {
        let mut root = None;
        let mut seen = 0;
        let mut damage = None;
        let rows = |row: Result<Cow<'_, [u8]>, SqliteError>| {
            seen += 1;
            match row {
                // Columns of sqlite_schema: type, name, tbl_name, rootpage, sql.
                Ok(row) => match &values(&row)[..] {
                    [
                        Value::Bytes(b"table"),
                        Value::Bytes(found),
                        _,
                        Value::Integer(page),
                        ..,
                    ] if *found == name.as_bytes() => {
                        root = u32::try_from(*page).ok();
                    }
                    _ => {}
                },
                Err(error) => damage = Some(error),
            }
            root.is_none() && seen < TABLES_MAX
        };
        self.rows(1, rows);
        root.ok_or(damage.unwrap_or(SqliteError::Table(name)))
    }

    /// Hands each row of the table with this first page to `row`, until that says no. A damaged
    /// page or row is handed over as an error and the rest goes on.
    pub(crate) fn rows(
        &self,
        root: u32,
        mut row: impl FnMut(Result<Cow<'_, [u8]>, SqliteError>) -> bool,
    ) {
        let mut visited = vec![false; self.file.len() / self.page_bytes + 2];
        // Pages that wait, the next one last.
        let mut waiting = vec![(root, 0_usize)];
        while let Some((number, depth)) = waiting.pop() {
            let seen = visited.get_mut(number as usize);
            let fresh = seen.is_none_or(|seen| !std::mem::replace(seen, true));
            if !fresh || depth > DEPTH_MAX {
                if !row(Err(SqliteError::Cycle(number))) {
                    return;
                }
                continue;
            }
            let go_on = match self.page(number) {
                Some(Page::Interior(mut children)) => {
                    children.reverse();
                    waiting.extend(children.into_iter().map(|child| (child, depth + 1)));
                    true
                }
                Some(Page::Leaf(cells)) => cells
                    .into_iter()
                    .all(|cell| row(self.payload(number, cell, &mut visited))),
                None => row(Err(SqliteError::Page(number))),
            };
            if !go_on {
                return;
            }
        }
    }

    fn bytes(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number.checked_sub(1)? as usize).checked_mul(self.page_bytes)?;
        let rest = self.file.get(start..)?;
        rest.get(..self.usable_bytes)
    }

    fn page(&self, number: u32) -> Option<Page<'a>> {
        let page = self.bytes(number)?;
        // The first page begins with the header of the file.
        let start = if number == 1 { 100 } else { 0 };
        let kind = *page.get(start)?;
        let cells = be16(page, start + 3)?;
        let pointers = match kind {
            5 => page.get(start + 12..)?,
            13 => page.get(start + 8..)?,
            _ => return None,
        };
        let pointers = pointers.get(..cells * 2)?.chunks_exact(2);
        let offsets = pointers.filter_map(|pair| be16(pair, 0));
        if kind == 13 {
            let cells = offsets.map(|at| page.get(at..).unwrap_or_default());
            return Some(Page::Leaf(cells.collect()));
        }
        let mut children: Vec<u32> = offsets.filter_map(|at| be32(page, at)).collect();
        children.push(be32(page, start + 8)?);
        Some(Page::Interior(children))
    }

    /// The record of a cell, put together from its overflow pages where it has them.
    fn payload(
        &self,
        number: u32,
        cell: &'a [u8],
        visited: &mut [bool],
    ) -> Result<Cow<'a, [u8]>, SqliteError> {
        let damaged = || SqliteError::Row(number);
        let (size, rest) = varint(cell).ok_or_else(damaged)?;
        let (_rowid, rest) = varint(rest).ok_or_else(damaged)?;
        let size = usize::try_from(size).map_err(|_| damaged())?;
        if size > ROW_BYTES_MAX {
            return Err(SqliteError::RowBytes(number));
        }
        if size > self.file.len() {
            return Err(damaged());
        }
        let local = self.local_bytes(size);
        let here = rest.get(..local).ok_or_else(damaged)?;
        if local == size {
            return Ok(Cow::Borrowed(here));
        }
        let mut whole = Vec::with_capacity(size);
        whole.extend_from_slice(here);
        let mut next = be32(rest, local).ok_or_else(damaged)?;
        while whole.len() < size {
            // Each overflow page belongs to one row, so that a cycle and a page that is shared to
            // make many rows of few bytes end here.
            let seen = visited.get_mut(next as usize).ok_or_else(damaged)?;
            if std::mem::replace(seen, true) {
                return Err(SqliteError::Cycle(next));
            }
            let page = self.bytes(next).ok_or(SqliteError::Page(next))?;
            let data = page.get(4..).ok_or_else(damaged)?;
            let missing = size - whole.len();
            whole.extend_from_slice(data.get(..missing).unwrap_or(data));
            next = be32(page, 0).ok_or_else(damaged)?;
        }
        Ok(Cow::Owned(whole))
    }

    /// How much of a row of this size stands on its table leaf page (section 1.6).
    fn local_bytes(&self, size: usize) -> usize {
        let usable = self.usable_bytes;
        let most = usable - 35;
        if size <= most {
            return size;
        }
        let least = (usable - 12) * 32 / 255 - 23;
        let fit = least + (size - least) % (usable - 4);
        if fit <= most { fit } else { least }
    }
}

enum Page<'a> {
    Interior(Vec<u32>),
    Leaf(Vec<&'a [u8]>),
}

/// The values of a record (section 2.1), up to the first that does not fit.
pub(crate) fn values(record: &[u8]) -> Vec<Value<'_>> {
    /// LIMIT: columns of a row that are read; the tables in question have two and five.
    const COLUMNS_MAX: usize = 16;
    let mut values = Vec::new();
    let Some((header_bytes, after)) = varint(record) else {
        return values;
    };
    let used = record.len() - after.len();
    let header_bytes = usize::try_from(header_bytes).unwrap_or(usize::MAX);
    let Some(mut types) = record.get(used..header_bytes) else {
        return values;
    };
    let mut body = record.get(header_bytes..).unwrap_or_default();
    while let Some((kind, rest)) = varint(types) {
        types = rest;
        let size = match kind {
            0 | 8 | 9 => 0,
            1..=4 => usize::try_from(kind).unwrap_or(0),
            5 => 6,
            6 | 7 => 8,
            _ => usize::try_from((kind - 12) / 2).unwrap_or(usize::MAX),
        };
        let Some((value, rest)) = body.split_at_checked(size) else {
            break;
        };
        body = rest;
        values.push(if kind >= 12 {
            Value::Bytes(value)
        } else if kind == 9 {
            Value::Integer(1)
        } else {
            // Two's complement, big-endian, of any width.
            let negative = value.first().is_some_and(|first| first & 0x80 != 0);
            let start = if negative { -1_i64 } else { 0 };
            let fold = |number: i64, byte: &u8| (number << 8) | i64::from(*byte);
            Value::Integer(value.iter().fold(start, fold))
        });
        if values.len() == COLUMNS_MAX {
            break;
        }
    }
    values
}

/// A variable-length integer (section 1.6): seven bits a byte, the ninth byte has eight.
fn varint(data: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0_u64;
    for index in 0..9 {
        let byte = *data.get(index)?;
        if index == 8 {
            value = (value << 8) | u64::from(byte);
        } else {
            value = (value << 7) | u64::from(byte & 0x7f);
        }
        if byte & 0x80 == 0 || index == 8 {
            return Some((value, data.get(index + 1..)?));
        }
    }
    None
}

fn be16(data: &[u8], at: usize) -> Option<usize> {
    let bytes = *data.get(at..)?.first_chunk::<2>()?;
    Some(usize::from(u16::from_be_bytes(bytes)))
}

fn be32(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*data.get(at..)?.first_chunk::<4>()?))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const PAGE_BYTES: usize = 512;

    fn put_varint(out: &mut Vec<u8>, value: usize) {
        if value >= 0x4000 {
            out.push(0x80 | (value >> 14) as u8);
        }
        if value >= 0x80 {
            out.push(0x80 | (value >> 7) as u8);
        }
        out.push(value as u8 & 0x7f);
    }

    fn record(columns: &[Value<'_>]) -> Vec<u8> {
        let (mut types, mut body) = (Vec::new(), Vec::new());
        for column in columns {
            match column {
                Value::Integer(number) => {
                    types.push(4);
                    body.extend_from_slice(&(*number as i32).to_be_bytes());
                }
                Value::Bytes(bytes) => {
                    put_varint(&mut types, bytes.len() * 2 + 13);
                    body.extend_from_slice(bytes);
                }
            }
        }
        [vec![types.len() as u8 + 1], types, body].concat()
    }

    fn leaf(start: usize, cells: &[Vec<u8>]) -> Vec<u8> {
        let mut page = vec![0; PAGE_BYTES];
        page[start] = 13;
        page[start + 3..start + 5].copy_from_slice(&(cells.len() as u16).to_be_bytes());
        let mut end = PAGE_BYTES;
        for (index, cell) in cells.iter().enumerate() {
            end -= cell.len();
            page[end..end + cell.len()].copy_from_slice(cell);
            let at = start + 8 + index * 2;
            page[at..at + 2].copy_from_slice(&(end as u16).to_be_bytes());
        }
        page
    }

    /// A database with the table `Packages` whose rows are these blobs: page 1 schema, page 2 the
    /// interior root, then a leaf and overflow pages for each row.
    pub(crate) fn database(blobs: &[&[u8]]) -> Vec<u8> {
        let sql = b"CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY, blob BLOB)";
        let columns = [
            Value::Bytes(b"table"),
            Value::Bytes(b"Packages"),
            Value::Bytes(b"Packages"),
            Value::Integer(2),
            Value::Bytes(sql),
        ];
        let cell = |payload: &[u8]| {
            let mut cell = Vec::new();
            put_varint(&mut cell, payload.len());
            cell.push(1);
            cell
        };
        let schema = record(&columns);
        let mut first = leaf(100, &[[cell(&schema), schema].concat()]);
        first[..16].copy_from_slice(MAGIC);
        first[16..18].copy_from_slice(&(PAGE_BYTES as u16).to_be_bytes());
        let mut root = vec![0; PAGE_BYTES];
        root[0] = 5;
        let mut pages = vec![first, Vec::new()];
        let mut children = Vec::new();
        let sizes = Database {
            file: &[],
            page_bytes: PAGE_BYTES,
            usable_bytes: PAGE_BYTES,
        };
        for blob in blobs {
            let mut payload = vec![0];
            put_varint(&mut payload, blob.len() * 2 + 12);
            let width = payload.len() as u8 + 1;
            payload.insert(0, width);
            payload.extend_from_slice(blob);
            let local = sizes.local_bytes(payload.len());
            let mut content = [cell(&payload), payload[..local].to_vec()].concat();
            children.push(pages.len() as u32 + 1);
            if local < payload.len() {
                content.extend_from_slice(&(pages.len() as u32 + 2).to_be_bytes());
            }
            pages.push(leaf(0, &[content]));
            let mut rest = payload[local..].chunks(PAGE_BYTES - 4).peekable();
            while let Some(chunk) = rest.next() {
                let next = rest.peek().map_or(0, |_| pages.len() as u32 + 2);
                let mut page = [next.to_be_bytes().to_vec(), chunk.to_vec()].concat();
                page.resize(PAGE_BYTES, 0);
                pages.push(page);
            }
        }
        let last = children.pop().unwrap();
        root[8..12].copy_from_slice(&last.to_be_bytes());
        root[3..5].copy_from_slice(&(children.len() as u16).to_be_bytes());
        for (index, child) in children.iter().enumerate() {
            let at = 12 + index * 2;
            let end = PAGE_BYTES - (index + 1) * 5;
            root[at..at + 2].copy_from_slice(&(end as u16).to_be_bytes());
            root[end..end + 4].copy_from_slice(&child.to_be_bytes());
        }
        pages[1] = root;
        pages.concat()
    }

    type Rows = Vec<Result<Vec<u8>, SqliteError>>;

    fn read(file: &[u8]) -> Result<Rows, SqliteError> {
        let database = Database::open(file)?;
        let mut rows = Vec::new();
        database.rows(database.table("Packages")?, |row| {
            rows.push(row.map(|row| match values(&row).pop() {
                Some(Value::Bytes(bytes)) => bytes.to_vec(),
                other => panic!("{other:?}"),
            }));
            true
        });
        Ok(rows)
    }

    #[test]
    fn rows_come_back_in_order_with_their_overflow() {
        let blobs: Vec<Vec<u8>> = [0, 10, 470, 480, 900, 5000, 9000]
            .iter()
            .map(|size| (0..*size).map(|n| n as u8).collect())
            .collect();
        let slices: Vec<&[u8]> = blobs.iter().map(Vec::as_slice).collect();
        let rows: Vec<_> = read(&database(&slices)).unwrap();
        let rows: Vec<Vec<u8>> = rows.into_iter().map(Result::unwrap).collect();
        assert_eq!(rows, blobs);
    }

    #[test]
    fn a_damaged_page_loses_only_itself() {
        let mut file = database(&[b"one", b"two", b"three"]);
        file[3 * PAGE_BYTES] = 77;
        let rows = read(&file).unwrap();
        assert_eq!(rows[0].as_deref(), Ok(&b"one"[..]));
        assert_eq!(rows[1], Err(SqliteError::Page(4)));
        assert_eq!(rows[2].as_deref(), Ok(&b"three"[..]));
    }

    #[test]
    fn cycles_end() {
        let mut file = database(&[b"one", b"two"]);
        // The right-most child of the root is the root.
        file[PAGE_BYTES + 8..PAGE_BYTES + 12].copy_from_slice(&2_u32.to_be_bytes());
        let rows = read(&file).unwrap();
        assert_eq!(rows[1], Err(SqliteError::Cycle(2)));
        // An overflow page that continues with itself.
        let mut file = database(&[&[7; 3000]]);
        file[3 * PAGE_BYTES..3 * PAGE_BYTES + 4].copy_from_slice(&4_u32.to_be_bytes());
        assert_eq!(read(&file).unwrap(), [Err(SqliteError::Cycle(4))]);
    }

    #[test]
    fn what_is_no_database_or_lacks_the_table_is_said() {
        assert_eq!(read(b"SQLite format 3\0").unwrap_err(), SqliteError::Header);
        let mut file = database(&[b"one"]);
        file[16] = 3;
        assert_eq!(read(&file).unwrap_err(), SqliteError::Header);
        let mut file = database(&[b"one"]);
        let at = memchr::memmem::find(&file, b"Packages").unwrap();
        file[at] = b'Q';
        assert_eq!(read(&file).unwrap_err(), SqliteError::Table("Packages"));
    }

    #[test]
    fn every_cut_and_every_flipped_byte_is_survived() {
        let whole = database(&[b"one", &[1; 700], b"three"]);
        for cut in 0..whole.len() {
            let _ = read_any(&whole[..cut]);
        }
        for at in 0..whole.len() {
            let mut file = whole.clone();
            file[at] ^= 0xff;
            let _ = read_any(&file);
        }
        assert_eq!(read_any(&whole), 3);
    }

    fn read_any(file: &[u8]) -> usize {
        let mut rows = 0;
        if let Ok(database) = Database::open(file)
            && let Ok(root) = database.table("Packages")
        {
            database.rows(root, |row| {
                rows += row.map(|row| values(&row).len().min(1)).unwrap_or(0);
                true
            });
        }
        rows
    }
}
