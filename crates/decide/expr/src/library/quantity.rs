//! Amounts of resources (Kubernetes API, `resource.Quantity`), and the comparisons that amounts
//! and versions share by name.

use std::cmp::Ordering;
use std::fmt;

use super::{Arguments, Evaluated, Function, global, member};
use crate::error::EvaluationError;
use crate::types::{BOOL, DOUBLE, INT, QUANTITY, SEMVER, STRING};
use crate::value::Value;

const COMPARED: super::Overloads = &[(&[QUANTITY, QUANTITY], BOOL), (&[SEMVER, SEMVER], BOOL)];
const SUMMED: super::Overloads = &[
    (&[QUANTITY, QUANTITY], QUANTITY),
    (&[QUANTITY, INT], QUANTITY),
];

pub(super) static FUNCTIONS: &[Function] = &[
    member("add", SUMMED, |arguments| sum(arguments, 1)),
    member(
        "asApproximateFloat",
        &[(&[QUANTITY], DOUBLE)],
        |arguments| {
            let amount = one(arguments)?;
            Ok(Value::Double(amount.approximate()))
        },
    ),
    member("asInteger", &[(&[QUANTITY], INT)], |arguments| {
        let amount = one(arguments)?;
        amount
            .integer()
            .map(Value::Int)
            .ok_or_else(|| EvaluationError::failed("cannot convert value to integer"))
    }),
    member(
        "compareTo",
        &[(&[QUANTITY, QUANTITY], INT), (&[SEMVER, SEMVER], INT)],
        |arguments| {
            let order = order(arguments)?;
            Ok(Value::Int(match order {
                Ordering::Less => -1,
                Ordering::Equal => 0,
                Ordering::Greater => 1,
            }))
        },
    ),
    member("isGreaterThan", COMPARED, |arguments| {
        order(arguments).map(|order| Value::Bool(order == Ordering::Greater))
    }),
    member("isInteger", &[(&[QUANTITY], BOOL)], |arguments| {
        let amount = one(arguments)?;
        Ok(Value::Bool(amount.integer().is_some()))
    }),
    member("isLessThan", COMPARED, |arguments| {
        order(arguments).map(|order| Value::Bool(order == Ordering::Less))
    }),
    global(
        "isQuantity",
        &[(&[STRING], BOOL)],
        |arguments| match arguments.values {
            [Value::String(text)] => Ok(Value::Bool(Quantity::parse(text).is_some())),
            _ => arguments.none(),
        },
    ),
    global(
        "quantity",
        &[(&[STRING], QUANTITY)],
        |arguments| match arguments.values {
            [Value::String(text)] => Quantity::parse(text).map(Value::Quantity).ok_or_else(|| {
                EvaluationError::failed(
                    "quantities must match the regular expression \
                 '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
                )
            }),
            _ => arguments.none(),
        },
    ),
    member("sign", &[(&[QUANTITY], INT)], |arguments| {
        let amount = one(arguments)?;
        Ok(Value::Int(i64::try_from(amount.nano.signum()).unwrap_or(0)))
    }),
    member("sub", SUMMED, |arguments| sum(arguments, -1)),
];

/// An amount in billionths, which is as fine as they go.
#[derive(Clone, Copy, Debug)]
pub struct Quantity {
    nano: i128,
    /// Whether Go keeps it as a plain number of 64 bits: only such ones become an integer.
    is_small: bool,
}

const NANO: i128 = 1_000_000_000;
/// Amounts beyond this are cut.
const NANO_MAX: i128 = i64::MAX as i128 * NANO;

impl Quantity {
    /// An amount as it is written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Quantity> {
        let (negative, rest) = match text.as_bytes().first()? {
            b'-' => (true, text.get(1..)?),
            b'+' => (false, text.get(1..)?),
            _ => (false, text),
        };
        let end = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let (number, suffix) = rest.split_at_checked(end)?;
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && part.is_empty()) || part.contains('.') || number.len() > 60 {
            return None;
        }
        let (base, exponent) = self::suffix(suffix)?;
        let digits: String = [whole, part].concat();
        let significant = digits.trim_start_matches('0').trim_end_matches('0');
        let is_small = digits.trim_start_matches('0').len() <= 18;
        let nano = scaled(&digits, part.len(), base, exponent, significant.is_empty());
        let nano = nano.min(NANO_MAX);
        let is_small = is_small && nano < NANO_MAX;
        let nano = if negative { -nano } else { nano };
        Some(Quantity { nano, is_small })
    }

    pub(crate) fn order(self, other: Quantity) -> Ordering {
        self.nano.cmp(&other.nano)
    }

    fn integer(self) -> Option<i64> {
        (self.is_small && self.nano % NANO == 0)
            .then(|| i64::try_from(self.nano / NANO).ok())
            .flatten()
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "approximate is what was asked for"
    )]
    fn approximate(self) -> f64 {
        self.nano as f64 / NANO as f64
    }
}

