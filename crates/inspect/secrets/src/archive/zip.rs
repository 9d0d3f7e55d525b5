//! Members of a zip archive (APPNOTE.TXT 6.3), by its central directory.

use flate2::bufread::DeflateDecoder;

use super::Search;

const END: &[u8] = b"PK\x05\x06";
const CENTRAL: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
const END_BYTES: usize = 22;
const CENTRAL_BYTES: usize = 46;
const LOCAL_BYTES: usize = 30;

/// LIMIT: the comment at the end, behind which the end record is sought (a field of 16 bits).
const COMMENT_BYTES_MAX: usize = 65_535;

/// An entry of the central directory.
struct Entry<'a> {
    name: &'a [u8],
    encrypted: bool,
    method: u16,
    stored_bytes: usize,
    local_at: usize,
    next: usize,
}

pub(super) fn read(archive: &[u8], search: &mut Search<'_>) -> Result<(), String> {
    let mut at = directory(archive).ok_or("it has no central directory that can be read")?;
    while archive
        .get(at..)
        .is_some_and(|rest| rest.starts_with(CENTRAL))
    {
        if let Some(reason) = search.ends() {
            return Err(reason);
        }
        let entry = entry(archive, at).ok_or("its central directory is cut off")?;
        // INVARIANT: an entry has 46 bytes at least, so the archive's own size bounds this loop.
        at = entry.next;
        let name = String::from_utf8_lossy(entry.name);
        if !search.wants(&name) || entry.stored_bytes == 0 {
            continue;
        }
        match data(archive, &entry) {
            Some(data) if entry.method == 0 => search.member(&name, &mut &*data),
            Some(data) => search.member(&name, &mut DeflateDecoder::new(data)),
            None => search.skip(&name),
        }
    }
    Ok(())
}

/// Where the central directory begins, by the last end record.
fn directory(archive: &[u8]) -> Option<usize> {
    let from = archive.len().saturating_sub(END_BYTES + COMMENT_BYTES_MAX);
    let at = from + memchr::memmem::rfind(archive.get(from..)?, END)?;
    let start = u32_at(archive, at + 16)? as usize;
    (start <= at).then_some(start)
}

fn entry(archive: &[u8], at: usize) -> Option<Entry<'_>> {
    let length = |place| u16_at(archive, at + place).map(usize::from);
    let (name_bytes, extra_bytes, comment_bytes) = (length(28)?, length(30)?, length(32)?);
    let name_at = at + CENTRAL_BYTES;
    Some(Entry {
        name: archive.get(name_at..name_at + name_bytes)?,
        encrypted: u16_at(archive, at + 8)? & 1 == 1,
        method: u16_at(archive, at + 10)?,
        stored_bytes: u32_at(archive, at + 20)? as usize,
        local_at: u32_at(archive, at + 42)? as usize,
        next: name_at + name_bytes + extra_bytes + comment_bytes,
    })
}

/// The bytes of a member as stored; `None` where it is encrypted, of another method than the two
/// that everybody reads, in the form for sizes beyond 4 GiB, or not where the directory says.
fn data<'a>(archive: &'a [u8], entry: &Entry<'_>) -> Option<&'a [u8]> {
    if entry.encrypted || !matches!(entry.method, 0 | 8) {
        return None;
    }
    let local = archive.get(entry.local_at..)?;
    if !local.starts_with(LOCAL) {
        return None;
    }
    let name_bytes = usize::from(u16_at(local, 26)?);
    let extra_bytes = usize::from(u16_at(local, 28)?);
    let start = LOCAL_BYTES + name_bytes + extra_bytes;
    local.get(start..start.checked_add(entry.stored_bytes)?)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}
