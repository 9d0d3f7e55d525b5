//! Objects of git: loose ones (gitrepository-layout(5)) and packs (gitformat-pack(5)). Blobs,
//! commits and tags are searched; trees hold names and numbers only.

use std::collections::HashMap;
use std::io::Read;
use std::rc::Rc;

use flate2::bufread::ZlibDecoder;

use super::{MEMBER_BYTES_MAX, Search};

/// LIMIT: objects between one and the whole object that it differs from. git makes chains of 50, on
/// request of 4,095.
const DELTA_DEPTH_MAX: usize = 128;

/// LIMIT: bytes of objects that are kept because others may differ from them.
const KEPT_BYTES_MAX: usize = 24 << 20;

/// LIMIT: bytes of object headers, which are a word and a number.
const HEADER_BYTES_MAX: usize = 32;

/// Whether a path is that of a loose object: `.git/objects/ab/` and 38 or 62 more digits.
pub(super) fn is_loose(path: &str) -> bool {
    let mut parts = path.rsplitn(3, '/');
    let (Some(name), Some(folder), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    matches!(name.len(), 38 | 62)
        && folder.len() == 2
        && hex(name)
        && hex(folder)
        && (rest == "objects" || rest.ends_with("/objects"))
}

pub(super) fn read_loose(content: &[u8], search: &mut Search<'_>) -> Result<(), String> {
    let object = inflate(content).map(|(object, _)| object);
    let object = object.ok_or("the git object is damaged or too large")?;
    let head = object.get(..HEADER_BYTES_MAX).unwrap_or(&object);
    let nul = memchr::memchr(0, head).ok_or("the git object has no header")?;
    let (kind, body) = object.split_at(nul);
    let kind = kind.split(|byte| *byte == b' ').next().unwrap_or_default();
    let body = body.get(1..).unwrap_or_default();
    match kind {
        b"blob" | b"commit" | b"tag" => search.content(&String::from_utf8_lossy(kind), body),
        b"tree" => {}
        _ => return Err("the git object is of an unknown kind".to_owned()),
    }
    Ok(())
}

/// Kinds of objects in a pack.
const COMMIT: u8 = 1;
const TREE: u8 = 2;
const BLOB: u8 = 3;
const TAG: u8 = 4;
const OFFSET_DELTA: u8 = 6;
const REFERENCE_DELTA: u8 = 7;

struct Pack<'a> {
    bytes: &'a [u8],
    kept: HashMap<usize, (u8, Rc<Vec<u8>>)>,
    kept_bytes: usize,
}

/// One entry as stored.
struct Stored {
    kind: u8,
    /// Where the object lies that this one differs from.
    base_at: Option<usize>,
    data: Vec<u8>,
    next: usize,
}

pub(super) fn read_pack(bytes: &[u8], search: &mut Search<'_>) -> Result<(), String> {
    let count = bytes.get(8..12).and_then(|four| four.try_into().ok());
    let count = count
        .map(u32::from_be_bytes)
        .ok_or("the git pack is cut off")?;
    let mut pack = Pack {
        bytes,
        kept: HashMap::new(),
        kept_bytes: 0,
    };
    let mut at = 12;
    for _ in 0..count {
        if let Some(reason) = search.ends() {
            return Err(reason);
        }
        let stored = pack
            .stored(at)
            .ok_or("the git pack is damaged or an object too large")?;
        search.inflated_bytes += stored.data.len() as u64;
        let next = stored.next;
        let object = pack.whole(at, stored, &mut search.inflated_bytes);
        let name = |kind: &str| format!("{kind}-{at}");
        match object {
            Some((BLOB, content)) => search.content(&name("blob"), &content),
            Some((COMMIT, content)) => search.content(&name("commit"), &content),
            Some((TAG, content)) => search.content(&name("tag"), &content),
            Some((TREE, _)) => {}
            _ => search.skip(&name("object")),
        }
        at = next;
    }
    Ok(())
}

