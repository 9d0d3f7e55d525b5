//! JSON (RFC 8259) out of anything that serde serialises, in the two layouts of `serde_json`.
//!
//! A report has some ten tokens a line, most of them short texts without anything to escape. They
//! go into memory, eight bytes a step, and to the writer in large pieces.

use std::io::Write;

use serde::Serialize;
use serde::ser::{
    Error as _, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use crate::text;

type Error = serde_json::Error;
type Done = Result<(), Error>;

/// Bytes that are gathered before the writer sees them.
const GATHERED_BYTES: usize = 64 * 1024;

/// Writes tokens into memory, and memory to a writer.
pub(super) struct Json<'w> {
    bytes: Vec<u8>,
    out: &'w mut dyn Write,
    /// Levels of indentation; none for the layout on one line.
    depth: Option<usize>,
}

impl<'w> Json<'w> {
    pub(super) fn new(pretty: bool, out: &'w mut dyn Write) -> Self {
        Json {
            bytes: Vec::with_capacity(GATHERED_BYTES + GATHERED_BYTES / 4),
            out,
            depth: pretty.then_some(0),
        }
    }

    /// Writes what is left.
    pub(super) fn finish(mut self) -> Done {
        self.hand_over()
    }

    fn hand_over(&mut self) -> Done {
        self.out.write_all(&self.bytes).map_err(Error::io)?;
        self.bytes.clear();
        Ok(())
    }

    #[inline]
    fn relieve(&mut self) -> Done {
        if self.bytes.len() >= GATHERED_BYTES {
            return self.hand_over();
        }
        Ok(())
    }

    #[inline]
    fn raw(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// A number, as `serde_json` writes it.
    fn number<T: Serialize>(&mut self, number: T) -> Done {
        serde_json::to_writer(&mut self.bytes, &number)
    }

    #[inline]
    fn text(&mut self, text: &str) {
        self.bytes.reserve(text.len() + 2);
        self.bytes.push(b'"');
        if is_plain(text.as_bytes()) {
            self.raw(text);
        } else {
            self.escaped(text);
        }
        self.bytes.push(b'"');
    }

    fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '"' => self.raw("\\\""),
                '\\' => self.raw("\\\\"),
                '\n' => self.raw("\\n"),
                '\r' => self.raw("\\r"),
                '\t' => self.raw("\\t"),
                '\u{8}' => self.raw("\\b"),
                '\u{c}' => self.raw("\\f"),
                c if text::is_hidden(c) => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        // INVARIANT: writing into memory does not fail.
                        let _ = write!(self.bytes, "\\u{unit:04x}");
                    }
                }
                c => self.raw(c.encode_utf8(&mut [0; 4])),
            }
        }
    }

    /// A name that stands in our sources. INVARIANT: none has anything to escape.
    #[inline]
    fn name(&mut self, name: &'static str) {
        debug_assert!(is_plain(name.as_bytes()), "{name}");
        self.bytes.reserve(name.len() + 4);
        self.bytes.push(b'"');
        self.raw(name);
        self.bytes.push(b'"');
        self.colon();
    }

    fn open(&mut self, mark: u8) {
        self.bytes.push(mark);
        self.depth = self.depth.map(|depth| depth + 1);
    }

    fn close(&mut self, mark: u8, empty: bool) {
        self.depth = self.depth.map(|depth| depth.saturating_sub(1));
        if !empty {
            self.line();
        }
        self.bytes.push(mark);
    }

    /// Before an entry of a list or an object.
    #[inline]
    fn next(&mut self, first: bool) {
        if !first {
            self.bytes.push(b',');
        }
        self.line();
    }

    #[inline]
    fn line(&mut self) {
        if let Some(depth) = self.depth {
            self.bytes.push(b'\n');
            self.bytes.resize(self.bytes.len() + 2 * depth, b' ');
        }
    }

    #[inline]
    fn colon(&mut self) {
        self.bytes.push(b':');
        if self.depth.is_some() {
            self.bytes.push(b' ');
        }
    }

    /// A key that is no text becomes one, if it is a number or a truth.
    fn key<T: ?Sized + Serialize>(&mut self, key: &T) -> Done {
        let start = self.bytes.len();
        key.serialize(&mut *self)?;
        match self.bytes.get(start) {
            Some(b'"') => Ok(()),
            Some(b'0'..=b'9' | b'-' | b't' | b'f') => {
                self.bytes.insert(start, b'"');
                self.bytes.push(b'"');
                Ok(())
            }
            _ => Err(Error::custom("key must be a string")),
        }
    }
}

