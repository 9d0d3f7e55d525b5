//! Values that may be absent, and what optional values and formats share by name.

use super::{Arguments, Evaluated, Function, global, member};
use crate::error::EvaluationError;
use crate::types::{BOOL, Kind};
use crate::value::Value;

pub(super) static FUNCTIONS: &[Function] = &[
    member(
        "hasValue",
        &[(&[Kind::Optional], BOOL)],
        |arguments| match arguments.values {
            [Value::Optional(inner)] => Ok(Value::Bool(inner.is_some())),
            _ => arguments.none(),
        },
    ),
    member(
        "or",
        &[(&[Kind::Optional, Kind::Optional], Kind::Optional)],
        |arguments| match arguments.values {
            [Value::Optional(Some(inner)), Value::Optional(_)] => {
                Ok(Value::Optional(Some(inner.clone())))
            }
            [Value::Optional(None), Value::Optional(other)] => Ok(Value::Optional(other.clone())),
            _ => arguments.none(),
        },
    ),
    member(
        "orValue",
        &[(&[Kind::Optional, Kind::Any], Kind::Any)],
        |arguments| match arguments.values {
            [Value::Optional(Some(inner)), _] => Ok(inner.as_ref().clone()),
            [Value::Optional(None), other] => Ok(other.clone()),
            _ => arguments.none(),
        },
    ),
    global("optional.none", &[(&[], Kind::Optional)], |_| {
        Ok(Value::Optional(None))
    }),
    global(
        "optional.of",
        &[(&[Kind::Any], Kind::Optional)],
        |arguments| match arguments.values {
            [value] => Ok(Value::some(value.clone())),
            _ => arguments.none(),
        },
    ),
    global(
        "optional.ofNonZeroValue",
        &[(&[Kind::Any], Kind::Optional)],
        |arguments| match arguments.values {
            [value] if value.is_zero() => Ok(Value::Optional(None)),
            [value] => Ok(Value::some(value.clone())),
            _ => arguments.none(),
        },
    ),
    global("optional.unwrap", &[(&[Kind::List], Kind::List)], unwrap),
    member("unwrapOpt", &[(&[Kind::List], Kind::List)], unwrap),
    member(
        "value",
        &[(&[Kind::Optional], Kind::Any)],
        |arguments| match arguments.values {
            [Value::Optional(Some(inner))] => Ok(inner.as_ref().clone()),
            [Value::Optional(None)] => Err(EvaluationError::failed("optional.none() dereference")),
            _ => arguments.none(),
        },
    ),
];

fn unwrap(arguments: &mut Arguments<'_>) -> Evaluated {
    let [Value::List(items)] = arguments.values else {
        return arguments.none();
    };
    let mut unwrapped = Vec::new();
    for item in items.iter() {
        match item {
            Value::Optional(inner) => unwrapped.extend(inner.iter().map(|i| i.as_ref().clone())),
            _ => return arguments.none(),
        }
    }
    Ok(Value::list(unwrapped))
}
