//! Members of a tar archive inside a layer (POSIX.1-1988 ustar, with the long names of GNU and
//! pax). Layers themselves are read by the crate `image`, which knows all that a file system needs.

use std::io::Read;

use super::{MEMBER_BYTES_MAX, Search};

const BLOCK_BYTES: usize = 512;

/// LIMIT: bytes of a long name or extended header; longer ones are passed over.
const NAME_BYTES_MAX: u64 = 64 << 10;

pub(super) fn read<R: Read>(mut archive: R, search: &mut Search<'_>) -> Result<(), String> {
    let mut long_name: Option<String> = None;
    let mut block = [0_u8; BLOCK_BYTES];
    let cut_off = |error: std::io::Error| format!("the archive is cut off: {error}");
    loop {
        if let Some(reason) = search.ends() {
            return Err(reason);
        }
        // The end is two blocks of zeros; many archives have one or none.
        if archive.read_exact(&mut block).is_err() || block == [0; BLOCK_BYTES] {
            return Ok(());
        }
        let size = number(block.get(124..136).unwrap_or_default())
            .ok_or("a header of the archive has no readable size")?;
        let padded = size
            .checked_next_multiple_of(BLOCK_BYTES as u64)
            .ok_or("a header of the archive has no readable size")?;
        let mut content = archive.by_ref().take(padded);
        match block[156] {
            b'0' | 0 | b'7' => {
                let name = long_name.take().unwrap_or_else(|| header_name(&block));
                if search.wants(&name) && size > 0 {
                    search.member(&name, &mut content.by_ref().take(size));
                } else {
                    // What is passed over of a compressed archive is inflated all the same.
                    search.inflated_bytes += size / 4;
                }
            }
            kind @ (b'L' | b'x') => {
                let mut text = Vec::new();
                let most = size.min(NAME_BYTES_MAX);
                content
                    .by_ref()
                    .take(most)
                    .read_to_end(&mut text)
                    .map_err(cut_off)?;
                long_name = if kind == b'L' {
                    Some(text_of(&text))
                } else {
                    pax_path(&text).or(long_name)
                };
            }
            _ => long_name = None,
        }
        std::io::copy(&mut content, &mut std::io::sink()).map_err(cut_off)?;
        if content.limit() > 0 {
            return Err("the archive is cut off".to_owned());
        }
        if size > MEMBER_BYTES_MAX {
            search.inflated_bytes += size - MEMBER_BYTES_MAX;
        }
    }
}

fn header_name(block: &[u8]) -> String {
    let name = text_of(block.get(..100).unwrap_or_default());
    let prefix = text_of(block.get(345..500).unwrap_or_default());
    if prefix.is_empty() || block.get(257..262) != Some(b"ustar") {
        return name;
    }
    format!("{prefix}/{name}")
}

/// The text before the first NUL.
fn text_of(bytes: &[u8]) -> String {
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
}

/// The record `path` of an extended header: `LENGTH path=VALUE\n`.
fn pax_path(records: &[u8]) -> Option<String> {
    let at = memchr::memmem::find(records, b" path=")? + 6;
    let rest = records.get(at..)?;
    let end = memchr::memchr(b'\n', rest)?;
    Some(String::from_utf8_lossy(rest.get(..end)?).into_owned())
}

/// A number in octal digits, or in base 256 where the first bit is set.
fn number(field: &[u8]) -> Option<u64> {
    if field.first()? & 0x80 != 0 {
        let tail = field.get(field.len().checked_sub(8)?..)?;
        return Some(u64::from_be_bytes(tail.try_into().ok()?) & (i64::MAX as u64));
    }
    let digits = field
        .iter()
        .copied()
        .skip_while(|byte| *byte == b' ')
        .take_while(|byte| !matches!(byte, b' ' | 0));
    let mut value = 0_u64;
    for digit in digits {
        let digit = digit.checked_sub(b'0').filter(|digit| *digit < 8)?;
        value = value.checked_mul(8)?.checked_add(u64::from(digit))?;
    }
    Some(value)
}