/// Whether a text is printable ASCII without quotation marks and backslashes. It looks at every
/// word whatever it finds, so that it need not wait for an answer.
#[inline]
fn is_plain(text: &[u8]) -> bool {
    let Some(last) = text.last_chunk::<8>() else {
        return text
            .iter()
            .all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'));
    };
    let (words, _) = text.as_chunks::<8>();
    // The last word may have bytes of the one before it once more.
    let found = words
        .iter()
        .fold(special(last), |found, word| found | special(word));
    found == 0
}

/// Not zero if one of eight bytes is no plain one.
#[inline]
fn special(word: &[u8; 8]) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let word = u64::from_le_bytes(*word);
    // The high bit of a byte is set where it is smaller than `number`, and perhaps, by what is
    // borrowed, in a byte above such a one, which changes nothing.
    let below = |word: u64, number: u64| word.wrapping_sub(ONES * number) & !word & HIGH;
    let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    below(word, 0x20) | is(b'"') | is(b'\\') | is(0x7f) | (word & HIGH)
}

/// A list or object that is being written.
pub(super) struct Entries<'j, 'w> {
    json: &'j mut Json<'w>,
    empty: bool,
    mark: u8,
    /// Whether an object of one entry is around it, which names the variant.
    wrapped: bool,
}

impl<'j, 'w> Entries<'j, 'w> {
    fn open(json: &'j mut Json<'w>, marks: [u8; 2]) -> Self {
        let [open, mark] = marks;
        json.open(open);
        Entries {
            json,
            empty: true,
            mark,
            wrapped: false,
        }
    }

    fn of_variant(json: &'j mut Json<'w>, variant: &'static str, marks: [u8; 2]) -> Self {
        json.open(b'{');
        json.next(true);
        json.name(variant);
        let mut entries = Self::open(json, marks);
        entries.wrapped = true;
        entries
    }

    fn value<T: ?Sized + Serialize>(&mut self, value: &T) -> Done {
        self.json.next(std::mem::take(&mut self.empty));
        value.serialize(&mut *self.json)?;
        self.json.relieve()
    }

    #[inline]
    fn field<T: ?Sized + Serialize>(&mut self, key: &'static str, value: &T) -> Done {
        self.json.next(std::mem::take(&mut self.empty));
        self.json.name(key);
        value.serialize(&mut *self.json)?;
        self.json.relieve()
    }

    fn close(self) -> Done {
        self.json.close(self.mark, self.empty);
        if self.wrapped {
            self.json.close(b'}', false);
        }
        Ok(())
    }
}

const LIST: [u8; 2] = *b"[]";
const OBJECT: [u8; 2] = *b"{}";

macro_rules! numbers {
    ($($method:ident: $kind:ty),+) => {
        $(fn $method(self, number: $kind) -> Done {
            self.number(number)
        })+
    };
}

