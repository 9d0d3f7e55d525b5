//! Where objects differ from the published types of Kubernetes.
//!
//! All objects are walked once, for all checks that ask. What an API server accepts passes: null
//! anywhere, whole numbers with a point, numbers as quantities. Kinds that Kubernetes itself does
//! not serve are passed over, and so are values that a later step fills in.

mod suggest;
mod table;

use std::collections::HashSet;
use std::sync::Arc;

use seaworthy_facts::manifest::kubernetes::{Object, ObjectSet};
use seaworthy_facts::manifest::{Integer, Kind, NodeId, Value};

pub(crate) use suggest::{Suggestion, is_security_field, suggest};
pub(crate) use table::{Shape, TABLE, TypeId};

/// LIMIT: what is told of one object. A document that is made to be wrong could fill a report; a
/// person needs no more to see that the kind is not what it says.
pub(crate) const DEVIATIONS_MAX: usize = 100;

/// One place at which an object differs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deviation {
    /// The number of the object in the set.
    pub(crate) object: usize,
    /// The key; for items of lists the item, for the object itself its mapping.
    pub(crate) at: NodeId,
    /// The mapping that holds the key, or lacks one.
    pub(crate) mapping: NodeId,
    /// What is wrong.
    pub(crate) what: What,
}

/// What is wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    /// The type has no such field in the release.
    Unknown(TypeId),
    /// The value (the second) is nothing that the field takes.
    Wrong(Shape, NodeId),
    /// The mapping has no such field.
    Missing(&'static str),
}

/// The differences of a set of objects.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deviations {
    pub(crate) all: Vec<Deviation>,
    /// Numbers of the objects that have more.
    pub(crate) cut_off: Vec<usize>,
}

impl Deviations {
    /// Those of every object whose kind is known.
    pub(crate) fn of(set: &ObjectSet) -> Self {
        let mut found = Deviations::default();
        let minor = TABLE.minor(set.kube_version);
        for (index, object) in set.objects().iter().enumerate() {
            let Some((of, minor)) = TABLE.kind(object.api_version(), object.kind(), minor) else {
                continue;
            };
            let value = object.value();
            let mut walk = Walk {
                minor,
                object: index,
                left: DEVIATIONS_MAX,
                found: &mut found,
            };
            walk.mapping(value, value.id(), of);
            if walk.left == 0 {
                found.cut_off.push(index);
            }
        }
        found.merge_aliases(set);
        found
    }

    /// What stands behind several aliases is told once.
    fn merge_aliases(&mut self, set: &ObjectSet) {
        let mut seen = HashSet::new();
        self.all.retain(|one| {
            let tree = set
                .objects()
                .get(one.object)
                .map(|object| Arc::as_ptr(object.tree()));
            let missing = match one.what {
                What::Missing(name) => name,
                _ => "",
            };
            seen.insert((tree, one.at, missing))
        });
    }
}

/// The release by which the fields of an object are judged.
pub(crate) fn release(set: &ObjectSet, object: &Object) -> u16 {
    let minor = TABLE.minor(set.kube_version);
    let found = TABLE.kind(object.api_version(), object.kind(), minor);
    found.map_or(minor, |(_, minor)| minor)
}

struct Walk<'a> {
    minor: u16,
    object: usize,
    left: usize,
    found: &'a mut Deviations,
}

impl Walk<'_> {
    /// A mapping of a type. `at` is the key behind which it stands.
    fn mapping(&mut self, mapping: Value<'_>, at: NodeId, of: TypeId) {
        for entry in mapping.entries() {
            let name = entry.name();
            if let Some(field) = TABLE.field(of, &name, self.minor) {
                self.value(entry.value, entry.key.id(), mapping, field.shape);
            } else if !name.is_empty() && !is_filled_in_later(&name) && !entry.value.is_null() {
                self.tell(entry.key.id(), mapping, What::Unknown(of));
            }
        }
        let (fields, minor) = (TABLE.fields(of).iter(), self.minor);
        for field in fields.filter(|field| field.required && field.is_in(minor)) {
            if mapping.get(field.name).is_none() {
                self.tell(at, mapping, What::Missing(field.name));
            }
        }
    }

    fn value(&mut self, value: Value<'_>, at: NodeId, mapping: Value<'_>, shape: Shape) {
        if self.left == 0 || value.is_null() || shape == Shape::Any {
            return;
        }
        match (shape, value.kind()) {
            (Shape::List(item), Kind::Sequence) => {
                let item = TABLE.shape(item);
                for value in value.items() {
                    self.value(value, value.id(), mapping, item);
                }
            }
            (Shape::Map(inner), Kind::Mapping) => {
                let inner = TABLE.shape(inner);
                for entry in value.entries() {
                    self.value(entry.value, entry.key.id(), value, inner);
                }
            }
            (Shape::Type(of) | Shape::Loose(of), Kind::Mapping) if !is_template(value) => {
                self.mapping(value, at, of);
            }
            (Shape::Loose(of), Kind::Sequence) => {
                for value in value.items() {
                    self.value(value, value.id(), mapping, Shape::Loose(of));
                }
            }
            (Shape::Loose(_), _) => {}
            _ if takes(shape, value) || is_template(value) => {}
            _ => self.tell(at, mapping, What::Wrong(shape, value.id())),
        }
    }

    fn tell(&mut self, at: NodeId, mapping: Value<'_>, what: What) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        self.found.all.push(Deviation {
            object: self.object,
            at,
            mapping: mapping.id(),
            what,
        });
    }
}

