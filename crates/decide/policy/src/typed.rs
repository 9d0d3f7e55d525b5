//! Reads typed values out of a positioned tree, so that a refused value is known by its place.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, Visitor,
};

use crate::node::{Entry, Item, Node, Value};
use crate::place::{Place, Step};
use crate::problem::Problem;

/// A value that was refused.
#[derive(Debug)]
pub(crate) struct ReadError {
    /// Steps from the value up to the root.
    steps: Vec<Step>,
    pub(crate) problem: Problem,
}

impl ReadError {
    fn new(problem: Problem) -> Self {
        ReadError {
            steps: Vec::new(),
            problem,
        }
    }

    fn under(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Where it stands. For an unknown field that is the field itself.
    pub(crate) fn place(&self) -> Place {
        let place = Place::from_leaf(self.steps.clone());
        match &self.problem {
            Problem::UnknownField { field, .. } => place.key(field),
            _ => place,
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place(), self.problem)
    }
}

impl std::error::Error for ReadError {}

impl de::Error for ReadError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Problem::Invalid(message.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match found {
            Unexpected::Unit => "nothing".to_owned(),
            Unexpected::Seq => "a list".to_owned(),
            Unexpected::Map => "a mapping".to_owned(),
            Unexpected::Str(text) => format!("the text \"{}\"", quoted(text)),
            Unexpected::Signed(number) => format!("the number {number}"),
            Unexpected::Float(number) => format!("the number {number}"),
            Unexpected::Bool(value) => format!("`{value}`"),
            other => other.to_string(),
        };
        let expected = match expected.to_string().as_str() {
            "a sequence" => "a list".to_owned(),
            "a boolean" => "`true` or `false`".to_owned(),
            "a string" => "a text".to_owned(),
            "f32" => "a number".to_owned(),
            "u32" => "a whole number from 0".to_owned(),
            other => other.to_owned(),
        };
        Self::new(Problem::WrongType { found, expected })
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_variant(word: &str, expected: &'static [&'static str]) -> Self {
        let expected = expected.iter().map(|&word| word.to_owned()).collect();
        Self::new(Problem::UnknownWord {
            word: quoted(word),
            expected,
        })
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let expected = expected.iter().map(|&field| field.to_owned()).collect();
        Self::new(Problem::UnknownField {
            field: field.to_owned(),
            expected,
        })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Problem::MissingField(field.to_owned()))
    }
}

/// A text of the file as messages show it.
pub(crate) fn quoted(text: &str) -> String {
    text.chars().take(80).collect()
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match &self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Integer(value) => visitor.visit_i64(*value),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::List(items) => visitor.visit_seq(Items { items, next: 0 }),
            Value::Map(entries) => visitor.visit_map(Fields { entries, next: 0 }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        // A list would be read as the fields in their order, which no schema says.
        match &self.value {
            Value::Map(_) => self.deserialize_any(visitor),
            _ => self
                .deserialize_any(Wanted("a mapping"))
                .map(|never| match never {}),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match &self.value {
            Value::Text(text) => {
                let word: StrDeserializer<'_, ReadError> = text.as_str().into_deserializer();
                visitor.visit_enum(word)
            }
            _ => self
                .deserialize_any(Wanted("a word"))
                .map(|never| match never {}),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// Refuses everything, and says what should stand there.
struct Wanted(&'static str);

enum Never {}

impl Visitor<'_> for Wanted {
    type Value = Never;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

struct Items<'de> {
    items: &'de [Item],
    next: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ReadError> {
        let index = self.next;
        self.next += 1;
        self.items
            .get(index)
            .map(|item| seed.deserialize(&item.node))
            .transpose()
            .map_err(|error| error.under(Step::Index(index)))
    }
}

struct Fields<'de> {
    entries: &'de [Entry],
    next: usize,
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ReadError> {
        self.entries
            .get(self.next)
            .map(|entry| {
                let key: StrDeserializer<'_, ReadError> = entry.key.as_str().into_deserializer();
                seed.deserialize(key)
            })
            .transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        let entry = self.entries.get(self.next);
        self.next += 1;
        let entry = entry.ok_or_else(|| ReadError::new(Problem::Empty("mapping")))?;
        seed.deserialize(&entry.node)
            .map_err(|error| error.under(Step::Key(entry.key.clone())))
    }
}