impl Pack<'_> {
    /// Reads the entry at a place: kind and size, the base of a delta, and zlib data.
    fn stored(&self, at: usize) -> Option<Stored> {
        let mut place = at;
        let mut byte = *self.bytes.get(place)?;
        let kind = byte >> 4 & 7;
        while byte & 0x80 != 0 {
            place += 1;
            byte = *self.bytes.get(place)?;
        }
        place += 1;
        let mut base_at = None;
        if kind == OFFSET_DELTA {
            byte = *self.bytes.get(place)?;
            let mut back = usize::from(byte & 0x7f);
            while byte & 0x80 != 0 {
                place += 1;
                byte = *self.bytes.get(place)?;
                back = back.checked_add(1)?.checked_mul(128)? | usize::from(byte & 0x7f);
            }
            place += 1;
            base_at = Some(at.checked_sub(back).filter(|_| back > 0)?);
        } else if kind == REFERENCE_DELTA {
            place += 20;
        }
        let (data, used) = inflate(self.bytes.get(place..)?)?;
        Some(Stored {
            kind,
            base_at,
            data,
            next: place + used,
        })
    }

    /// The whole object of an entry. `None` where it differs from one that cannot be had: by name,
    /// which needs an index, or over too many steps.
    fn whole(
        &mut self,
        at: usize,
        stored: Stored,
        inflated: &mut u64,
    ) -> Option<(u8, Rc<Vec<u8>>)> {
        // From the entry down to a whole object, then back with the differences.
        let mut deltas = vec![(at, stored)];
        let (kind, mut object) = loop {
            let (_, last) = deltas.last()?;
            let Some(base_at) = last.base_at else {
                let (place, last) = deltas.pop()?;
                if !(COMMIT..=TAG).contains(&last.kind) {
                    return None;
                }
                let object = Rc::new(last.data);
                self.keep(place, last.kind, &object);
                break (last.kind, object);
            };
            if let Some((kind, object)) = self.kept.get(&base_at) {
                break (*kind, Rc::clone(object));
            }
            let held: usize = deltas.iter().map(|(_, delta)| delta.data.len()).sum();
            if deltas.len() >= DELTA_DEPTH_MAX || held > KEPT_BYTES_MAX {
                return None;
            }
            let base = self.stored(base_at)?;
            *inflated += base.data.len() as u64;
            deltas.push((base_at, base));
        };
        while let Some((place, delta)) = deltas.pop() {
            object = Rc::new(apply(&object, &delta.data)?);
            *inflated += object.len() as u64;
            self.keep(place, kind, &object);
        }
        Some((kind, object))
    }

    fn keep(&mut self, at: usize, kind: u8, object: &Rc<Vec<u8>>) {
        if self.kept_bytes + object.len() > KEPT_BYTES_MAX {
            self.kept.clear();
            self.kept_bytes = 0;
        }
        if object.len() <= KEPT_BYTES_MAX
            && self.kept.insert(at, (kind, Rc::clone(object))).is_none()
        {
            self.kept_bytes += object.len();
        }
    }
}

/// Applies a difference: two sizes, then copies from the base and new bytes.
fn apply(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
    let mut rest = delta;
    let base_bytes = size(&mut rest)?;
    let bytes = size(&mut rest)?;
    if base_bytes != base.len() || bytes as u64 > MEMBER_BYTES_MAX {
        return None;
    }
    let mut object = Vec::with_capacity(bytes);
    while let Some((&code, after)) = rest.split_first() {
        rest = after;
        if code & 0x80 == 0 {
            let (new, after) = rest
                .split_at_checked(usize::from(code))
                .filter(|_| code > 0)?;
            object.extend_from_slice(new);
            rest = after;
        } else {
            let mut field = |bits: std::ops::Range<u32>| {
                let first = bits.start;
                bits.into_iter().try_fold(0_usize, |value, bit| {
                    if code >> bit & 1 == 0 {
                        return Some(value);
                    }
                    let (&byte, after) = rest.split_first()?;
                    rest = after;
                    Some(value | usize::from(byte) << (8 * (bit - first)))
                })
            };
            let from = field(0..4)?;
            let length = match field(4..7)? {
                0 => 0x1_0000,
                length => length,
            };
            object.extend_from_slice(base.get(from..from.checked_add(length)?)?);
        }
        if object.len() > bytes {
            return None;
        }
    }
    (object.len() == bytes).then_some(object)
}

/// A number in groups of seven bits, the lowest first.
fn size(rest: &mut &[u8]) -> Option<usize> {
    let mut value = 0_usize;
    for shift in (0..35).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Inflates zlib data at the start of `bytes`: the content, and how many bytes it took.
fn inflate(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut decoder = ZlibDecoder::new(bytes);
    let mut object = Vec::new();
    let mut limited = decoder.by_ref().take(MEMBER_BYTES_MAX + 1);
    limited.read_to_end(&mut object).ok()?;
    if object.len() as u64 > MEMBER_BYTES_MAX {
        return None;
    }
    let used = usize::try_from(decoder.total_in()).ok()?;
    Some((object, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_loose_objects_are_known() {
        let name = "a".repeat(38);
        assert!(is_loose(&format!("app/.git/objects/ab/{name}")));
        assert!(is_loose(&format!("srv/repo.git/objects/ab/{name}")));
        assert!(!is_loose(&format!("app/.git/objects/zz/{name}")));
        assert!(!is_loose(&format!("app/cache/ab/{name}")));
        assert!(!is_loose(&name));
    }

    #[test]
    fn differences_are_applied_and_lies_refused() {
        // Base of 6 bytes, result of 7: copy 4 from 2, then three new bytes.
        let delta = [6, 7, 0x91, 2, 4, 3, b'x', b'y', b'z'];
        assert_eq!(apply(b"abcdef", &delta).as_deref(), Some(&b"cdefxyz"[..]));
        assert_eq!(apply(b"abcde", &delta), None);
        assert_eq!(apply(b"abcdef", &[6, 4, 0x91, 9, 4]), None);
        assert_eq!(apply(b"abcdef", &[6, 2, 0x91, 0, 4]), None);
        assert_eq!(apply(b"abcdef", &[6, 2, 0]), None);
        assert_eq!(apply(b"abcdef", &[6]), None);
        assert_eq!(apply(b"", &[0xff; 9]), None);
    }
}
