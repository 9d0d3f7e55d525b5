//! JSON without surprises: every value has a limit, and one of another kind than expected is none
//! rather than an error, so that one odd member does not cost the whole file.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::limits::TEXT_BYTES_MAX;
use crate::text::cut;

/// A text, or a number or truth value as one; empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) String);

/// A number, or a text that is one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Number(pub(crate) Option<f64>);

/// A truth value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flag(pub(crate) Option<bool>);

/// An object; none where something else stands.
#[derive(Clone, Debug)]
pub(crate) struct Object<T>(pub(crate) Option<T>);

/// A list of at most `MAX`, and how many more there are. A single value that is no list is a list
/// of one, where `T` can be read from it.
#[derive(Clone, Debug)]
pub(crate) struct List<T, const MAX: usize> {
    pub(crate) items: Vec<T>,
    pub(crate) left_out: usize,
    /// Whether a list stands there at all.
    pub(crate) given: bool,
}

/// An object of any keys, in their order, at most `MAX`.
#[derive(Clone, Debug)]
pub(crate) struct Table<T, const MAX: usize>(pub(crate) Vec<(String, T)>);

/// A text or a list of texts, at most `MAX`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts<const MAX: usize>(pub(crate) Vec<String>);

impl Text {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for Object<T> {
    fn default() -> Self {
        Object(None)
    }
}

impl<T> Object<T> {
    pub(crate) fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }
}

impl<T, const MAX: usize> Default for List<T, MAX> {
    fn default() -> Self {
        List {
            items: Vec::new(),
            left_out: 0,
            given: false,
        }
    }
}

impl<T, const MAX: usize> List<Object<T>, MAX> {
    /// The objects of the list.
    pub(crate) fn objects(&self) -> impl Iterator<Item = &T> {
        self.items.iter().filter_map(Object::get)
    }
}

impl<T, const MAX: usize> Default for Table<T, MAX> {
    fn default() -> Self {
        Table(Vec::new())
    }
}

impl<T, const MAX: usize> Table<T, MAX> {
    pub(crate) fn find(&self, key: &str) -> Option<&T> {
        let mut all = self.0.iter();
        all.find_map(|(name, value)| (name == key).then_some(value))
    }
}

impl<const TEXTS: usize, const MAX: usize> Table<Texts<TEXTS>, MAX> {
    /// Every text under one of these keys.
    pub(crate) fn all(&self, keys: &[&str]) -> impl Iterator<Item = &str> {
        let found = self
            .0
            .iter()
            .filter(|(key, _)| keys.contains(&key.as_str()));
        found.flat_map(|(_, texts)| texts.0.iter().map(String::as_str))
    }

    /// The first text under one of these keys that is not empty; else an empty one.
    pub(crate) fn first(&self, keys: &[&str]) -> &str {
        let mut all = self.all(keys);
        all.find(|text| !text.is_empty()).unwrap_or_default()
    }
}

/// One value, as far as it is of use.
enum Any {
    Text(String),
    Number(f64),
    Flag(bool),
    Texts(Vec<String>),
    None,
}

struct AnyVisitor<const MAX: usize>;

impl<'de, const MAX: usize> Visitor<'de> for AnyVisitor<MAX> {
    type Value = Any;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Any, E> {
        Ok(Any::Flag(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Any, E> {
        // Numbers of the formats are small; a float holds them exactly.
        Ok(Any::Number(value as f64))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Any, E> {
        Ok(Any::Number(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Any, E> {
        Ok(Any::Number(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Any, E> {
        Ok(Any::Text(cut(value, TEXT_BYTES_MAX).to_owned()))
    }

    fn visit_unit<E: Error>(self) -> Result<Any, E> {
        Ok(Any::None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Any, A::Error> {
        let mut texts = Vec::new();
        while texts.len() < MAX {
            match list.next_element::<Text>()? {
                Some(text) if text.is_empty() => {}
                Some(text) => texts.push(text.0),
                None => return Ok(Any::Texts(texts)),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Any::Texts(texts))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Any, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Any::None)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Text(match from.deserialize_any(AnyVisitor::<0>)? {
            Any::Text(text) => text,
            Any::Number(number) => number.to_string(),
            Any::Flag(flag) => flag.to_string(),
            Any::Texts(_) | Any::None => String::new(),
        }))
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Number(match from.deserialize_any(AnyVisitor::<0>)? {
            Any::Text(text) => text.trim().parse().ok().filter(|one: &f64| one.is_finite()),
            Any::Number(number) => Some(number),
            _ => None,
        }))
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Flag(match from.deserialize_any(AnyVisitor::<0>)? {
            Any::Flag(flag) => Some(flag),
            _ => None,
        }))
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Texts<MAX> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Texts(match from.deserialize_any(AnyVisitor::<MAX>)? {
            Any::Text(text) => vec![text],
            Any::Number(number) => vec![number.to_string()],
            Any::Texts(texts) => texts,
            Any::Flag(_) | Any::None => Vec::new(),
        }))
    }
}

/// The answer of a visitor to scalars that it does not want.
macro_rules! no_scalars {
    ($none:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any value")
        }

        fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
            Ok($none)
        }

        fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
            Ok($none)
        }

        fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
            Ok($none)
        }

        fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
            Ok($none)
        }

        fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
            Ok($none)
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok($none)
        }
    };
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    no_scalars!(Object(None));

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Object<T>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Object(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|read| Object(Some(read)))
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ObjectVisitor(PhantomData))
    }
}

