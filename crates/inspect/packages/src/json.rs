//! Reading JSON piece by piece, so that a document that breaks in the middle loses only its end.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};

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

/// A value of the wanted type, or nothing where the document has another type there. Package files
/// are written by hand and full of surprises; one odd member must not hide a package.
#[derive(Debug, Clone)]
pub(crate) struct Lenient<T>(pub Option<T>);

impl<T> Default for Lenient<T> {
    fn default() -> Self {
        Lenient(None)
    }
}

impl<'de, T: de::DeserializeOwned> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        Ok(Lenient(serde_json::from_value(value).ok()))
    }
}

/// The keys of an object, whatever its values are.
#[derive(Debug, Default, Clone)]
pub(crate) struct Keys(pub Vec<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect(Vec<String>);
        impl<'de> TakeMember<'de> for &mut Collect {
            fn take<A: MapAccess<'de>>(
                &mut self,
                key: &str,
                value: Value<'_, A>,
            ) -> Result<(), A::Error> {
                if self.0.len() < crate::found::FIELD_ENTRIES_MAX {
                    self.0.push(key.to_owned());
                }
                value.skip()
            }
        }
        let mut keys = Collect(Vec::new());
        Members(&mut keys).deserialize(deserializer)?;
        Ok(Keys(keys.0))
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
        assert!(read(deep.as_bytes(), Elements::new(|_: Lenient<u8>| ())).is_err());
    }

    #[test]
    fn keys_are_read_over_any_values() {
        let keys: Keys = serde_json::from_str(r#"{"a": 1, "b": {"c": []}}"#).unwrap();
        assert_eq!(keys.0, ["a", "b"]);
        let none: Keys = serde_json::from_str("[]").unwrap();
        assert!(none.0.is_empty());
    }
}
