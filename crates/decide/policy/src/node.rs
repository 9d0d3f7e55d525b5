//! A YAML document as a tree in which every value knows its line and column.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use crate::limits::{ALIAS_EVENTS_MAX, ALIASES_MAX, DEPTH_MAX, NODES_MAX, POLICY_BYTES_MAX};
use crate::place::{Place, Step};
use crate::problem::{PolicyError, Position, Problem};
use crate::typed::quoted;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) at: Position,
    pub(crate) value: Value,
}

/// What YAML's core schema makes of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    List(Vec<Item>),
    Map(Vec<Entry>),
}

/// An element of a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    /// Its number in the file, from 0; it stays when elements before it are taken out.
    pub(crate) index: usize,
    pub(crate) node: Node,
}

/// A field of a mapping.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_at: Position,
    pub(crate) node: Node,
}

impl Node {
    /// Reads one YAML document within the limits.
    pub(crate) fn parse(text: &str) -> Result<Node, PolicyError> {
        if text.len() > POLICY_BYTES_MAX {
            let problem = Problem::TooLarge { bytes: text.len() };
            return Err(PolicyError::new(
                Position::START,
                &Place::default(),
                problem,
            ));
        }
        let options = serde_saphyr::options! {
            budget: serde_saphyr::budget! {
                max_depth: DEPTH_MAX,
                flow_nesting_limit: DEPTH_MAX,
                max_aliases: ALIASES_MAX,
                max_anchors: ALIASES_MAX,
                max_nodes: NODES_MAX,
                max_documents: 1,
                max_merge_keys: ALIASES_MAX,
            },
            alias_limits: serde_saphyr::alias_limits! {
                max_total_replayed_events: ALIAS_EVENTS_MAX,
                max_replay_stack_depth: DEPTH_MAX,
            },
            strict_booleans: true,
            with_snippet: false,
        };
        serde_saphyr::from_str_with_options(text, options).map_err(|error| {
            let error = error.without_snippet();
            let at = error.location().map_or(Position::START, Position::of);
            let message = match error {
                serde_saphyr::Error::DuplicateMappingKey { key, .. } => match key {
                    Some(key) => format!("the field `{}` stands there twice", quoted(key)),
                    None => "a field stands there twice".to_owned(),
                },
                other => {
                    let formatter = serde_saphyr::UserMessageFormatter;
                    serde_saphyr::MessageFormatter::format_message(&formatter, other).into_owned()
                }
            };
            let message = message.chars().filter(|c| !c.is_control()).collect();
            PolicyError::new(at, &Place::default(), Problem::Syntax { message })
        })
    }

    /// The position of the value at a place, or of the nearest one around it.
    pub(crate) fn position(&self, place: &Place) -> Position {
        let mut node = self;
        for step in place.steps() {
            match node.child(step) {
                Some(child) => node = child,
                None => break,
            }
        }
        node.at
    }

    /// A place of the tree as a place of the file: with the numbers that elements had there.
    pub(crate) fn as_written(&self, place: &Place) -> Place {
        let mut node = Some(self);
        let mut written = Place::default();
        for step in place.steps() {
            written = match (step, node.map(|node| &node.value)) {
                (Step::Index(index), Some(Value::List(items))) => {
                    written.index(items.get(*index).map_or(*index, |item| item.index))
                }
                (Step::Index(index), _) => written.index(*index),
                (Step::Key(key), _) => written.key(key),
            };
            node = node.and_then(|node| node.child(step));
        }
        written
    }

    /// The value at a place.
    pub(crate) fn value_at(&self, place: &Place) -> Option<&Value> {
        let mut node = self;
        for step in place.steps() {
            node = node.child(step)?;
        }
        Some(&node.value)
    }

    /// The text at a place as messages show it; empty where there is none.
    pub(crate) fn text(&self, place: &Place) -> String {
        match self.value_at(place) {
            Some(Value::Text(text)) => quoted(text),
            _ => String::new(),
        }
    }