struct ListVisitor<T, const MAX: usize>(PhantomData<T>);

impl<'de, T: DeserializeOwned, const MAX: usize> Visitor<'de> for ListVisitor<T, MAX> {
    type Value = List<T, MAX>;

    no_scalars!(List::default());

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<List<T, MAX>, A::Error> {
        let mut read = List {
            given: true,
            ..List::default()
        };
        while read.items.len() < MAX {
            match list.next_element()? {
                Some(item) => read.items.push(item),
                None => return Ok(read),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            read.left_out += 1;
        }
        Ok(read)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<List<T, MAX>, A::Error> {
        let item = T::deserialize(MapAccessDeserializer::new(map))?;
        Ok(List {
            items: vec![item],
            given: true,
            ..List::default()
        })
    }
}

impl<'de, T: DeserializeOwned, const MAX: usize> Deserialize<'de> for List<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ListVisitor(PhantomData))
    }
}

struct TableVisitor<T, const MAX: usize>(PhantomData<T>);

impl<'de, T: DeserializeOwned, const MAX: usize> Visitor<'de> for TableVisitor<T, MAX> {
    type Value = Table<T, MAX>;

    no_scalars!(Table::default());

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Table<T, MAX>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Table::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Table<T, MAX>, A::Error> {
        let mut table = Table::default();
        while table.0.len() < MAX {
            let Some((Text(key), value)) = map.next_entry::<Text, T>()? else {
                return Ok(table);
            };
            table.0.push((key, value));
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(table)
    }
}

impl<'de, T: DeserializeOwned, const MAX: usize> Deserialize<'de> for Table<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(TableVisitor(PhantomData))
    }
}

/// What is wrong with a JSON text, without any of its content.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Data => format!(
            "a member stands twice or is of another kind at line {} column {}",
            error.line(),
            error.column()
        ),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Item {
        name: Text,
        score: Number,
        tags: Texts<2>,
        inner: Object<Box<Item>>,
        list: List<Object<Item>, 2>,
        table: Table<Text, 2>,
    }

    fn item(text: &str) -> Item {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn what_is_of_another_kind_is_none() {
        for odd in [
            "null", "true", "1", "-1", "1.5", "\"x\"", "[]", "{}", "[[1]]",
        ] {
            let text = format!(
                "{{\"name\":{odd},\"score\":{odd},\"tags\":{odd},\"inner\":{odd},\
                 \"list\":{odd},\"table\":{odd},\"more\":{odd}}}"
            );
            let read: Result<Item, _> = serde_json::from_str(&text);
            assert!(read.is_ok(), "{text}: {read:?}");
        }
        assert_eq!(item(r#"{"name":7}"#).name.0, "7");
        assert_eq!(item(r#"{"score":" 9.8 "}"#).score.0, Some(9.8));
        assert_eq!(item(r#"{"score":"NaN"}"#).score.0, None);
        assert_eq!(item(r#"{"tags":"a"}"#).tags.0, ["a"]);
    }

    #[test]
    fn lists_tables_and_texts_end_at_their_limit() {
        let read =
            item(r#"{"list":[{},1,{},{}],"tags":["a","b","c"],"table":{"a":1,"b":2,"c":3}}"#);
        assert_eq!((read.list.items.len(), read.list.left_out), (2, 2));
        assert_eq!((read.tags.0.len(), read.table.0.len()), (2, 2));
        let long = item(&format!("{{\"name\":\"{}\"}}", "é".repeat(TEXT_BYTES_MAX)));
        assert!(long.name.0.len() <= TEXT_BYTES_MAX && !long.name.is_empty());
    }

    #[test]
    fn an_error_does_not_repeat_what_stands_there() {
        let error = serde_json::from_str::<Item>(r#"{"name":"hush","name":"hush"}"#).unwrap_err();
        assert!(!reason(&error).contains("hush"), "{}", reason(&error));
        let error = serde_json::from_str::<Item>(r#"{"name":"hush"#).unwrap_err();
        assert!(!reason(&error).contains("hush"), "{}", reason(&error));
    }
}