/// The base and the exponent of a suffix.
fn suffix(suffix: &str) -> Option<(u32, i32)> {
    Some(match suffix {
        "" => (10, 0),
        "n" => (10, -9),
        "u" => (10, -6),
        "m" => (10, -3),
        "k" => (10, 3),
        "M" => (10, 6),
        "G" => (10, 9),
        "T" => (10, 12),
        "P" => (10, 15),
        "E" => (10, 18),
        "Ki" => (2, 10),
        "Mi" => (2, 20),
        "Gi" => (2, 30),
        "Ti" => (2, 40),
        "Pi" => (2, 50),
        "Ei" => (2, 60),
        other => {
            let exponent = other.strip_prefix(['e', 'E'])?;
            (10, exponent.parse().ok()?)
        }
    })
}

/// Digits with so many of them behind the point, times a power, in billionths and rounded up.
fn scaled(digits: &str, behind: usize, base: u32, exponent: i32, is_zero: bool) -> i128 {
    if is_zero {
        return 0;
    }
    let behind = i32::try_from(behind).unwrap_or(i32::MAX);
    let Ok(mantissa) = digits.parse::<i128>() else {
        return i128::MAX;
    };
    let (mut value, tens) = if base == 2 {
        let power = 1_i128 << exponent.clamp(0, 100);
        (mantissa.checked_mul(power), 9 - behind)
    } else {
        (
            Some(mantissa),
            exponent.saturating_add(9).saturating_sub(behind),
        )
    };
    if tens >= 0 {
        for _ in 0..tens.min(60) {
            value = value.and_then(|value| value.checked_mul(10));
        }
        return value.unwrap_or(i128::MAX);
    }
    let Some(value) = value else {
        return i128::MAX;
    };
    match 10_i128.checked_pow(tens.unsigned_abs()) {
        Some(power) => value
            .checked_add(power - 1)
            .map_or(i128::MAX, |value| value / power),
        // Whatever is not nothing is at least the smallest amount.
        None => 1,
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.nano / NANO, (self.nano % NANO).abs());
        if rest == 0 {
            return write!(f, "{whole}");
        }
        for (unit, suffix) in [(1_000_000, "m"), (1_000, "u"), (1, "n")] {
            if self.nano % unit == 0 {
                return write!(f, "{}{suffix}", self.nano / unit);
            }
        }
        Ok(())
    }
}

fn one(arguments: &Arguments<'_>) -> Result<Quantity, EvaluationError> {
    match arguments.values {
        [Value::Quantity(amount)] => Ok(*amount),
        _ => Err(EvaluationError::no_overload("quantity", arguments.values)),
    }
}

fn order(arguments: &Arguments<'_>) -> Result<Ordering, EvaluationError> {
    let found = match arguments.values {
        [Value::Quantity(a), Value::Quantity(b)] => Some(a.nano.cmp(&b.nano)),
        [Value::Semver(a), Value::Semver(b)] => Some(a.cmp(b)),
        _ => None,
    };
    found.ok_or_else(|| EvaluationError::no_overload("compareTo", arguments.values))
}

fn sum(arguments: &mut Arguments<'_>, sign: i128) -> Evaluated {
    let (a, b) = match arguments.values {
        [Value::Quantity(a), Value::Quantity(b)] => (a, b.nano),
        [Value::Quantity(a), Value::Int(b)] => (a, i128::from(*b) * NANO),
        _ => return arguments.none(),
    };
    let nano = a.nano + sign * b;
    Ok(Value::Quantity(Quantity {
        nano,
        is_small: nano.abs() < NANO_MAX,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_an_api_server_reads_them() {
        let of = |text: &str| Quantity::parse(text).map(|amount| amount.nano);
        assert_eq!(of("1Gi"), Some((1 << 30) * NANO));
        assert_eq!(of("0.1n"), Some(1));
        assert_eq!(of("1e3"), Some(1_000 * NANO));
        assert_eq!(of("12E"), Some(NANO_MAX));
        assert_eq!(of("1e-1000"), Some(1));
        for bad in ["", "1.2.3", "1 Gi", "abc", ".", "1Q", "e3", "1e"] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }

    #[test]
    fn equal_amounts_are_equal_however_they_are_written() {
        let of = |text: &str| Value::Quantity(Quantity::parse(text).unwrap());
        assert_eq!(of("1000m").order(&of("1")), Some(Ordering::Equal));
    }
}
