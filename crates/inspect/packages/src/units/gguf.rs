//! AI models in the GGUF format: the metadata at the head of `*.gguf`.
//!
//! Format: github.com/ggml-org/ggml, docs/gguf.md, versions 1 to 3: magic, version, number of
//! tensors, number of keys, then keys with typed values. The keys `general.*` say what the model
//! is; those who write such files write them first, before the vocabulary, which has megabytes.

use std::collections::BTreeSet;

use seaworthy_facts::PackageKind;

use crate::found::{FIELD_ENTRIES_MAX, Found};
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "gguf",
    title: "AI models in the GGUF format",
    evidence: Evidence::Installed,
    recognise: &[Recognise::HeadOfExtension("gguf", anywhere)],
    knows: Knows {
        licences: true,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: what says which model it is stands in the first kilobytes; a model has gigabytes.
    file_bytes_max: 1024 * 1024,
    parse,
};

/// LIMIT: bytes of a value that is kept. Names and licences have a line; a chat template is longer
/// and says nothing of this kind.
const VALUE_BYTES_MAX: u64 = 1024;

/// LIMIT: keys that are read. The largest known have 60.
const KEYS_MAX: u64 = 10_000;

/// LIMIT: arrays inside of arrays; the format allows them, nobody writes them.
const DEPTH_MAX: u32 = 4;

/// Why reading ended before the last key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum ReadError {
    #[error("what is known of the file ends inside of its metadata")]
    Cut,
    #[error("a value of the unknown type {0}")]
    Type(u32),
    #[error("arrays are nested deeper than {DEPTH_MAX}")]
    Depth,
}

#[derive(Default)]
struct Model {
    name: Option<String>,
    basename: Option<String>,
    version: Option<String>,
    organisation: Option<String>,
    licence: Option<String>,
    bases: BTreeSet<String>,
    /// A key of another group was seen, so that those which matter are over.
    is_complete: bool,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut reader = Reader {
        rest: content,
        is_first: false,
    };
    let mut model = Model::default();
    match head(&mut reader, &mut model, found) {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) if model.is_complete && error == ReadError::Cut => {}
        Err(error) => found.unread(format!("the metadata of a model: {error}")),
    }
    let stem = found.path().rsplit('/').next().unwrap_or_default();
    let stem = stem.strip_suffix(".gguf").unwrap_or(stem);
    let name = model
        .name
        .or(model.basename)
        .unwrap_or_else(|| stem.to_owned());
    let version = model.version.unwrap_or_default();
    let mut package = found.new_package(PackageKind::Model, name, version);
    package.vendor = model.organisation;
    package.licences.extend(model.licence);
    package.depends = model.bases.into_iter().collect();
    found.push(package);
}

/// Reads all keys; `false` if this is no such file.
fn head(
    reader: &mut Reader<'_>,
    model: &mut Model,
    found: &mut Found<'_>,
) -> Result<bool, ReadError> {
    if reader.rest.get(..4) != Some(b"GGUF") {
        found.unread("not a GGUF file");
        return Ok(false);
    }
    reader.take(4)?;
    let version = reader.u32()?;
    if !(1..=3).contains(&version) {
        // A version that is larger than 65,535 is one of the other byte order.
        found.unread("a GGUF file of an unknown version or byte order");
        return Ok(false);
    }
    reader.is_first = version == 1;
    reader.count()?;
    let keys = reader.count()?;
    if keys > KEYS_MAX {
        found.unread(format!(
            "{keys} keys, of which the first {KEYS_MAX} were read"
        ));
    }
    for _ in 0..keys.min(KEYS_MAX) {
        let key = reader.text()?.unwrap_or_default();
        let kind = reader.u32()?;
        if !key.starts_with("general.") {
            model.is_complete = true;
            reader.skip(kind, 0)?;
            continue;
        }
        if kind != TEXT {
            reader.skip(kind, 0)?;
            continue;
        }
        let Some(value) = reader.text()?.filter(|value| !value.is_empty()) else {
            continue;
        };
        let slot = match key.as_str() {
            "general.name" => &mut model.name,
            "general.basename" => &mut model.basename,
            "general.version" => &mut model.version,
            "general.organization" => &mut model.organisation,
            "general.license" => &mut model.licence,
            key if key.starts_with("general.base_model.") && key.ends_with(".name") => {
                if model.bases.len() < FIELD_ENTRIES_MAX {
                    model.bases.insert(value);
                }
                continue;
            }
            _ => continue,
        };
        *slot = Some(value);
    }
    Ok(true)
}

/// The type of a text, and that of an array (`gguf_metadata_value_type`).
const TEXT: u32 = 8;
const ARRAY: u32 = 9;

