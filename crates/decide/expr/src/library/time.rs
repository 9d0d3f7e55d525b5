//! Instants and spans of time.

use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, Zoned};

use super::{Arguments, Evaluated, Function, global, member};
use crate::arithmetic::overflow;
use crate::error::EvaluationError;
use crate::types::{DURATION, INT, STRING, TIMESTAMP};
use crate::value::Value;

const OF_INSTANT: super::Overloads = &[(&[TIMESTAMP], INT), (&[TIMESTAMP, STRING], INT)];
const OF_BOTH: super::Overloads = &[
    (&[TIMESTAMP], INT),
    (&[TIMESTAMP, STRING], INT),
    (&[DURATION], INT),
];

const SECOND: i64 = 1_000_000_000;

pub(super) static FUNCTIONS: &[Function] = &[
    global(
        "duration",
        &[
            (&[STRING], DURATION),
            (&[DURATION], DURATION),
            (&[INT], DURATION),
        ],
        duration,
    )
    .early(),
    member("getDate", OF_INSTANT, |arguments| {
        part(arguments, |at| i64::from(at.day()), None)
    }),
    member("getDayOfMonth", OF_INSTANT, |arguments| {
        part(arguments, |at| i64::from(at.day()) - 1, None)
    }),
    member("getDayOfWeek", OF_INSTANT, |arguments| {
        part(
            arguments,
            |at| i64::from(at.weekday().to_sunday_zero_offset()),
            None,
        )
    }),
    member("getDayOfYear", OF_INSTANT, |arguments| {
        part(arguments, |at| i64::from(at.day_of_year()) - 1, None)
    }),
    member("getFullYear", OF_INSTANT, |arguments| {
        part(arguments, |at| i64::from(at.year()), None)
    }),
    member("getHours", OF_BOTH, |arguments| {
        part(arguments, |at| i64::from(at.hour()), Some(3_600 * SECOND))
    }),
    member("getMilliseconds", OF_BOTH, |arguments| {
        match arguments.values {
            [Value::Duration(span)] => Ok(Value::Int(span % SECOND / 1_000_000)),
            _ => part(arguments, |at| i64::from(at.millisecond()), None),
        }
    }),
    member("getMinutes", OF_BOTH, |arguments| {
        part(arguments, |at| i64::from(at.minute()), Some(60 * SECOND))
    }),
    member("getMonth", OF_INSTANT, |arguments| {
        part(arguments, |at| i64::from(at.month()) - 1, None)
    }),
    member("getSeconds", OF_BOTH, |arguments| {
        part(arguments, |at| i64::from(at.second()), Some(SECOND))
    }),
    global(
        "timestamp",
        &[
            (&[STRING], TIMESTAMP),
            (&[TIMESTAMP], TIMESTAMP),
            (&[INT], TIMESTAMP),
        ],
        timestamp,
    )
    .early(),
];

/// A part of an instant in a zone, or of a span.
fn part(arguments: &mut Arguments<'_>, of: fn(&Zoned) -> i64, unit: Option<i64>) -> Evaluated {
    match (arguments.values, unit) {
        ([Value::Duration(span)], Some(unit)) => Ok(Value::Int(span / unit)),
        ([Value::Timestamp(at)], _) => Ok(Value::Int(of(&at.to_zoned(TimeZone::UTC)))),
        ([Value::Timestamp(at), Value::String(zone)], _) => {
            Ok(Value::Int(of(&at.to_zoned(self::zone(zone)?))))
        }
        _ => arguments.none(),
    }
}

/// A zone by its distance from UTC; the database of names is not here.
fn zone(name: &str) -> Result<TimeZone, EvaluationError> {
    if matches!(name, "" | "UTC" | "Etc/UTC" | "GMT") {
        return Ok(TimeZone::UTC);
    }
    let (negative, rest) = match name.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, name.strip_prefix('+').unwrap_or(name)),
    };
    let Some((hours, minutes)) = rest.split_once(':') else {
        return Err(EvaluationError::Unsupported(
            "a time zone by its name".to_owned(),
        ));
    };
    let seconds = hours.parse::<i32>().ok().zip(minutes.parse::<i32>().ok());
    let seconds = seconds
        .filter(|(hours, minutes)| (0..24).contains(hours) && (0..60).contains(minutes))
        .map(|(hours, minutes)| (hours * 60 + minutes) * 60)
        .map(|seconds| if negative { -seconds } else { seconds });
    seconds
        .and_then(|seconds| Offset::from_seconds(seconds).ok())
        .map(TimeZone::fixed)
        .ok_or_else(|| EvaluationError::failed("unknown time zone"))
}

fn timestamp(arguments: &mut Arguments<'_>) -> Evaluated {
    let at = match arguments.values {
        [Value::Timestamp(at)] => *at,
        [Value::Int(seconds)] => {
            Timestamp::from_second(*seconds).map_err(|_| overflow("timestamp"))?
        }
        [Value::String(text)] => {
            // RFC 3339 alone: what jiff takes beyond it is left out.
            let bytes = text.as_bytes();
            let is_plain = bytes.len() >= 20
                && bytes.get(10).is_some_and(|c| *c == b'T' || *c == b't')
                && !text.contains('[');
            is_plain
                .then(|| text.parse().ok())
                .flatten()
                .ok_or_else(|| EvaluationError::failed("invalid timestamp argument"))?
        }
        _ => return arguments.none(),
    };
    Ok(Value::Timestamp(at))
}

fn duration(arguments: &mut Arguments<'_>) -> Evaluated {
    match arguments.values {
        [Value::Duration(span)] => Ok(Value::Duration(*span)),
        [Value::Int(nanoseconds)] => Ok(Value::Duration(*nanoseconds)),
        [Value::String(text)] => parse(text)
            .map(Value::Duration)
            .ok_or_else(|| EvaluationError::failed("invalid duration argument")),
        _ => arguments.none(),
    }
}

/// A span as Go writes it, as in `1h30m`.
pub(super) fn parse(text: &str) -> Option<i64> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0_i128;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at_checked(end)?;
        let end = after
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(end)?;
        let unit: i128 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return None,
        };
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && part.is_empty() || number.len() > 30 {
            return None;
        }
        let digits: i128 = if whole.is_empty() {
            0
        } else {
            whole.parse().ok()?
        };
        total = total.checked_add(digits.checked_mul(unit)?)?;
        let part = part.get(..part.len().min(15))?;
        if !part.is_empty() {
            let scale = 10_i128.pow(u32::try_from(part.len()).ok()?);
            total = total.checked_add(part.parse::<i128>().ok()?.checked_mul(unit)? / scale)?;
        }
        rest = after;
    }
    i64::try_from(if negative { -total } else { total }).ok()
}

/// A span in seconds, as `string` writes it.
pub(super) fn seconds(span: i64) -> String {
    let span = SignedDuration::from_nanos(span);
    let nanoseconds = span.subsec_nanos().unsigned_abs();
    let sign = if span.is_negative() { "-" } else { "" };
    let whole = span.as_secs().unsigned_abs();
    let part = format!("{nanoseconds:09}");
    match part.trim_end_matches('0') {
        "" => format!("{sign}{whole}s"),
        part => format!("{sign}{whole}.{part}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_go_writes_them() {
        assert_eq!(parse("1h30m"), Some(5_400 * SECOND));
        assert_eq!(parse("-1.5s"), Some(-3 * SECOND / 2));
        assert_eq!(parse("1"), None);
        assert_eq!(parse("999999999999h"), None);
        assert_eq!(seconds(5_400 * SECOND), "5400s");
        assert_eq!(seconds(-SECOND / 2), "-0.5s");
    }
}
