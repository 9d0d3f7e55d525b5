//! `format`: texts with clauses such as `%d` (the strings extension of CEL, in the version that
//! Kubernetes has).

use super::conversion::double;
use super::{Arguments, Evaluated, Function, member};
use crate::error::EvaluationError;
use crate::evaluate::Budget;
use crate::types::{Kind, STRING};
use crate::value::{Key, Value};

/// LIMIT: digits behind the point (the extension's own limit is 1,000; nobody needs that many).
const PRECISION_MAX: usize = 100;

pub(super) static FUNCTIONS: &[Function] =
    &[
        member("format", &[(&[STRING, Kind::List], STRING)], |arguments| {
            let (Some(Value::String(text)), Some(Value::List(values))) =
                (arguments.values.first(), arguments.values.get(1))
            else {
                return arguments.none();
            };
            write(text, values, arguments)
        })
        .early(),
    ];

fn failed(reason: impl Into<String>) -> EvaluationError {
    EvaluationError::Failed(format!("error during formatting: {}", reason.into()))
}

fn write(text: &str, values: &[Value], arguments: &mut Arguments<'_>) -> Evaluated {
    let mut out = String::new();
    let mut values = values.iter();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        if chars.peek() == Some(&'%') {
            chars.next();
            out.push('%');
            continue;
        }
        let mut precision = None;
        if chars.peek() == Some(&'.') {
            chars.next();
            let mut digits = String::new();
            while let Some(digit) = chars.peek().filter(|c| c.is_ascii_digit()) {
                digits.push(*digit);
                chars.next();
            }
            let number: usize = digits
                .parse()
                .map_err(|_| failed("could not find end of precision specifier"))?;
            if number > PRECISION_MAX {
                return Err(failed(format!("a precision above {PRECISION_MAX}")));
            }
            precision = Some(number);
        }
        let clause = chars
            .next()
            .ok_or_else(|| failed("unexpected end of string"))?;
        let value = values.next().ok_or_else(|| failed("index out of range"))?;
        let part = self::clause(clause, precision, value, arguments.budget)?;
        arguments.budget.take(part.len() as u64 / 8 + 1)?;
        out.push_str(&part);
    }
    Ok(Value::text(out))
}

fn clause(
    clause: char,
    precision: Option<usize>,
    value: &Value,
    budget: &mut Budget,
) -> Result<String, EvaluationError> {
    let given = value.type_name();
    let wrong = |what: &str, takes: &str| {
        Err(failed(format!(
            "{what} clause can only be used on {takes}, was given {given}"
        )))
    };
    match (clause, value) {
        ('s', value) => display(value, false, budget),
        ('d', Value::Int(number)) => Ok(number.to_string()),
        ('d', Value::Uint(number)) => Ok(number.to_string()),
        ('d', Value::Double(number)) if !number.is_finite() => Ok(special(*number)),
        ('d', _) => wrong("decimal", "integers"),
        ('f', Value::Double(number)) if !number.is_finite() => Ok(special(*number)),
        ('e', Value::Double(number)) if !number.is_finite() => Ok(special(*number)),
        ('f', value) => match as_double(value) {
            Some(number) => Ok(format!("{number:.*}", precision.unwrap_or(6))),
            None => wrong("fixed-point", "doubles"),
        },
        ('e', value) => match as_double(value) {
            Some(number) => Ok(scientific(number, precision.unwrap_or(6))),
            None => wrong("scientific", "doubles"),
        },
        ('b', Value::Int(number)) => Ok(signed(*number, |n| format!("{n:b}"))),
        ('b', Value::Uint(number)) => Ok(format!("{number:b}")),
        ('b', Value::Bool(truth)) => Ok(u8::from(*truth).to_string()),
        ('b', _) => wrong("binary", "integers and bools"),
        ('o', Value::Int(number)) => Ok(signed(*number, |n| format!("{n:o}"))),
        ('o', Value::Uint(number)) => Ok(format!("{number:o}")),
        ('o', _) => wrong("octal", "integers"),
        ('x' | 'X', value) => {
            let hex = match value {
                Value::Int(number) => signed(*number, |n| format!("{n:x}")),
                Value::Uint(number) => format!("{number:x}"),
                Value::String(text) => bytes(text.as_bytes()),
                Value::Bytes(inner) => bytes(inner),
                _ => return wrong("hex", "integers, byte buffers, and strings"),
            };
            Ok(if clause == 'X' {
                hex.to_uppercase()
            } else {
                hex
            })
        }
        (other, _) => Err(failed(format!(
            "unrecognized formatting clause \"{other}\""
        ))),
    }
}

fn as_double(value: &Value) -> Option<f64> {
    match value {
        Value::Double(number) => Some(*number),
        _ => None,
    }
}

fn special(number: f64) -> String {
    let text = if number.is_nan() {
        "NaN"
    } else if number > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    };
    text.to_owned()
}

fn signed(number: i64, write: fn(u64) -> String) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", write(number.unsigned_abs()))
}

fn bytes(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A number with a power of ten as English texts set it, as in `1.000000 × 10⁰³`: that version of
/// the extension writes for a locale.
fn scientific(number: f64, precision: usize) -> String {
    let text = format!("{number:.precision$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(rest) => ("⁻", rest),
        None => ("", exponent),
    };
    let raised: String = format!("{exponent:0>2}")
        .chars()
        .filter_map(|digit| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(digit.to_digit(10)? as usize))
        .collect();
    format!("{digits}\u{202f}×\u{202f}10{sign}{raised}")
}

/// A value for `%s`; inside of lists and maps, texts have quotes.
fn display(value: &Value, is_inner: bool, budget: &mut Budget) -> Result<String, EvaluationError> {
    budget.take(1)?;
    Ok(match value {
        Value::String(text) if is_inner => format!("\"{text}\""),
        Value::String(text) => text.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null => "null".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => number.to_string(),
        Value::Double(number) if !number.is_finite() => special(*number),
        Value::Double(number) if is_inner => format!("{number:.6}"),
        Value::Double(number) => double(*number),
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::Timestamp(at) if is_inner => format!("timestamp(\"{at}\")"),
        Value::Timestamp(at) => at.to_string(),
        Value::Duration(span) if is_inner => {
            format!("duration(\"{}\")", super::time::seconds(*span))
        }
        Value::Duration(span) => super::time::seconds(*span),
        Value::Type(name) => (*name).to_owned(),
        Value::List(items) => {
            let mut out = String::from("[");
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                let part = display(item, true, budget)?;
                budget.take(part.len() as u64 / 8)?;
                out.push_str(&part);
            }
            out.push(']');
            out
        }
        Value::Map(entries) => {
            let mut out = String::from("{");
            for (index, (key, item)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                let part = display(item, true, budget)?;
                budget.take(part.len() as u64 / 8)?;
                match key {
                    Key::String(text) => out.push_str(&format!("\"{text}\":{part}")),
                    other => out.push_str(&format!("{other}:{part}")),
                }
            }
            out.push('}');
            out
        }
        Value::Unknown(what) => return Err(EvaluationError::unknown(what)),
        other => {
            let given = other.type_name();
            return Err(failed(format!(
                "string clause can only be used on strings, bools, bytes, ints, doubles, maps, \
                 lists, types, durations, and timestamps, was given {given}"
            )));
        }
    })
}
