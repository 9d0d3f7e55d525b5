//! YAML within limits, read piece by piece like JSON (see [`crate::json`]).

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};

/// LIMIT: nesting. Lock files have five levels.
const DEPTH_MAX: usize = 32;
/// LIMIT: nodes of one document: a lock file of 100,000 packages with twenty scalars each.
const NODES_MAX: usize = 4_000_000;
/// LIMIT: anchors and aliases. The tools write none; people share a few lists.
const ALIASES_MAX: usize = 100;
/// LIMIT: events that aliases repeat, so that a few lines do not become a billion packages.
const ALIAS_EVENTS_MAX: usize = 10_000;

/// Reads one document with a seed. What the seed took before the damage is kept.
///
/// # Errors
/// What is wrong and on which line.
pub(crate) fn read<'de, S: DeserializeSeed<'de, Value = ()>>(
    text: &'de str,
    seed: S,
) -> Result<(), String> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEPTH_MAX,
            flow_nesting_limit: DEPTH_MAX,
            max_aliases: ALIASES_MAX,
            max_anchors: ALIASES_MAX,
            max_nodes: NODES_MAX,
            max_events: 3 * NODES_MAX,
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
    serde_saphyr::with_deserializer_from_str_with_options(text, options, |deserializer| {
        seed.deserialize(deserializer)
    })
    .map_err(|error| {
        let line = error.location().map(|place| place.line());
        let formatter = serde_saphyr::UserMessageFormatter;
        let error = error.without_snippet();
        let message = serde_saphyr::MessageFormatter::format_message(&formatter, error);
        // LIMIT: a message may quote the file; its beginning is enough.
        let message: String = message
            .chars()
            .filter(|c| !c.is_control())
            .take(200)
            .collect();
        match line {
            Some(line) => format!("line {line}: {message}"),
            None => message,
        }
    })
}

/// A scalar as text, whatever it looks like: `1.10` is a version and not a number. Anything else is
/// `None`, except that an object with `version` stands for that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scalar(pub(crate) Option<String>);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Look)
    }
}

struct Look;

impl<'de> Visitor<'de> for Look {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar(Some(text.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
        Ok(Scalar(Some(number.to_string())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar(Some(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
        Ok(Scalar(Some(number.to_string())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        let mut version = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == "version" {
                version = Some(map.next_value::<Plain>()?.0);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Scalar(version))
    }
}

/// The text of a scalar as it is written, so that `1.10` keeps its zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plain(pub(crate) String);

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Plain;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Plain, E> {
                Ok(Plain(text.to_owned()))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Members, TakeMember, Value};

    #[derive(Default)]
    struct Pairs(Vec<(String, String)>);

    impl<'de> TakeMember<'de> for &mut Pairs {
        fn take<A: MapAccess<'de>>(
            &mut self,
            key: &str,
            value: Value<'_, A>,
        ) -> Result<(), A::Error> {
            let value = value.read::<Plain>()?.0;
            self.0.push((key.to_owned(), value));
            Ok(())
        }
    }

    fn pairs(text: &str) -> (usize, Result<(), String>) {
        let mut pairs = Pairs::default();
        let result = read(text, Members(&mut pairs));
        (pairs.0.len(), result)
    }

    #[test]
    fn versions_keep_their_zeros() {
        let mut pairs = Pairs::default();
        read("a: 1.10\nb: '2.0'\n", Members(&mut pairs)).unwrap();
        assert_eq!(pairs.0[0].1, "1.10");
        assert_eq!(pairs.0[1].1, "2.0");
    }

    #[test]
    fn what_stands_before_the_damage_is_kept() {
        let (count, result) = pairs("a: 1\nb: 2\nc: [\n");
        assert_eq!(count, 2);
        assert!(result.unwrap_err().starts_with("line "));
    }

    #[test]
    fn a_key_twice_is_told_and_the_first_is_kept() {
        let (count, result) = pairs("a: 1\na: 2\nb: 3\n");
        assert_eq!(count, 1);
        assert!(result.unwrap_err().starts_with("line 2"));
    }

    #[test]
    fn depth_and_aliases_have_limits() {
        let deep = format!("a: {}", "[".repeat(100_000));
        assert!(pairs(&deep).1.is_err());
        let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..10 {
            let before = char::from(b'a' + level - 1);
            let this = char::from(b'a' + level);
            let list = format!("*{before}, ").repeat(10);
            bomb.push_str(&format!("{this}: &{this} [{list}]\n"));
        }
        struct Deep;
        impl<'de> TakeMember<'de> for Deep {
            fn take<A: MapAccess<'de>>(
                &mut self,
                _: &str,
                value: Value<'_, A>,
            ) -> Result<(), A::Error> {
                value.skip()
            }
        }
        assert!(read(&bomb, Members(Deep)).is_err());
    }
}
