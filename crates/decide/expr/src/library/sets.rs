//! Lists as sets.

use super::{Arguments, Function, global};
use crate::error::EvaluationError;
use crate::types::{BOOL, Kind};
use crate::value::Value;

const TWO: super::Overloads = &[(&[Kind::List, Kind::List], BOOL)];

pub(super) static FUNCTIONS: &[Function] = &[
    global("sets.contains", TWO, |arguments| {
        let (a, b) = lists(arguments)?;
        holds(arguments, &a, &b).map(Value::Bool)
    }),
    global("sets.equivalent", TWO, |arguments| {
        let (a, b) = lists(arguments)?;
        let same = holds(arguments, &a, &b)? && holds(arguments, &b, &a)?;
        Ok(Value::Bool(same))
    }),
    global("sets.intersects", TWO, |arguments| {
        let (a, b) = lists(arguments)?;
        for item in &b {
            if has(arguments, &a, item)? {
                return Ok(Value::Bool(true));
            }
        }
        Ok(Value::Bool(false))
    }),
];

fn lists(arguments: &Arguments<'_>) -> Result<(Vec<Value>, Vec<Value>), EvaluationError> {
    match arguments.values {
        [Value::List(a), Value::List(b)] => Ok((a.as_ref().clone(), b.as_ref().clone())),
        _ => Err(EvaluationError::no_overload("sets", arguments.values)),
    }
}

/// Whether every item of `part` is in `whole`.
fn holds(
    arguments: &mut Arguments<'_>,
    whole: &[Value],
    part: &[Value],
) -> Result<bool, EvaluationError> {
    for item in part {
        if !has(arguments, whole, item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn has(
    arguments: &mut Arguments<'_>,
    whole: &[Value],
    item: &Value,
) -> Result<bool, EvaluationError> {
    for other in whole {
        if item.equals(other, arguments.budget)? {
            return Ok(true);
        }
    }
    Ok(false)
}