struct Reader<'a> {
    rest: &'a [u8],
    /// Version 1 counts with 32 bits.
    is_first: bool,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: u64) -> Result<&'a [u8], ReadError> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(ReadError::Cut)?;
        self.rest = rest;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<u32, ReadError> {
        let bytes = self.take(4)?.try_into().map_err(|_| ReadError::Cut)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn count(&mut self) -> Result<u64, ReadError> {
        if self.is_first {
            return self.u32().map(u64::from);
        }
        let bytes = self.take(8)?.try_into().map_err(|_| ReadError::Cut)?;
        Ok(u64::from_le_bytes(bytes))
    }

    /// A text; none if it is longer than what is kept.
    fn text(&mut self) -> Result<Option<String>, ReadError> {
        let length = self.count()?;
        let bytes = self.take(length)?;
        Ok((length <= VALUE_BYTES_MAX).then(|| crate::found::text(bytes)))
    }

    fn skip(&mut self, kind: u32, depth: u32) -> Result<(), ReadError> {
        if depth > DEPTH_MAX {
            return Err(ReadError::Depth);
        }
        match kind {
            TEXT => {
                let length = self.count()?;
                self.take(length).map(drop)
            }
            ARRAY => {
                let kind = self.u32()?;
                let count = self.count()?;
                if let Some(bytes) = bytes_of(kind) {
                    return self.take(count.saturating_mul(bytes)).map(drop);
                }
                // Each element takes at least four bytes, so that a count that lies ends soon.
                for _ in 0..count {
                    self.skip(kind, depth + 1)?;
                }
                Ok(())
            }
            kind => {
                let bytes = bytes_of(kind).ok_or(ReadError::Type(kind))?;
                self.take(bytes).map(drop)
            }
        }
    }
}

/// The size of a number or truth value.
fn bytes_of(kind: u32) -> Option<u64> {
    match kind {
        0 | 1 | 7 => Some(1),
        2 | 3 => Some(2),
        4..=6 => Some(4),
        10..=12 => Some(8),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PATH: &str = "models/llama-7b.Q4_0.gguf";

    fn text(out: &mut Vec<u8>, text: &str) {
        out.extend((text.len() as u64).to_le_bytes());
        out.extend(text.as_bytes());
    }

    fn file(keys: u64, body: &[u8]) -> Vec<u8> {
        let mut file = b"GGUF\x03\0\0\0".to_vec();
        file.extend(1_u64.to_le_bytes());
        file.extend(keys.to_le_bytes());
        file.extend(body);
        file
    }

    fn key(out: &mut Vec<u8>, name: &str, value: &str) {
        text(out, name);
        out.extend(TEXT.to_le_bytes());
        text(out, value);
    }

    fn sample() -> Vec<u8> {
        let mut body = Vec::new();
        key(&mut body, "general.architecture", "llama");
        key(&mut body, "general.name", "Tiny Llama");
        key(&mut body, "general.version", "v1.0");
        key(&mut body, "general.organization", "Example");
        key(&mut body, "general.license", "apache-2.0");
        key(&mut body, "general.base_model.0.name", "Llama 2");
        text(&mut body, "tokenizer.tokens");
        body.extend(ARRAY.to_le_bytes());
        body.extend(TEXT.to_le_bytes());
        body.extend(2_u64.to_le_bytes());
        text(&mut body, "a");
        text(&mut body, "b");
        file(7, &body)
    }

    #[test]
    fn the_general_keys_name_the_model() {
        let facts = parsed(&UNIT, PATH, &sample());
        let package = &facts.packages[0];
        assert_eq!((&*package.name, &*package.version), ("Tiny Llama", "v1.0"));
        assert_eq!(package.vendor.as_deref(), Some("Example"));
        assert_eq!(package.licences, ["apache-2.0"]);
        assert_eq!(package.depends, ["Llama 2"]);
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
    }

    #[test]
    fn a_vocabulary_behind_the_limit_is_not_missed() {
        let whole = sample();
        let facts = parsed(&UNIT, PATH, &whole[..whole.len() - 3]);
        assert_eq!(facts.packages[0].name, "Tiny Llama");
        assert!(facts.unread.is_empty());
        let facts = parsed(&UNIT, PATH, &whole[..90]);
        assert_eq!(facts.packages[0].name, "llama-7b.Q4_0");
        assert_eq!(facts.unread.len(), 1);
    }

    #[test]
    fn counts_that_lie_end() {
        let mut endless = Vec::new();
        endless.extend(u64::MAX.to_le_bytes());
        let mut array = Vec::new();
        text(&mut array, "general.x");
        for _ in 0..20 {
            array.extend(ARRAY.to_le_bytes());
        }
        array.extend(u64::MAX.to_le_bytes());
        let mut deep = Vec::new();
        text(&mut deep, "general.x");
        deep.extend(ARRAY.to_le_bytes());
        for _ in 0..20 {
            deep.extend(ARRAY.to_le_bytes());
            deep.extend(1_u64.to_le_bytes());
        }
        for body in [endless, array, deep] {
            let facts = parsed(&UNIT, PATH, &file(u64::MAX, &body));
            assert_eq!(facts.packages.len(), 1);
            assert_eq!(facts.unread.len(), 2, "{:?}", facts.unread);
        }
        for other in [&b""[..], b"GGUF", b"GGML\0\0\0\0", b"GGUF\0\0\0\x03"] {
            assert_eq!(parsed(&UNIT, PATH, other).unread.len(), 1, "{other:?}");
        }
    }
}
