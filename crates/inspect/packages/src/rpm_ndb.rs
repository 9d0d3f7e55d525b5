//! A reader of rpm's own database over bytes: `Packages.db`, the form that SUSE uses.
//!
//! Format (`lib/backend/ndb/rpmpkg.c` of rpm): a head of 32 bytes, then slots of 16 bytes up to the
//! end of the slot pages; a slot names a package number and the block of 16 bytes where its header
//! begins. The header stands between a head and a tail that repeat number and length. All numbers
//! are 32 bits, lowest byte first.

const MAGIC: &[u8] = b"RpmP";
const SLOT: &[u8] = b"Slot";
const BLOB_HEAD: &[u8] = b"BlbS";
const BLOB_TAIL: &[u8] = b"BlbE";
const HEAD_BYTES: usize = 32;
const SLOT_BYTES: usize = 16;
const BLOCK_BYTES: usize = 16;
const BLOB_HEAD_BYTES: usize = 16;
const BLOB_TAIL_BYTES: usize = 12;
const PAGE_BYTES: usize = 4096;
/// LIMIT: pages of slots; each holds 256, and no system has 500,000 packages.
const SLOT_PAGES_MAX: usize = 2048;

/// Why a database or a part of it cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum NdbError {
    /// Another kind of file, another version, or a head that makes no sense.
    #[error("no rpm database in NDB form, or its head is damaged")]
    Head,
    /// Slots that lie outside the file or are more than any system has.
    #[error("the slots of the rpm database are damaged or more than {SLOT_PAGES_MAX} pages")]
    Slots,
    /// A header that is not where its slot says.
    #[error("package number {0} of the rpm database is damaged")]
    Blob(u32),
    /// Headers lie upon each other.
    #[error("the packages of the rpm database together are larger than its file")]
    Overlap,
}

/// Whether a file begins as a database of this form does.
pub(crate) fn is(file: &[u8]) -> bool {
    file.starts_with(MAGIC)
}

/// Hands each header to `row`, until that says no. What is damaged is handed over as an error and
/// the rest goes on.
pub(crate) fn headers<'a>(file: &'a [u8], mut row: impl FnMut(Result<&'a [u8], NdbError>) -> bool) {
    let slots = match slots(file) {
        Ok(slots) => slots,
        Err(error) => {
            row(Err(error));
            return;
        }
    };
    // Headers do not share bytes, so that all together are shorter than the file.
    let mut left = file.len();
    for slot in slots.chunks_exact(SLOT_BYTES) {
        let number = le32(slot, 4).unwrap_or(0);
        let blob = if !slot.starts_with(SLOT) {
            Err(NdbError::Slots)
        } else if number == 0 {
            continue;
        } else {
            blob(file, slot, number).ok_or(NdbError::Blob(number))
        };
        left = match left.checked_sub(blob.as_ref().map_or(1, |blob| blob.len())) {
            Some(left) => left,
            None => {
                row(Err(NdbError::Overlap));
                return;
            }
        };
        if !row(blob) {
            return;
        }
    }
}

fn slots(file: &[u8]) -> Result<&[u8], NdbError> {
    if !file.starts_with(MAGIC) || le32(file, 4) != Some(0) {
        return Err(NdbError::Head);
    }
    let pages = le32(file, 12).ok_or(NdbError::Head)? as usize;
    if pages == 0 || pages > SLOT_PAGES_MAX {
        return Err(NdbError::Slots);
    }
    file.get(HEAD_BYTES..pages * PAGE_BYTES)
        .ok_or(NdbError::Slots)
}

/// The header that a slot leads to.
fn blob<'a>(file: &'a [u8], slot: &[u8], number: u32) -> Option<&'a [u8]> {
    let start = (le32(slot, 8)? as usize).checked_mul(BLOCK_BYTES)?;
    let blocks = (le32(slot, 12)? as usize).checked_mul(BLOCK_BYTES)?;
    let whole = file.get(start..start.checked_add(blocks)?)?;
    let length = le32(whole, 12)? as usize;
    let is_it = whole.starts_with(BLOB_HEAD) && le32(whole, 4) == Some(number);
    let end = BLOB_HEAD_BYTES.checked_add(length)?;
    let fits = end.checked_add(BLOB_TAIL_BYTES)? <= whole.len();
    // The tail stands at the end of the last block; its length says the same as the head's.
    let tail = whole.get(whole.len().checked_sub(BLOB_TAIL_BYTES)?..)?;
    let closed = tail.ends_with(BLOB_TAIL) && le32(tail, 4) == Some(length as u32);
    (is_it && fits && closed).then(|| whole.get(BLOB_HEAD_BYTES..end))?
}

