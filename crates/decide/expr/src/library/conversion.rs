//! Conversions between types, and the sizes of things.

use std::str;
use std::sync::Arc;

use super::{Arguments, Evaluated, Function, global, member};
use crate::arithmetic::overflow;
use crate::error::EvaluationError;
use crate::types::{
    BOOL, BYTES, CIDR, DOUBLE, DURATION, INT, IP, Kind, QUANTITY, STRING, TIMESTAMP, TYPE, UINT,
};
use crate::value::Value;

const SIZE: super::Overloads = &[
    (&[STRING], INT),
    (&[BYTES], INT),
    (&[Kind::List], INT),
    (&[Kind::Map], INT),
];

pub(super) static FUNCTIONS: &[Function] = &[
    global("bool", &[(&[BOOL], BOOL), (&[STRING], BOOL)], to_bool).early(),
    global("bytes", &[(&[BYTES], BYTES), (&[STRING], BYTES)], to_bytes).early(),
    global(
        "double",
        &[
            (&[DOUBLE], DOUBLE),
            (&[INT], DOUBLE),
            (&[UINT], DOUBLE),
            (&[STRING], DOUBLE),
        ],
        to_double,
    )
    .early(),
    global("dyn", &[(&[Kind::Any], Kind::Any)], |arguments| {
        arguments
            .values
            .first()
            .cloned()
            .map_or_else(|| arguments.none(), Ok)
    }),
    global(
        "int",
        &[
            (&[INT], INT),
            (&[UINT], INT),
            (&[DOUBLE], INT),
            (&[STRING], INT),
            (&[TIMESTAMP], INT),
            (&[DURATION], INT),
        ],
        to_int,
    )
    .early(),
    global("size", SIZE, size),
    member("size", SIZE, size),
    global(
        "string",
        &[
            (&[STRING], STRING),
            (&[INT], STRING),
            (&[UINT], STRING),
            (&[DOUBLE], STRING),
            (&[BOOL], STRING),
            (&[BYTES], STRING),
            (&[TIMESTAMP], STRING),
            (&[DURATION], STRING),
            (&[IP], STRING),
            (&[CIDR], STRING),
            (&[QUANTITY], STRING),
        ],
        to_string,
    )
    .early(),
    global(
        "type",
        &[(&[Kind::Any], TYPE)],
        |arguments| match arguments.values {
            [value] => Ok(Value::Type(value.type_name())),
            _ => arguments.none(),
        },
    ),
    global(
        "uint",
        &[
            (&[UINT], UINT),
            (&[INT], UINT),
            (&[DOUBLE], UINT),
            (&[STRING], UINT),
        ],
        to_uint,
    )
    .early(),
];

fn no_conversion(from: &str, to: &str) -> EvaluationError {
    EvaluationError::Failed(format!("type conversion error from '{from}' to '{to}'"))
}

fn to_bool(arguments: &mut Arguments<'_>) -> Evaluated {
    match arguments.values {
        [Value::Bool(truth)] => Ok(Value::Bool(*truth)),
        [Value::String(text)] => match text.as_ref() {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(Value::Bool(true)),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(Value::Bool(false)),
            _ => Err(no_conversion("string", "bool")),
        },
        _ => arguments.none(),
    }
}

fn to_bytes(arguments: &mut Arguments<'_>) -> Evaluated {
    match arguments.values {
        [Value::Bytes(bytes)] => Ok(Value::Bytes(Arc::clone(bytes))),
        [Value::String(text)] => Ok(Value::Bytes(Arc::from(text.as_bytes()))),
        _ => arguments.none(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a double is what was asked for")]
fn to_double(arguments: &mut Arguments<'_>) -> Evaluated {
    let number = match arguments.values {
        [Value::Double(number)] => *number,
        [Value::Int(number)] => *number as f64,
        [Value::Uint(number)] => *number as f64,
        [Value::String(text)] => text
            .parse()
            .map_err(|_| no_conversion("string", "double"))?,
        _ => return arguments.none(),
    };
    Ok(Value::Double(number))
}

#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn to_int(arguments: &mut Arguments<'_>) -> Evaluated {
    let number = match arguments.values {
        [Value::Int(number)] => *number,
        [Value::Uint(number)] => i64::try_from(*number).map_err(|_| overflow("integer"))?,
        [Value::Double(number)] => {
            // The ends themselves are out of range (cel-go, `doubleToInt64Checked`).
            let fits = number.abs() < 9_223_372_036_854_775_807.0;
            if !fits {
                return Err(overflow("integer"));
            }
            number.trunc() as i64
        }
        [Value::String(text)] => text.parse().map_err(|_| no_conversion("string", "int"))?,
        [Value::Timestamp(at)] => at.as_second(),
        [Value::Duration(span)] => *span,
        _ => return arguments.none(),
    };
    Ok(Value::Int(number))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked"
)]
fn to_uint(arguments: &mut Arguments<'_>) -> Evaluated {
    let number = match arguments.values {
        [Value::Uint(number)] => *number,
        [Value::Int(number)] => u64::try_from(*number).map_err(|_| overflow("unsigned integer"))?,
        [Value::Double(number)] => {
            let fits = (0.0..18_446_744_073_709_551_615.0).contains(number);
            if !fits {
                return Err(overflow("unsigned integer"));
            }
            number.trunc() as u64
        }
        [Value::String(text)] => text.parse().map_err(|_| no_conversion("string", "uint"))?,
        _ => return arguments.none(),
    };
    Ok(Value::Uint(number))
}

fn to_string(arguments: &mut Arguments<'_>) -> Evaluated {
    let text = match arguments.values {
        [Value::String(text)] => return Ok(Value::String(Arc::clone(text))),
        [Value::Int(number)] => number.to_string(),
        [Value::Uint(number)] => number.to_string(),
        [Value::Double(number)] => double(*number),
        [Value::Bool(truth)] => truth.to_string(),
        [Value::Bytes(bytes)] => str::from_utf8(bytes)
            .map_err(|_| {
                EvaluationError::failed("invalid UTF-8 in bytes, cannot convert to string")
            })?
            .to_owned(),
        [Value::Timestamp(at)] => at.to_string(),
        [Value::Duration(span)] => super::time::seconds(*span),
        [Value::Ip(address)] => address.0.to_string(),
        [Value::Cidr(range)] => range.to_string(),
        [Value::Quantity(amount)] => amount.to_string(),
        _ => return arguments.none(),
    };
    Ok(Value::text(text))
}

/// A `double` as Go's `%g` writes it: short, with an exponent where it is small or large.
pub(super) fn double(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let size = number.abs();
    if size != 0.0 && !(1.0e-4..1.0e21).contains(&size) {
        let text = format!("{number:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (sign, exponent) = match exponent.strip_prefix('-') {
            Some(rest) => ('-', rest),
            None => ('+', exponent),
        };
        return format!("{digits}e{sign}{exponent:0>2}");
    }
    number.to_string()
}

fn size(arguments: &mut Arguments<'_>) -> Evaluated {
    let size = match arguments.values {
        [Value::String(text)] => text.chars().count(),
        [Value::Bytes(bytes)] => bytes.len(),
        [Value::List(items)] => items.len(),
        [Value::Map(entries)] => entries.len(),
        _ => return arguments.none(),
    };
    Ok(Value::Int(i64::try_from(size).unwrap_or(i64::MAX)))
}
