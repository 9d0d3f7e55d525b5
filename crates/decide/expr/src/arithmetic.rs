//! Operators on numbers, texts, lists and times. Whatever overflows is an error.

use std::cmp::Ordering;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::error::EvaluationError;
use crate::evaluate::Budget;
use crate::node::Operator;
use crate::value::Value;

type Evaluated = Result<Value, EvaluationError>;

/// An operator that is neither equality nor membership.
pub(crate) fn apply(
    operator: Operator,
    left: &Value,
    right: &Value,
    budget: &mut Budget,
) -> Evaluated {
    if let (Value::Unknown(what), _) | (_, Value::Unknown(what)) = (left, right) {
        return Err(EvaluationError::unknown(what));
    }
    match operator {
        Operator::Less | Operator::LessEqual | Operator::Greater | Operator::GreaterEqual => {
            compare(operator, left, right)
        }
        Operator::Add => add(left, right, budget),
        _ => number(operator, left, right),
    }
}

pub(crate) fn negate(value: &Value) -> Evaluated {
    match value {
        Value::Int(number) => number
            .checked_neg()
            .map(Value::Int)
            .ok_or_else(|| overflow("integer")),
        Value::Double(number) => Ok(Value::Double(-number)),
        Value::Duration(span) => span
            .checked_neg()
            .map(Value::Duration)
            .ok_or_else(|| overflow("duration")),
        Value::Unknown(what) => Err(EvaluationError::unknown(what)),
        _ => Err(EvaluationError::no_overload(
            "-_",
            std::slice::from_ref(value),
        )),
    }
}

fn compare(operator: Operator, left: &Value, right: &Value) -> Evaluated {
    // Orders that the library needs for its own functions, but that the operators do not have.
    let has_none = |value: &Value| matches!(value, Value::Quantity(_) | Value::Semver(_));
    let is_nan = |value: &Value| matches!(value, Value::Double(number) if number.is_nan());
    if is_nan(left) || is_nan(right) {
        return Ok(Value::Bool(false));
    }
    let order = left.order(right).filter(|_| !has_none(left));
    let order = order.ok_or_else(|| no_overload(operator, left, right))?;
    Ok(Value::Bool(match operator {
        Operator::Less => order == Ordering::Less,
        Operator::LessEqual => order != Ordering::Greater,
        Operator::Greater => order == Ordering::Greater,
        _ => order != Ordering::Less,
    }))
}

fn add(left: &Value, right: &Value, budget: &mut Budget) -> Evaluated {
    match (left, right) {
        (Value::String(a), Value::String(b)) => {
            budget.take((a.len() + b.len()) as u64 / 8)?;
            Ok(Value::text([a.as_ref(), b.as_ref()].concat()))
        }
        (Value::Bytes(a), Value::Bytes(b)) => {
            budget.take((a.len() + b.len()) as u64 / 8)?;
            Ok(Value::Bytes(Arc::from([a.as_ref(), b.as_ref()].concat())))
        }
        (Value::List(a), Value::List(b)) => {
            budget.take((a.len() + b.len()) as u64)?;
            Ok(Value::list(a.iter().chain(b.iter()).cloned().collect()))
        }
        (Value::Timestamp(at), Value::Duration(span))
        | (Value::Duration(span), Value::Timestamp(at)) => shift(*at, *span),
        _ => number(Operator::Add, left, right),
    }
}

fn shift(at: Timestamp, span: i64) -> Evaluated {
    at.checked_add(SignedDuration::from_nanos(span))
        .map(Value::Timestamp)
        .map_err(|_| overflow("timestamp"))
}

fn number(operator: Operator, left: &Value, right: &Value) -> Evaluated {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => {
            zero(operator, *b == 0)?;
            let result = match operator {
                Operator::Add => a.checked_add(*b),
                Operator::Subtract => a.checked_sub(*b),
                Operator::Multiply => a.checked_mul(*b),
                Operator::Divide => a.checked_div(*b),
                _ => a.checked_rem(*b),
            };
            result.map(Value::Int).ok_or_else(|| overflow("integer"))
        }
        (Value::Uint(a), Value::Uint(b)) => {
            zero(operator, *b == 0)?;
            let result = match operator {
                Operator::Add => a.checked_add(*b),
                Operator::Subtract => a.checked_sub(*b),
                Operator::Multiply => a.checked_mul(*b),
                Operator::Divide => a.checked_div(*b),
                _ => a.checked_rem(*b),
            };
            result
                .map(Value::Uint)
                .ok_or_else(|| overflow("unsigned integer"))
        }
        (Value::Double(a), Value::Double(b)) => Ok(Value::Double(match operator {
            Operator::Add => a + b,
            Operator::Subtract => a - b,
            Operator::Multiply => a * b,
            Operator::Divide => a / b,
            _ => return Err(no_overload(operator, left, right)),
        })),
        (Value::Duration(a), Value::Duration(b)) => {
            let result = match operator {
                Operator::Add => a.checked_add(*b),
                Operator::Subtract => a.checked_sub(*b),
                _ => return Err(no_overload(operator, left, right)),
            };
            result
                .map(Value::Duration)
                .ok_or_else(|| overflow("duration"))
        }
        (Value::Timestamp(a), Value::Timestamp(b)) if operator == Operator::Subtract => {
            let span = a.duration_since(*b).as_nanos();
            i64::try_from(span)
                .map(Value::Duration)
                .map_err(|_| overflow("duration"))
        }
        (Value::Timestamp(at), Value::Duration(span)) if operator == Operator::Subtract => {
            let span = span.checked_neg().ok_or_else(|| overflow("duration"))?;
            shift(*at, span)
        }
        _ => Err(no_overload(operator, left, right)),
    }
}

fn zero(operator: Operator, is_zero: bool) -> Result<(), EvaluationError> {
    match operator {
        Operator::Divide if is_zero => Err(EvaluationError::failed("division by zero")),
        Operator::Modulo if is_zero => Err(EvaluationError::failed("modulus by zero")),
        _ => Ok(()),
    }
}

pub(crate) fn overflow(what: &str) -> EvaluationError {
    EvaluationError::Failed(format!("{what} overflow"))
}

fn no_overload(operator: Operator, left: &Value, right: &Value) -> EvaluationError {
    EvaluationError::no_overload(operator.name(), &[left.clone(), right.clone()])
}