impl<'j, 'w> Serializer for &'j mut Json<'w> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Entries<'j, 'w>;
    type SerializeTuple = Entries<'j, 'w>;
    type SerializeTupleStruct = Entries<'j, 'w>;
    type SerializeTupleVariant = Entries<'j, 'w>;
    type SerializeMap = Entries<'j, 'w>;
    type SerializeStruct = Entries<'j, 'w>;
    type SerializeStructVariant = Entries<'j, 'w>;

    numbers!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64);
    numbers!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);
    numbers!(serialize_f32: f32, serialize_f64: f64, serialize_i128: i128, serialize_u128: u128);

    fn serialize_bool(self, truth: bool) -> Done {
        self.raw(if truth { "true" } else { "false" });
        Ok(())
    }

    fn serialize_char(self, c: char) -> Done {
        self.text(c.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Done {
        self.text(text);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Done {
        self.collect_seq(bytes)
    }

    fn serialize_none(self) -> Done {
        self.serialize_unit()
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Done {
        self.raw("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Done {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Done {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Done {
        let mut entries = Entries::open(self, OBJECT);
        entries.field(variant, value)?;
        entries.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Entries<'j, 'w>, Error> {
        Ok(Entries::open(self, LIST))
    }

    fn serialize_tuple(self, _: usize) -> Result<Entries<'j, 'w>, Error> {
        Ok(Entries::open(self, LIST))
    }

    fn serialize_tuple_struct(self, _: &str, _: usize) -> Result<Entries<'j, 'w>, Error> {
        Ok(Entries::open(self, LIST))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Entries<'j, 'w>, Error> {
        Ok(Entries::of_variant(self, variant, LIST))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'j, 'w>, Error> {
        Ok(Entries::open(self, OBJECT))
    }

    fn serialize_struct(self, _: &str, _: usize) -> Result<Entries<'j, 'w>, Error> {
        Ok(Entries::open(self, OBJECT))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Entries<'j, 'w>, Error> {
        Ok(Entries::of_variant(self, variant, OBJECT))
    }
}

macro_rules! list {
    ($($part:ident::$method:ident),+) => {
        $(impl $part for Entries<'_, '_> {
            type Ok = ();
            type Error = Error;

            fn $method<T: ?Sized + Serialize>(&mut self, value: &T) -> Done {
                self.value(value)
            }

            fn end(self) -> Done {
                self.close()
            }
        })+
    };
}

list!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);

macro_rules! object {
    ($($part:ident),+) => {
        $(impl $part for Entries<'_, '_> {
            type Ok = ();
            type Error = Error;

            fn serialize_field<T: ?Sized + Serialize>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Done {
                self.field(key, value)
            }

            fn end(self) -> Done {
                self.close()
            }
        })+
    };
}

object!(SerializeStruct, SerializeStructVariant);

impl SerializeMap for Entries<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Done {
        self.json.next(std::mem::take(&mut self.empty));
        self.json.key(key)
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Done {
        self.json.colon();
        value.serialize(&mut *self.json)?;
        self.json.relieve()
    }

    fn end(self) -> Done {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn json<T: Serialize>(value: &T, pretty: bool) -> Result<String, Error> {
        let mut bytes = Vec::new();
        let mut json = Json::new(pretty, &mut bytes);
        value.serialize(&mut json)?;
        json.finish()?;
        Ok(String::from_utf8(bytes).unwrap())
    }

    fn is_as_serde_writes_it<T: Serialize>(value: &T) {
        let (compact, pretty) = (json(value, false).unwrap(), json(value, true).unwrap());
        assert_eq!(compact, serde_json::to_string(value).unwrap());
        assert_eq!(pretty, serde_json::to_string_pretty(value).unwrap());
    }

    #[derive(Serialize)]
    enum Choice {
        None,
        One(u8),
        Two(i64, f32),
        Named { a: Option<bool>, b: () },
    }

    #[derive(Serialize)]
    struct Unit;

    #[derive(Serialize)]
    struct Pair(char, f64);

    #[test]
    fn every_shape_is_as_serde_writes_it() {
        is_as_serde_writes_it(&[
            Choice::None,
            Choice::One(255),
            Choice::Two(i64::MIN, 9.8),
            Choice::Named {
                a: Some(true),
                b: (),
            },
        ]);
        is_as_serde_writes_it(&(Unit, Pair('"', 1e300), f32::NAN, u64::MAX, u128::MAX, -1_i8));
        is_as_serde_writes_it(&(0.1_f32, 0.1_f64, 5.0_f32, f64::INFINITY, 1e-7, i128::MIN));
        is_as_serde_writes_it(&BTreeMap::from([(1, vec![0; 0]), (2, vec![3, 4])]));
        is_as_serde_writes_it(&BTreeMap::from([(true, BTreeMap::<u8, u8>::new())]));
        is_as_serde_writes_it(&serde_json::json!({"a": {}, "b": [], "c": [{"d": null}, [[]]]}));
        assert!(json(&BTreeMap::from([(vec![1], 1)]), false).is_err());
    }

    #[test]
    fn every_character_at_every_place_is_as_serde_writes_it_or_escaped_if_it_is_hidden() {
        for code in 0..0x3000 {
            let Some(c) = char::from_u32(code) else {
                continue;
            };
            for length in [0, 1, 6, 7, 8, 9, 17] {
                let text = format!("{}{c}{}", "x".repeat(length), "y".repeat(length % 5));
                let written = json(&text, false).unwrap();
                assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
                assert!(!written.contains(text::is_hidden), "{code:x}");
                if !text::is_hidden(c) || c < ' ' {
                    assert_eq!(written, serde_json::to_string(&text).unwrap());
                }
            }
        }
    }

    #[test]
    fn what_is_longer_than_the_memory_comes_whole() {
        let long: Vec<String> = (0..20_000)
            .map(|number| format!("number {number}"))
            .collect();
        is_as_serde_writes_it(&long);
    }
}
