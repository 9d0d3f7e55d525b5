//! Which lists of an object of Kubernetes are merged item by item, and by which fields.

use std::collections::HashMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("data/merge_keys.txt");

static TYPES: LazyLock<Types> = LazyLock::new(|| Types::read(TABLE));

/// The fields of a type that are of interest.
#[derive(Debug, Default)]
pub(super) struct Type {
    fields: HashMap<&'static str, Field>,
}

#[derive(Debug)]
struct Field {
    /// The fields that tell items apart, where the list is merged.
    keys: Option<Vec<&'static str>>,
    /// Whether the type is that of the values of a mapping.
    is_map: bool,
    type_name: Option<&'static str>,
}

#[derive(Debug, Default)]
struct Types {
    types: HashMap<&'static str, Type>,
    kinds: HashMap<(&'static str, &'static str), &'static str>,
}

/// What is known about a value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    object: Option<&'static Type>,
    /// The type of each value, where this is a mapping of values.
    values: Option<&'static Type>,
    keys: Option<&'static [&'static str]>,
}

impl Shape {
    /// That of an object of Kubernetes; nothing is known about any other.
    pub(super) fn of_kind(api_version: &str, kind: &str) -> Self {
        let kinds = TYPES.kinds.iter();
        let mut kinds =
            kinds.filter(|((version, name), _)| *version == api_version && *name == kind);
        Shape {
            object: kinds.next().and_then(|(_, name)| TYPES.types.get(name)),
            ..Shape::default()
        }
    }

    /// That of the value of a key.
    pub(super) fn field(self, key: &str) -> Self {
        if let Some(values) = self.values {
            return Shape {
                object: Some(values),
                ..Shape::default()
            };
        }
        let field = self.object.and_then(|object| object.fields.get(key));
        let Some(field) = field else {
            return Shape::default();
        };
        let held = field.type_name.and_then(|name| TYPES.types.get(name));
        Shape {
            object: held.filter(|_| !field.is_map),
            values: held.filter(|_| field.is_map),
            keys: field.keys.as_deref(),
        }
    }

    /// The fields that tell the items of a merged list apart; none of them for a set of scalars,
    /// and nothing at all for a list that is replaced as a whole.
    pub(super) fn keys(self) -> Option<&'static [&'static str]> {
        self.keys
    }

    /// That of the items of a list.
    pub(super) fn item(self) -> Self {
        Shape { keys: None, ..self }
    }
}

impl Types {
    fn read(table: &'static str) -> Self {
        let mut types = Types::default();
        for line in table.lines() {
            let mut words = line.split(' ');
            match (words.next(), words.next(), words.next(), words.next()) {
                (Some("type"), Some(name), Some(field), None) => {
                    let (field, held) = Field::read(field);
                    types
                        .types
                        .entry(name)
                        .or_default()
                        .fields
                        .insert(field, held);
                }
                (Some("kind"), Some(version), Some(kind), Some(name)) => {
                    types.kinds.insert((version, kind), name);
                }
                _ => {}
            }
        }
        types
    }
}

impl Field {
    /// `field=Type`, `field{}=Type`, `field[key,key]=Type`.
    fn read(text: &'static str) -> (&'static str, Self) {
        let (left, type_name) = match text.split_once('=') {
            Some((left, name)) => (left, Some(name)),
            None => (text, None),
        };
        let (name, keys) = match left.split_once('[') {
            Some((name, keys)) => (name, Some(keys.trim_end_matches(']'))),
            None => (left, None),
        };
        let field = Field {
            keys: keys.map(|keys| keys.split(',').filter(|key| !key.is_empty()).collect()),
            is_map: name.ends_with("{}"),
            type_name,
        };
        (name.trim_end_matches("{}"), field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_understood_and_every_type_is_there() {
        let lines = TABLE.lines().filter(|line| !line.is_empty());
        for line in lines.filter(|line| !line.starts_with('#')) {
            let words = line.split(' ').count();
            let fits = (line.starts_with("type ") && words == 3)
                || (line.starts_with("kind ") && words == 4);
            assert!(fits, "{line}");
        }
        for name in TYPES.kinds.values() {
            assert!(TYPES.types.contains_key(name), "{name}");
        }
        for (name, held) in &TYPES.types {
            for (field, held) in &held.fields {
                let known = held
                    .type_name
                    .is_none_or(|name| TYPES.types.contains_key(name));
                assert!(known, "{name}.{field}");
            }
        }
    }

    #[test]
    fn lists_of_a_pod_have_the_keys_of_the_api() {
        let pod = Shape::of_kind("apps/v1", "Deployment")
            .field("spec")
            .field("template")
            .field("spec");
        assert_eq!(pod.field("containers").keys(), Some(&["name"][..]));
        let container = pod.field("containers").item();
        assert_eq!(container.field("env").keys(), Some(&["name"][..]));
        assert_eq!(
            container.field("volumeMounts").keys(),
            Some(&["mountPath"][..])
        );
        assert_eq!(
            container.field("ports").keys(),
            Some(&["containerPort", "protocol"][..])
        );
        assert_eq!(container.field("args").keys(), None);
        assert_eq!(pod.field("tolerations").keys(), None);
        let metadata = Shape::of_kind("v1", "Pod").field("metadata");
        assert_eq!(metadata.field("finalizers").keys(), Some(&[][..]));
        let custom = Shape::of_kind("example.com/v1", "Deployment").field("metadata");
        assert_eq!(custom.field("finalizers").keys(), None);
    }
}
