//! Values of CEL: what an expression is about, and what it yields.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use crate::error::EvaluationError;
use crate::evaluate::Budget;
use crate::library::cidr::Cidr;
use crate::library::format::Format;
use crate::library::ip::Ip;
use crate::library::quantity::Quantity;
use crate::library::semver::Semver;
use crate::library::url::Url;

/// A value. Copies of long ones share their content.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A signed number of 64 bits.
    Int(i64),
    /// An unsigned number of 64 bits.
    Uint(u64),
    /// A floating-point number.
    Double(f64),
    /// Text.
    String(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// A list.
    List(Arc<Vec<Value>>),
    /// A map, in the order of its keys.
    Map(Arc<BTreeMap<Key, Value>>),
    /// An instant.
    Timestamp(Timestamp),
    /// A span of time in nanoseconds.
    Duration(i64),
    /// A type, by its name.
    Type(&'static str),
    /// A value that may be there or not.
    Optional(Option<Arc<Value>>),
    /// An amount of a resource.
    Quantity(Quantity),
    /// An address.
    Ip(Ip),
    /// A range of addresses.
    Cidr(Cidr),
    /// A URL.
    Url(Arc<Url>),
    /// A semantic version.
    Semver(Arc<Semver>),
    /// A format that texts are checked against.
    Format(&'static Format),
    /// A value that nobody knows here, by its description. Whatever asks about it fails.
    Unknown(Arc<str>),
}

/// A key of a map.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A truth.
    Bool(bool),
    /// A signed number.
    Int(i64),
    /// An unsigned number that no signed one equals.
    Uint(u64),
    /// Text.
    String(Arc<str>),
}

impl Value {
    /// Text.
    #[must_use]
    pub fn text(text: impl AsRef<str>) -> Self {
        Value::String(Arc::from(text.as_ref()))
    }

    /// A list.
    #[must_use]
    pub fn list(items: Vec<Value>) -> Self {
        Value::List(Arc::new(items))
    }

    /// A map with text keys.
    pub fn map<K: AsRef<str>>(entries: impl IntoIterator<Item = (K, Value)>) -> Self {
        let entries = entries.into_iter();
        let entries = entries.map(|(key, value)| (Key::String(Arc::from(key.as_ref())), value));
        Value::Map(Arc::new(entries.collect()))
    }

    /// An optional value that is there.
    #[must_use]
    pub(crate) fn some(value: Value) -> Self {
        Value::Optional(Some(Arc::new(value)))
    }

    /// JSON as an API server sees it: whole numbers are `int`.
    #[must_use]
    pub fn of_json(json: &serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(truth) => Value::Bool(*truth),
            serde_json::Value::Number(number) => number
                .as_i64()
                .map(Value::Int)
                .unwrap_or_else(|| Value::Double(number.as_f64().unwrap_or(f64::NAN))),
            serde_json::Value::String(text) => Value::text(text),
            serde_json::Value::Array(items) => {
                Value::list(items.iter().map(Value::of_json).collect())
            }
            serde_json::Value::Object(entries) => {
                Value::map(entries.iter().map(|(k, v)| (k, Value::of_json(v))))
            }
        }
    }

    /// The name of its type, as CEL writes it.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null_type",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Uint(_) => "uint",
            Value::Double(_) => "double",
            Value::String(_) => "string",
            Value::Bytes(_) => "bytes",
            Value::List(_) => "list",
            Value::Map(_) => "map",
            Value::Timestamp(_) => "google.protobuf.Timestamp",
            Value::Duration(_) => "google.protobuf.Duration",
            Value::Type(_) => "type",
            Value::Optional(_) => "optional_type",
            Value::Quantity(_) => "kubernetes.Quantity",
            Value::Ip(_) => "net.IP",
            Value::Cidr(_) => "net.CIDR",
            Value::Url(_) => "kubernetes.URL",
            Value::Semver(_) => "kubernetes.Semver",
            Value::Format(_) => "kubernetes.NamedFormat",
            Value::Unknown(_) => "unknown",
        }
    }

    /// The value as a key of a map.
    pub(crate) fn key(&self) -> Option<Key> {
        Some(match self {
            Value::Bool(truth) => Key::Bool(*truth),
            Value::Int(number) => Key::Int(*number),
            // Keys that are equal as numbers are one key.
            Value::Uint(number) => i64::try_from(*number).map_or(Key::Uint(*number), Key::Int),
            Value::Double(number) => whole(*number)?,
            Value::String(text) => Key::String(Arc::clone(text)),
            _ => return None,
        })
    }

    /// Whether it is the value that its type starts with: empty, zero, `false` or `null`.
    pub(crate) fn is_zero(&self) -> bool {
        match self {
            Value::Null => true,
            Value::Bool(truth) => !truth,
            Value::Int(number) => *number == 0,
            Value::Uint(number) => *number == 0,
            Value::Double(number) => *number == 0.0,
            Value::String(text) => text.is_empty(),
            Value::Bytes(bytes) => bytes.is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Map(entries) => entries.is_empty(),
            Value::Duration(span) => *span == 0,
            Value::Optional(inner) => inner.is_none(),
            _ => false,
        }
    }

    /// Equality of CEL: numbers of all types compare by value, other types are never equal.
    pub(crate) fn equals(
        &self,
        other: &Value,
        budget: &mut Budget,
    ) -> Result<bool, EvaluationError> {
        budget.take(1)?;
        Ok(match (self, other) {
            (Value::Unknown(what), _) | (_, Value::Unknown(what)) => {
                return Err(EvaluationError::unknown(what));
            }
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::String(a), Value::String(b)) => {
                budget.take(a.len() as u64 / 16)?;
                a == b
            }
            (Value::Bytes(a), Value::Bytes(b)) => {
                budget.take(a.len() as u64 / 16)?;
                a == b
            }
            (Value::List(a), Value::List(b)) => {
                if a.len() != b.len() {
                    return Ok(false);
                }
                for (a, b) in a.iter().zip(b.iter()) {
                    if !a.equals(b, budget)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Value::Map(a), Value::Map(b)) => {
                if a.len() != b.len() {
                    return Ok(false);
                }
                for (key, a) in a.iter() {
                    let Some(b) = b.get(key) else {
                        return Ok(false);
                    };
                    if !a.equals(b, budget)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Value::Optional(a), Value::Optional(b)) => match (a, b) {
                (Some(a), Some(b)) => a.equals(b, budget)?,
                (None, None) => true,
                _ => false,
            },
            (Value::Type(a), Value::Type(b)) => a == b,
            (Value::Url(a), Value::Url(b)) => a == b,
            (Value::Format(a), Value::Format(b)) => a.name == b.name,
            (Value::Ip(a), Value::Ip(b)) => a == b,
            (Value::Cidr(a), Value::Cidr(b)) => a == b,
            _ => self.order(other) == Some(Ordering::Equal),
        })
    }

    /// The order of two values, where there is one.
    pub(crate) fn order(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
            (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
            (Value::Uint(a), Value::Uint(b)) => Some(a.cmp(b)),
            (Value::Int(a), Value::Uint(b)) => Some(i128::from(*a).cmp(&i128::from(*b))),
            (Value::Uint(a), Value::Int(b)) => Some(i128::from(*a).cmp(&i128::from(*b))),
            (Value::Double(a), Value::Double(b)) => a.partial_cmp(b),
            (Value::Int(a), Value::Double(b)) => of_double(i128::from(*a), *b),
            (Value::Uint(a), Value::Double(b)) => of_double(i128::from(*a), *b),
            (Value::Double(a), Value::Int(b)) => {
                of_double(i128::from(*b), *a).map(Ordering::reverse)
            }
            (Value::Double(a), Value::Uint(b)) => {
                of_double(i128::from(*b), *a).map(Ordering::reverse)
            }
            (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
            (Value::Bytes(a), Value::Bytes(b)) => Some(a.cmp(b)),
            (Value::Timestamp(a), Value::Timestamp(b)) => Some(a.cmp(b)),
            (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
            (Value::Quantity(a), Value::Quantity(b)) => Some(a.order(*b)),
            (Value::Semver(a), Value::Semver(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

/// A whole number within a `double`, as a key.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn whole(number: f64) -> Option<Key> {
    let fits = number.fract() == 0.0 && number.abs() < 9.0e18;
    fits.then_some(Key::Int(number as i64))
}

/// The order of a whole number and a `double`, without rounding the whole one.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn of_double(whole: i128, double: f64) -> Option<Ordering> {
    if double.is_nan() {
        return None;
    }
    if double.abs() > 1.0e30 {
        let order = if double > 0.0 {
            Ordering::Less
        } else {
            Ordering::Greater
        };
        return Some(order);
    }
    let floor = double.floor();
    let order = whole.cmp(&(floor as i128));
    let has_rest = double > floor;
    Some(order.then(if has_rest {
        Ordering::Less
    } else {
        Ordering::Equal
    }))
}

impl Key {
    /// The key as a value.
    pub(crate) fn value(&self) -> Value {
        match self {
            Key::Bool(truth) => Value::Bool(*truth),
            Key::Int(number) => Value::Int(*number),
            Key::Uint(number) => Value::Uint(*number),
            Key::String(text) => Value::String(Arc::clone(text)),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Bool(truth) => truth.fmt(f),
            Key::Int(number) => number.fmt(f),
            Key::Uint(number) => number.fmt(f),
            Key::String(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_types_compare_by_value() {
        let mut budget = Budget::new(1_000);
        let mut equal = |a: Value, b: Value| a.equals(&b, &mut budget).unwrap();
        assert!(equal(Value::Int(1), Value::Double(1.0)));
        assert!(equal(Value::Uint(1), Value::Int(1)));
        assert!(!equal(Value::Int(-1), Value::Uint(u64::MAX)));
        assert!(!equal(
            Value::Int(i64::MAX),
            Value::Double(9_223_372_036_854_775_808.0)
        ));
        assert!(!equal(Value::Double(f64::NAN), Value::Double(f64::NAN)));
        assert!(!equal(Value::text("1"), Value::Int(1)));
        assert_eq!(
            Value::Int(2).order(&Value::Double(2.5)),
            Some(Ordering::Less)
        );
    }

    #[test]
    fn comparing_values_that_share_parts_is_bounded() {
        let mut value = Value::list(vec![Value::Int(1)]);
        for _ in 0..60 {
            value = Value::list(vec![value.clone(), value]);
        }
        let other = value.clone();
        let mut budget = Budget::new(10_000);
        assert!(value.equals(&other, &mut budget).is_err());
    }

    #[test]
    fn an_unknown_value_equals_nothing_and_says_so() {
        let mut budget = Budget::new(10);
        let unknown = Value::Unknown(Arc::from("the labels of a namespace"));
        let error = unknown.equals(&Value::Null, &mut budget).unwrap_err();
        assert!(error.is_fatal());
    }
}