/// Whether a value is of the kind that a field takes; what is in a mapping or list is not looked
/// at.
pub(crate) fn fits(shape: Shape, value: Value<'_>) -> bool {
    match shape {
        Shape::List(_) => value.is_sequence(),
        Shape::Map(_) | Shape::Type(_) => value.is_mapping(),
        Shape::Loose(_) => true,
        _ => takes(shape, value),
    }
}

/// Whether a decoder of an API server takes a scalar for a field.
fn takes(shape: Shape, value: Value<'_>) -> bool {
    let kind = value.kind();
    match shape {
        Shape::Text | Shape::Time | Shape::Bytes => kind == Kind::String,
        Shape::Truth => kind == Kind::Bool,
        Shape::Number => matches!(kind, Kind::Integer | Kind::Float),
        Shape::Quantity if kind == Kind::String => value.text().is_some_and(is_quantity),
        Shape::Quantity => matches!(kind, Kind::Integer | Kind::Float),
        Shape::IntegerOrText => kind == Kind::String || is_integer(value, i64::from(i32::MAX)),
        Shape::Integer32 => is_integer(value, i64::from(i32::MAX)),
        Shape::Integer64 => is_integer(value, i64::MAX),
        Shape::Any => true,
        Shape::List(_) | Shape::Map(_) | Shape::Type(_) | Shape::Loose(_) => false,
    }
}

/// Whether a text is a quantity: a decimal number, and nothing, a power of ten or of two by its
/// sign, or a decimal exponent behind it (API reference, Quantity).
fn is_quantity(text: &str) -> bool {
    let text = text.trim();
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.');
    let (number, suffix) = text.split_at(end.unwrap_or(text.len()));
    let is_number = number.bytes().any(|byte| byte.is_ascii_digit())
        && number.bytes().filter(|byte| *byte == b'.').count() < 2;
    let exponent = suffix.strip_prefix(['e', 'E']).map(|digits| {
        let digits = digits.strip_prefix(['+', '-']).unwrap_or(digits);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    let is_sign = matches!(
        suffix,
        "" | "n"
            | "u"
            | "m"
            | "k"
            | "M"
            | "G"
            | "T"
            | "P"
            | "E"
            | "Ki"
            | "Mi"
            | "Gi"
            | "Ti"
            | "Pi"
            | "Ei"
    );
    is_number && (is_sign || exponent == Some(true))
}

/// Whether it is whole, also with a point as in `1.0`, and from `-max - 1` to `max`.
fn is_integer(value: Value<'_>, max: i64) -> bool {
    match value.as_integer() {
        Some(Integer::Signed(number)) => -max - 1 <= number && number <= max,
        Some(_) => false,
        #[expect(clippy::cast_precision_loss, reason = "a bound that need not be exact")]
        None => value
            .as_f64()
            .is_some_and(|number| number.fract() == 0.0 && number.abs() <= max as f64),
    }
}

/// Whether a later step writes something else here: `{{ .Values.size }}`, which YAML takes for a
/// mapping whose key is a mapping, `${SIZE}`, `$(SIZE)`.
fn is_template(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Mapping => value.entries().any(|entry| entry.key.is_mapping()),
        Kind::String => value.text().is_some_and(is_filled_in_later),
        _ => false,
    }
}

/// Names of fields begin with `$` in patches (`$patch`), and in two types that have them so.
fn is_filled_in_later(text: &str) -> bool {
    text.starts_with(['$', '%', '<'])
        || ["{{", "${", "$(", "(("]
            .iter()
            .any(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_numbers_with_a_sign_of_their_size() {
        for text in [
            "1", "0.5", ".5", "1.", "-1", "100m", "1Gi", "1E", "1e3", "1E-3", " 2Ki ",
        ] {
            assert!(is_quantity(text), "{text}");
        }
        for text in [
            "", "m", "512MB", "1gi", "1K", "1.2.3", "1 Gi", "1e", "1e+", "one", ".",
        ] {
            assert!(!is_quantity(text), "{text}");
        }
    }

    #[test]
    fn what_a_later_step_fills_in_is_known_by_its_marks() {
        for text in [
            "{{ size }}",
            "${SIZE}",
            "$(SIZE)",
            "$SIZE",
            "a-${B}",
            "<size>",
            "%SIZE%",
        ] {
            assert!(is_filled_in_later(text), "{text}");
        }
        for text in ["3", "true", "a{b}", "cost(3)", "a$b"] {
            assert!(!is_filled_in_later(text), "{text}");
        }
    }
}