    /// The position of the key of a field.
    pub(crate) fn key_position(&self, place: &Place) -> Option<Position> {
        let (last, above) = place.steps().split_last()?;
        let mut node = self;
        for step in above {
            node = node.child(step)?;
        }
        match (&node.value, last) {
            (Value::Map(entries), Step::Key(key)) => entries
                .iter()
                .find(|entry| entry.key == *key)
                .map(|entry| entry.key_at),
            _ => None,
        }
    }

    /// Takes the field or list element at a place out of the tree; says whether it was there.
    pub(crate) fn prune(&mut self, place: &Place) -> bool {
        let Some((last, above)) = place.steps().split_last() else {
            return false;
        };
        let mut node = self;
        for step in above {
            match node.child_mut(step) {
                Some(child) => node = child,
                None => return false,
            }
        }
        match (&mut node.value, last) {
            (Value::Map(entries), Step::Key(key)) => {
                let before = entries.len();
                entries.retain(|entry| entry.key != *key);
                entries.len() < before
            }
            (Value::List(items), Step::Index(index)) if *index < items.len() => {
                items.remove(*index);
                true
            }
            _ => false,
        }
    }

    fn child(&self, step: &Step) -> Option<&Node> {
        match (&self.value, step) {
            (Value::Map(entries), Step::Key(key)) => entries
                .iter()
                .find(|entry| entry.key == *key)
                .map(|entry| &entry.node),
            (Value::List(items), Step::Index(index)) => items.get(*index).map(|item| &item.node),
            _ => None,
        }
    }

    fn child_mut(&mut self, step: &Step) -> Option<&mut Node> {
        match (&mut self.value, step) {
            (Value::Map(entries), Step::Key(key)) => entries
                .iter_mut()
                .find(|entry| entry.key == *key)
                .map(|entry| &mut entry.node),
            (Value::List(items), Step::Index(index)) => {
                items.get_mut(*index).map(|item| &mut item.node)
            }
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Value>::deserialize(deserializer)?;
        Ok(Node {
            at: Position::of(spanned.referenced),
            value: spanned.value,
        })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        // No field of the format holds such a number; it only has to be refused with its place.
        Ok(i64::try_from(value).map_or(Value::Float(value as f64), Value::Integer))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        Ok(Value::Float(value as f64))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        Ok(Value::Float(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(node) = seq.next_element()? {
            items.push(Item {
                index: items.len(),
                node,
            });
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<Spanned<String>>()? {
            let key_at = Position::of(key.referenced);
            entries.push(Entry {
                key: key.value,
                key_at,
                node: map.next_value()?,
            });
        }
        Ok(Value::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_and_key_knows_its_place() {
        let node = Node::parse("a: 1\nb:\n  - x: yes\n    y: 2026-01-01\n").unwrap();
        let y = Place::default().key("b").index(0).key("y");
        assert_eq!(node.position(&y), Position { line: 4, column: 8 });
        assert_eq!(node.key_position(&y), Some(Position { line: 4, column: 5 }));
        // What is not there is answered with what is around it.
        let lost = Place::default().key("b").index(7);
        assert_eq!(node.position(&lost), Position { line: 3, column: 3 });
    }

    #[test]
    fn pruning_takes_out_exactly_one_value() {
        let mut node = Node::parse("a: [1, 2, 3]\nb: x\n").unwrap();
        assert!(node.prune(&Place::default().key("a").index(1)));
        assert!(node.prune(&Place::default().key("b")));
        assert!(!node.prune(&Place::default().key("b")));
        let expected = Node::parse("a: [1, 2, 3]\n").unwrap();
        assert_ne!(node, expected);
        // The third element is now the second of the tree, and still the third of the file.
        let third = Place::default().key("a").index(1);
        assert_eq!(
            node.position(&third),
            Position {
                line: 1,
                column: 11
            }
        );
        assert_eq!(node.as_written(&third).to_string(), "a[2]");
    }
}
