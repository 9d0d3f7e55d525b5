//! Reading JSON piece by piece, so that a document that breaks in the middle loses only its end.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};

use crate::found::FIELD_ENTRIES_MAX;

/// Reads an object and hands each member to `member`, which must take the value.
pub(crate) struct Members<F>(pub F);

/// Reads an array (or, where a writer used an object instead, its values) and hands each element to
/// the closure.
pub(crate) struct Elements<T, F>(F, PhantomData<T>);

impl<T, F: FnMut(T)> Elements<T, F> {
    /// Elements of type `T`, each handed to `element`.
    pub(crate) fn new(element: F) -> Self {
        Elements(element, PhantomData)
    }
}

/// The value of a member that waits to be read.
pub(crate) struct Value<'m, A>(&'m mut A);

impl<'de, A: MapAccess<'de>> Value<'_, A> {
    /// Reads it as a type.
    pub(crate) fn read<T: Deserialize<'de>>(self) -> Result<T, A::Error> {
        self.0.next_value()
    }

    /// Reads it piece by piece.
    pub(crate) fn seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(seed)
    }

    /// Reads over it.
    pub(crate) fn skip(self) -> Result<(), A::Error> {
        self.0.next_value::<IgnoredAny>().map(drop)
    }
}

/// What takes the members of an object.
pub(crate) trait TakeMember<'de> {
    /// Takes one member.
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error>;
}

impl<'de, F: TakeMember<'de>> DeserializeSeed<'de> for Members<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: TakeMember<'de>> Visitor<'de> for Members<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            self.0.take(&key, Value(&mut map))?;
        }
        Ok(())
    }

    /// PHP writes an empty object as an empty array.
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T)> DeserializeSeed<'de> for Elements<T, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T)> Visitor<'de> for Elements<T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        while let Some(element) = seq.next_element::<T>()? {
            (self.0)(element);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while map.next_key::<IgnoredAny>()?.is_some() {
            (self.0)(map.next_value::<T>()?);
        }
        Ok(())
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Reads a document with a seed; the error says line and column.
pub(crate) fn read<'de, S: DeserializeSeed<'de, Value = ()>>(
    content: &'de [u8],
    seed: S,
) -> Result<(), serde_json::Error> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let mut deserializer = serde_json::Deserializer::from_slice(content);
    seed.deserialize(&mut deserializer)?;
    deserializer.end()
}

/// What a member holds, read without building what is not wanted: package files are written by hand
/// and full of surprises, one odd member must not hide a package, and a hostile one must not fill
/// the memory.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Loose {
    /// The text, or a whole number as text, where it is one.
    pub(crate) text: Option<String>,
    /// Of an array: its texts, and the member `type` of its objects. Of an object: its `type`.
    pub(crate) texts: Vec<String>,
    /// Of an object: its keys.
    pub(crate) keys: Vec<String>,
}

impl Loose {
    /// The text and the texts.
    pub(crate) fn all(self) -> impl Iterator<Item = String> {
        self.text.into_iter().chain(self.texts)
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Look { depth: 0 })
    }
}

/// Looks at a value; below `depth` 1 only at texts.
#[derive(Clone, Copy)]
struct Look {
    depth: u32,
}

impl<'de> DeserializeSeed<'de> for Look {
    type Value = Loose;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Loose, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
        Ok(Loose {
            text: Some(text.to_owned()),
            ..Loose::default()
        })
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Loose, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Loose, E> {
        Ok(Loose::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Loose, E> {
        Ok(Loose::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Loose, E> {
        Ok(Loose::default())
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Loose, A::Error> {
        let mut loose = Loose::default();
        let below = Look {
            depth: self.depth + 1,
        };
        while self.depth == 0 && loose.texts.len() < FIELD_ENTRIES_MAX {
            let Some(element) = seq.next_element_seed(below)? else {
                return Ok(loose);
            };
            loose.texts.extend(element.all().take(1));
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(loose)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
        let mut loose = Loose::default();
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if key == "type" && self.depth < 2 {
                let kind = map.next_value_seed(Look { depth: 2 })?;
                loose.texts.extend(kind.text);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
            if self.depth == 0 && loose.keys.len() < FIELD_ENTRIES_MAX {
                loose.keys.push(key.into_owned());
            }
        }
        Ok(loose)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_the_break_is_kept() {
        let mut seen: Vec<u32> = Vec::new();
        let error = read(b"[1, 2, 3, x", Elements::new(|n| seen.push(n))).unwrap_err();
        assert_eq!(error.line(), 1);
        assert_eq!(seen, [1, 2, 3]);
    }

    #[test]
    fn an_object_in_the_place_of_an_array_gives_its_values() {
        let mut seen: Vec<u32> = Vec::new();
        read(br#"{"0": 1, "2": 2}"#, Elements::new(|n| seen.push(n))).unwrap();
        assert_eq!(seen, [1, 2]);
    }

    #[test]
    fn nesting_without_end_is_an_error_not_a_crash() {
        let deep = "[".repeat(100_000);
        assert!(read(deep.as_bytes(), Elements::new(|_: IgnoredAny| ())).is_err());
        assert!(read(deep.as_bytes(), Elements::new(|_: Loose| ())).is_err());
    }

    fn loose(json: &str) -> Loose {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn any_value_is_looked_at() {
        assert_eq!(loose("\"a\"").text.as_deref(), Some("a"));
        assert_eq!(loose("3").text.as_deref(), Some("3"));
        let object = loose(r#"{"a": 1, "type": "MIT", "b": {"c": []}}"#);
        assert_eq!(object.keys, ["a", "type", "b"]);
        assert_eq!(object.texts, ["MIT"]);
        let array = loose(r#"["a", {"type": "b"}, [["c"]], null, {"type": {"type": "d"}}]"#);
        assert_eq!(array.texts, ["a", "b"]);
        for other in ["null", "true", "-1", "1.5", "[]", "{}"] {
            assert_eq!(loose(other), Loose::default(), "{other}");
        }
    }

    #[test]
    fn long_arrays_and_objects_are_kept_to_a_limit() {
        let array = format!("[{}0]", "\"x\",".repeat(FIELD_ENTRIES_MAX + 9));
        assert_eq!(loose(&array).texts.len(), FIELD_ENTRIES_MAX);
        let object = format!("{{{}\"y\":0}}", "\"x\":0,".repeat(FIELD_ENTRIES_MAX + 9));
        assert_eq!(loose(&object).keys.len(), FIELD_ENTRIES_MAX);
    }
}
