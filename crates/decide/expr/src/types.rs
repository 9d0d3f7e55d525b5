//! Types as far as they are known before anything is evaluated: an API server refuses an expression
//! whose types cannot fit, so a policy with one must not seem to work here.

use std::fmt;

use crate::value::Value;

/// What is known of the type of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// Anything.
    Dyn,
    /// A type without parts, by its name.
    Plain(&'static str),
    List(Box<Type>),
    Map(Box<Type>, Box<Type>),
    Optional(Box<Type>),
}

/// What a function takes at one place or gives back. The parts of lists and maps are not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Any,
    List,
    Map,
    Optional,
    Plain(&'static str),
}

pub(crate) const BOOL: Kind = Kind::Plain("bool");
pub(crate) const INT: Kind = Kind::Plain("int");
pub(crate) const UINT: Kind = Kind::Plain("uint");
pub(crate) const DOUBLE: Kind = Kind::Plain("double");
pub(crate) const STRING: Kind = Kind::Plain("string");
pub(crate) const BYTES: Kind = Kind::Plain("bytes");
pub(crate) const TYPE: Kind = Kind::Plain("type");
pub(crate) const TIMESTAMP: Kind = Kind::Plain("google.protobuf.Timestamp");
pub(crate) const DURATION: Kind = Kind::Plain("google.protobuf.Duration");
pub(crate) const QUANTITY: Kind = Kind::Plain("kubernetes.Quantity");
pub(crate) const IP: Kind = Kind::Plain("net.IP");
pub(crate) const CIDR: Kind = Kind::Plain("net.CIDR");
pub(crate) const URL: Kind = Kind::Plain("kubernetes.URL");
pub(crate) const SEMVER: Kind = Kind::Plain("kubernetes.Semver");
pub(crate) const FORMAT: Kind = Kind::Plain("kubernetes.NamedFormat");

/// Names that stand for types.
const NAMES: &[&str] = &[
    "bool",
    "bytes",
    "double",
    "google.protobuf.Duration",
    "google.protobuf.Timestamp",
    "int",
    "kubernetes.NamedFormat",
    "kubernetes.Quantity",
    "kubernetes.Semver",
    "kubernetes.URL",
    "list",
    "map",
    "net.CIDR",
    "net.IP",
    "null_type",
    "optional_type",
    "string",
    "type",
    "uint",
];

/// The type that a name stands for, as a value.
pub(crate) fn named(name: &str) -> Option<Value> {
    let found = NAMES.iter().find(|known| **known == name)?;
    Some(Value::Type(found))
}

impl Type {
    pub(crate) fn list() -> Self {
        Type::List(Box::new(Type::Dyn))
    }

    pub(crate) fn of(kind: Kind) -> Self {
        match kind {
            Kind::Any => Type::Dyn,
            Kind::List => Type::list(),
            Kind::Map => Type::Map(Box::new(Type::Dyn), Box::new(Type::Dyn)),
            Kind::Optional => Type::Optional(Box::new(Type::Dyn)),
            Kind::Plain(name) => Type::Plain(name),
        }
    }

    /// The type of a value, without its parts.
    pub(crate) fn of_value(value: &Value) -> Self {
        match value {
            Value::List(_) => Type::list(),
            Value::Map(_) => Type::of(Kind::Map),
            Value::Optional(_) => Type::of(Kind::Optional),
            Value::Unknown(_) => Type::Dyn,
            other => Type::Plain(other.type_name()),
        }
    }

    /// Whether a value of it may stand where a function takes that.
    pub(crate) fn fits(&self, kind: Kind) -> bool {
        match (self, kind) {
            (Type::Dyn, _) | (_, Kind::Any) => true,
            (Type::List(_), Kind::List)
            | (Type::Map(..), Kind::Map)
            | (Type::Optional(_), Kind::Optional) => true,
            (Type::Plain(a), Kind::Plain(b)) => *a == b,
            _ => false,
        }
    }

    /// The type of what is either of the two; nothing where no type is.
    pub(crate) fn join(&self, other: &Type) -> Option<Type> {
        Some(match (self, other) {
            (Type::Dyn, _) | (_, Type::Dyn) => Type::Dyn,
            (Type::Plain(a), Type::Plain(b)) if a == b => self.clone(),
            // `null` goes with whatever may be absent, and that is not told here.
            (Type::Plain("null_type"), Type::Plain(name))
            | (Type::Plain(name), Type::Plain("null_type"))
                if name.contains('.') =>
            {
                Type::Dyn
            }
            (Type::Plain("null_type"), other) | (other, Type::Plain("null_type"))
                if !matches!(other, Type::Plain(_)) =>
            {
                Type::Dyn
            }
            (Type::List(a), Type::List(b)) => Type::List(Box::new(a.join(b)?)),
            (Type::Map(a, b), Type::Map(c, d)) => {
                Type::Map(Box::new(a.join(c)?), Box::new(b.join(d)?))
            }
            (Type::Optional(a), Type::Optional(b)) => Type::Optional(Box::new(a.join(b)?)),
            _ => return None,
        })
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Dyn => f.write_str("dyn"),
            Type::Plain(name) => f.write_str(name),
            Type::List(item) => write!(f, "list({item})"),
            Type::Map(key, value) => write!(f, "map({key}, {value})"),
            Type::Optional(inner) => write!(f, "optional_type({inner})"),
        }
    }
}
