//! The form of cached files: a head that names and checks what follows, then facts under zstd.
//!
//! The facts are JSON but for the lists that are long: packages, links and their like are packed
//! (see [`super::packed`]), and the two lists of hashes are numbers of 64 bits, little endian:
//!
//! ```text
//! magic (8)  key (32)  SHA-256 of the rest (32)  length of the facts (8)  facts under zstd
//! facts: length of the JSON (8), JSON, packed lists, count (8), present, count (8), owned by
//!        owner: owner (8), count (8), paths
//! ```

use seaworthy_facts::{LayerFacts, OwnedFile};
use seaworthy_model::Digest;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Key;
use super::packed::Lists;
use crate::layer::{Compression, Totals};

const MAGIC_FACTS: &[u8; 8] = b"SWfacts2";
const MAGIC_KNOWN: &[u8; 8] = b"SWblob-1";
const HEAD_BYTES: usize = 8 + 32 + 32;

/// LIMIT: facts of one file, inflated. A layer may leave 64 MiB of texts, and eight bytes for each
/// of four million entries; what is larger is read again each time.
const FACTS_BYTES_MAX: u64 = 256 << 20;

/// The fastest level: the lists of hashes do not shrink, and the texts shrink well at any.
const ZSTD_LEVEL: i32 = 1;

/// What a stored blob was found to be when it was read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) totals: Totals,
}

/// The same as it is written.
#[derive(Serialize, Deserialize)]
struct Written {
    diff_id: Digest,
    stored: Option<Digest>,
    stored_bytes: u64,
    compression: String,
}

impl Known {
    /// Takes what a pass found, if it came to the end of the blob.
    pub(crate) fn of(totals: &Totals) -> Option<Self> {
        totals.inflated.as_ref()?;
        Some(Known {
            totals: totals.clone(),
        })
    }

    pub(crate) fn encode(&self, identity: Key) -> Vec<u8> {
        let Some(diff_id) = self.totals.inflated.clone() else {
            return Vec::new();
        };
        let written = Written {
            diff_id,
            stored: self.totals.stored.clone(),
            stored_bytes: self.totals.stored_bytes,
            compression: self.totals.compression.as_str().to_owned(),
        };
        // A struct of texts and numbers has a JSON form.
        let body = serde_json::to_vec(&written).unwrap_or_default();
        sealed(MAGIC_KNOWN, identity, &body)
    }

    pub(crate) fn decode(bytes: &[u8], identity: Key) -> Option<Self> {
        let written: Written =
            serde_json::from_slice(opened(bytes, MAGIC_KNOWN, identity)?).ok()?;
        let all = [Compression::Gzip, Compression::Zstd, Compression::None];
        let compression = all
            .into_iter()
            .find(|known| known.as_str() == written.compression)?;
        Some(Known {
            totals: Totals {
                compression,
                stored_bytes: written.stored_bytes,
                stored: written.stored,
                inflated: Some(written.diff_id),
            },
        })
    }
}

/// Facts as a file; `None` if they are too many to be kept.
pub(crate) fn encode(facts: &mut LayerFacts, key: Key) -> Option<Vec<u8>> {
    let (present, owned) = (
        std::mem::take(&mut facts.present),
        std::mem::take(&mut facts.owned),
    );
    let lists = Lists::take(facts);
    let json = serde_json::to_vec(facts);
    let mut plain = Vec::new();
    let written = json.ok().and_then(|json| {
        put(&mut plain, json.len() as u64);
        plain.extend_from_slice(&json);
        lists.write(&mut plain)
    });
    lists.put_back(facts);
    (facts.present, facts.owned) = (present, owned);
    written?;
    put(&mut plain, facts.present.len() as u64);
    for hash in &facts.present {
        put(&mut plain, *hash);
    }
    put(&mut plain, facts.owned.len() as u64);
    // Files of one package stand together: its hash is written once for all of them.
    for files in facts.owned.chunk_by(|one, other| one.owner == other.owner) {
        put(&mut plain, files.first()?.owner);
        put(&mut plain, files.len() as u64);
        for file in files {
            put(&mut plain, file.path);
        }
    }
    if plain.len() as u64 > FACTS_BYTES_MAX {
        return None;
    }
    let mut body = (plain.len() as u64).to_le_bytes().to_vec();
    body.extend(zstd::bulk::compress(&plain, ZSTD_LEVEL).ok()?);
    Some(sealed(MAGIC_FACTS, key, &body))
}

/// Facts of a file; `None` if it is not what it should be in any way.
pub(crate) fn decode(bytes: &[u8], key: Key) -> Option<LayerFacts> {
    let mut body = opened(bytes, MAGIC_FACTS, key)?;
    let length = take(&mut body).filter(|length| *length <= FACTS_BYTES_MAX)?;
    let plain = zstd::bulk::decompress(body, usize::try_from(length).ok()?).ok()?;
    let mut rest = plain.as_slice();
    let json = usize::try_from(take(&mut rest)?).ok()?;
    let (json, mut rest) = rest.split_at_checked(json)?;
    let mut facts: LayerFacts = serde_json::from_slice(json).ok()?;
    Lists::read(&mut rest)?.put_back(&mut facts);
    facts.present = take_all(&mut rest)?.collect();
    let owned = take(&mut rest)?;
    // Each needs eight bytes at least, so a false number cannot ask for memory.
    let owned = usize::try_from(owned)
        .ok()
        .filter(|count| *count <= rest.len() / 8)?;
    facts.owned = Vec::with_capacity(owned);
    while facts.owned.len() < owned {
        let owner = take(&mut rest)?;
        let before = facts.owned.len();
        let files = take_all(&mut rest)?.map(|path| OwnedFile { path, owner });
        facts.owned.extend(files);
        if facts.owned.len() == before {
            return None;
        }
    }
    (facts.owned.len() == owned && rest.is_empty()).then_some(facts)
}