fn le32(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*data.get(at..)?.first_chunk::<4>()?))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A database of these blobs, numbered from 1, laid out as rpm does.
    pub(crate) fn ndb(blobs: &[&[u8]]) -> Vec<u8> {
        let mut file = vec![0_u8; PAGE_BYTES];
        file[..4].copy_from_slice(MAGIC);
        file[8..12].copy_from_slice(&7_u32.to_le_bytes());
        file[12..16].copy_from_slice(&1_u32.to_le_bytes());
        for slot in file[HEAD_BYTES..].chunks_exact_mut(SLOT_BYTES) {
            slot[..4].copy_from_slice(SLOT);
        }
        for (index, blob) in blobs.iter().enumerate() {
            let number = index as u32 + 1;
            let start = file.len();
            let bytes = BLOB_HEAD_BYTES + blob.len() + BLOB_TAIL_BYTES;
            let blocks = bytes.div_ceil(BLOCK_BYTES);
            file.extend_from_slice(BLOB_HEAD);
            for value in [number, 7, blob.len() as u32] {
                file.extend_from_slice(&value.to_le_bytes());
            }
            file.extend_from_slice(blob);
            file.resize(start + blocks * BLOCK_BYTES - BLOB_TAIL_BYTES, 0);
            file.extend_from_slice(&[0; 4]);
            file.extend_from_slice(&(blob.len() as u32).to_le_bytes());
            file.extend_from_slice(BLOB_TAIL);
            let slot = HEAD_BYTES + index * SLOT_BYTES;
            let values = [number, (start / BLOCK_BYTES) as u32, blocks as u32];
            for (place, value) in values.into_iter().enumerate() {
                let at = slot + 4 + 4 * place;
                file[at..at + 4].copy_from_slice(&value.to_le_bytes());
            }
        }
        file
    }

    fn read(file: &[u8]) -> Vec<Result<&[u8], NdbError>> {
        let mut all = Vec::new();
        headers(file, |row| {
            all.push(row);
            true
        });
        all
    }

    #[test]
    fn headers_are_read_in_the_order_of_their_slots() {
        let file = ndb(&[
            b"one",
            b"",
            b"a longer one that takes several blocks of the file",
        ]);
        let all = read(&file);
        assert_eq!(all[0], Ok(&b"one"[..]));
        assert_eq!(all[1], Ok(&b""[..]));
        assert_eq!(all[2].as_ref().unwrap().len(), 50);
        assert_eq!(all.len(), 3);
    }

    #[test]
    fn a_slot_that_lies_loses_only_its_package() {
        let good = ndb(&[b"one", b"two"]);
        // Block, length in blocks, and then magic number, number and length of the blob.
        for (at, value) in [
            (HEAD_BYTES + 8, u32::MAX),
            (HEAD_BYTES + 12, u32::MAX),
            (HEAD_BYTES + 12, 0),
            (PAGE_BYTES, 1),
            (PAGE_BYTES + 4, 9),
            (PAGE_BYTES + 12, u32::MAX),
        ] {
            let mut file = good.clone();
            file[at..at + 4].copy_from_slice(&value.to_le_bytes());
            assert_eq!(
                read(&file),
                [Err(NdbError::Blob(1)), Ok(&b"two"[..])],
                "{at}"
            );
        }
    }

    #[test]
    fn slots_beyond_the_file_or_the_limit_are_an_error() {
        let good = ndb(&[b"one"]);
        for pages in [0, 2, SLOT_PAGES_MAX as u32 + 1, u32::MAX] {
            let mut file = good.clone();
            file[12..16].copy_from_slice(&pages.to_le_bytes());
            assert_eq!(read(&file), [Err(NdbError::Slots)], "{pages}");
        }
        assert_eq!(read(b"RpmP"), [Err(NdbError::Head)]);
        assert_eq!(read(b"something else"), [Err(NdbError::Head)]);
    }

    #[test]
    fn slots_that_share_one_header_end() {
        let blob = vec![7_u8; 3000];
        let mut file = ndb(&[&blob]);
        let slot = file[HEAD_BYTES..HEAD_BYTES + SLOT_BYTES].to_vec();
        for number in 1..200 {
            let at = HEAD_BYTES + number * SLOT_BYTES;
            file[at..at + SLOT_BYTES].copy_from_slice(&slot);
        }
        let all = read(&file);
        assert_eq!(all.last(), Some(&Err(NdbError::Overlap)));
        assert!(all.len() < 5, "{}", all.len());
    }
}