fn sealed(magic: &[u8; 8], key: Key, body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD_BYTES + body.len());
    bytes.extend_from_slice(magic);
    bytes.extend_from_slice(key.bytes());
    bytes.extend_from_slice(&Sha256::digest(body));
    bytes.extend_from_slice(body);
    bytes
}

/// The body of a file, if its head names this key and the body is as it was written.
fn opened<'b>(bytes: &'b [u8], magic: &[u8; 8], key: Key) -> Option<&'b [u8]> {
    let rest = bytes.strip_prefix(magic)?.strip_prefix(key.bytes())?;
    let (sum, body) = rest.split_at_checked(32)?;
    (Sha256::digest(body).as_slice() == sum).then_some(body)
}

/// A body with a head that fits it.
pub(crate) fn resealed(body: &[u8], key: Key) -> Vec<u8> {
    sealed(MAGIC_FACTS, key, body)
}

/// What follows the head.
pub(crate) fn body(file: &[u8]) -> &[u8] {
    file.get(HEAD_BYTES..).unwrap_or_default()
}

fn put(bytes: &mut Vec<u8>, number: u64) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let (number, rest) = bytes.split_first_chunk::<8>()?;
    *bytes = rest;
    Some(u64::from_le_bytes(*number))
}

/// A count and as many numbers.
fn take_all<'b>(bytes: &mut &'b [u8]) -> Option<impl Iterator<Item = u64> + use<'b>> {
    let count = usize::try_from(take(bytes)?).ok()?;
    let (numbers, rest) = bytes.split_at_checked(count.checked_mul(8)?)?;
    *bytes = rest;
    let numbers = numbers.as_chunks::<8>().0;
    Some(numbers.iter().map(|number| u64::from_le_bytes(*number)))
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::{LinkFact, Package, PackageKind};

    use super::*;

    fn key() -> Key {
        Key::new("test").finish()
    }

    fn facts() -> LayerFacts {
        let owned = |path, owner| OwnedFile { path, owner };
        LayerFacts {
            packages: vec![Package::new(PackageKind::Deb, "a", "1", "p", "dpkg")],
            owned: vec![owned(1, 7), owned(2, 7), owned(3, 8), owned(4, 7)],
            links: vec![LinkFact {
                path: "lib".to_owned(),
                target: "usr/lib".to_owned(),
                hard: false,
            }],
            present: vec![u64::MAX, 0, 5],
            entries: 9,
            ..LayerFacts::default()
        }
    }

    #[test]
    fn facts_come_back_as_they_were() {
        let mut facts = facts();
        let bytes = encode(&mut facts, key()).unwrap();
        assert_eq!(decode(&bytes, key()), Some(facts));
        let nothing = &mut LayerFacts::default();
        let bytes = encode(nothing, key()).unwrap();
        assert_eq!(decode(&bytes, key()).as_ref(), Some(&*nothing));
    }

    #[test]
    fn any_changed_byte_and_any_cut_is_noticed() {
        let bytes = encode(&mut facts(), key()).unwrap();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x10;
            assert_eq!(decode(&damaged, key()), None, "byte {at}");
            assert_eq!(decode(&bytes[..at], key()), None, "cut at {at}");
        }
        let other = Key::new("other").finish();
        assert_eq!(decode(&bytes, other), None, "a file under another name");
    }

    #[test]
    fn a_false_length_under_a_right_checksum_is_refused() {
        let seal = |plain: &[u8], length: u64| {
            let mut body = length.to_le_bytes().to_vec();
            body.extend(zstd::bulk::compress(plain, 1).unwrap());
            sealed(MAGIC_FACTS, key(), &body)
        };
        let with = |numbers: &[u64], json: &[u8]| {
            let mut plain = Vec::new();
            put(&mut plain, json.len() as u64);
            plain.extend_from_slice(json);
            Lists::default().write(&mut plain).unwrap();
            for number in numbers {
                put(&mut plain, *number);
            }
            let length = plain.len() as u64;
            seal(&plain, length)
        };
        assert!(decode(&with(&[0, 0], b"{}"), key()).is_some());
        for numbers in [
            &[u64::MAX, 0][..],
            &[0, u64::MAX],
            &[0, 1, 7, 0],
            &[0, 2, 7, 1, 5],
            &[0, 1, 7, 2, 5, 6],
            &[0, 0, 0],
            &[0],
        ] {
            assert!(
                decode(&with(numbers, b"{}"), key()).is_none(),
                "{numbers:?}"
            );
        }
        assert!(decode(&with(&[0, 0], b"[1"), key()).is_none());
        assert!(decode(&seal(b"x", FACTS_BYTES_MAX + 1), key()).is_none());
        assert!(decode(&seal(&[0; 64], 8), key()).is_none());
    }

    #[test]
    fn what_a_blob_is_comes_back_and_damage_is_noticed() {
        let known = Known {
            totals: Totals {
                compression: Compression::Zstd,
                stored_bytes: 5,
                stored: Some(Digest::sha256(b"blob")),
                inflated: Some(Digest::sha256(b"tar")),
            },
        };
        let bytes = known.encode(key());
        assert_eq!(Known::decode(&bytes, key()), Some(known));
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert_eq!(Known::decode(&damaged, key()), None, "byte {at}");
        }
    }
}
