//! Sprig's dates. The clock is given, and every date is shown in UTC.

use std::rc::Rc;

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::{Args, Function, Param, string};
use crate::helm::date_layout;
use crate::helm::eval::Engine;
use crate::helm::fault::{Fault, FaultKind, Outcome};
use crate::helm::object::{Object, Time};
use crate::helm::value::Value;

const ANY: Param = Param::Any;
const STR: Param = Param::Str;
const TIME: Param = Param::Time;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("now", &[], |engine, _| Ok(time(engine.now))),
    Function::new("date", &[STR, ANY], |engine, args| {
        string(date_layout::format(
            args.str(0),
            &time_of(engine, args.any(1)),
        ))
    }),
    Function::new("dateInZone", &[STR, ANY, STR], in_zone),
    Function::new("date_in_zone", &[STR, ANY, STR], in_zone),
    Function::new("htmlDate", &[ANY], |engine, args| {
        string(date_layout::format(
            "2006-01-02",
            &time_of(engine, args.any(0)),
        ))
    }),
    Function::new("htmlDateInZone", &[ANY, STR], |engine, args| {
        let time = zoned(time_of(engine, args.any(0)), args.str(1))?;
        string(date_layout::format("2006-01-02", &time))
    }),
    Function::new("dateModify", &[STR, TIME], |_, args| modified(args, false)),
    Function::new("date_modify", &[STR, TIME], |_, args| modified(args, false)),
    Function::new("mustDateModify", &[STR, TIME], |_, args| {
        modified(args, true)
    }),
    Function::new("must_date_modify", &[STR, TIME], |_, args| {
        modified(args, true)
    }),
    Function::new("toDate", &[STR, STR], |_, args| {
        // Sprig swallows the error and returns the first instant.
        let parsed = date_layout::parse(args.str(0), args.str(1));
        let zero = || Timestamp::from_second(-62_135_596_800).unwrap_or(Timestamp::UNIX_EPOCH);
        Ok(time(parsed.unwrap_or_else(zero)))
    }),
    Function::new("mustToDate", &[STR, STR], |_, args| {
        let parsed = date_layout::parse(args.str(0), args.str(1));
        parsed
            .map(time)
            .ok_or_else(|| Fault::new("cannot parse time"))
    }),
    Function::new("unixEpoch", &[TIME], |engine, args| {
        let time = time_of(engine, args.any(0));
        string(time.instant.as_second().to_string())
    }),
    Function::new("ago", &[ANY], |engine, args| {
        let then = time_of(engine, args.any(0)).instant;
        string(show_duration(engine.now.duration_since(then).as_secs()))
    }),
    Function::new("duration", &[ANY], |_, args| {
        let seconds = match args.any(0) {
            Value::Str(text) => text.parse().unwrap_or(0),
            Value::Int64(number) => *number,
            _ => 0,
        };
        string(show_duration(seconds))
    }),
    Function::new("durationRound", &[ANY], duration_round),
];

fn time(instant: Timestamp) -> Value {
    Value::Object(Rc::new(Object::Time(Time {
        instant,
        offset: Offset::UTC,
    })))
}

/// A time, or seconds since 1970; anything else is now.
fn time_of(engine: &Engine, value: &Value) -> Time {
    let instant = match value {
        Value::Object(object) => match &**object {
            Object::Time(time) => return time.clone(),
            _ => engine.now,
        },
        Value::Int(seconds) | Value::Int64(seconds) => {
            Timestamp::from_second(*seconds).unwrap_or(engine.now)
        }
        _ => engine.now,
    };
    Time {
        instant,
        offset: Offset::UTC,
    }
}

fn in_zone(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let time = zoned(time_of(engine, args.any(1)), args.str(2))?;
    string(date_layout::format(args.str(0), &time))
}

/// Zones other than UTC need a database that is not carried.
fn zoned(time: Time, zone: &str) -> Outcome<Time> {
    match zone {
        "" | "UTC" | "GMT" | "Local" | "Etc/UTC" => Ok(time),
        other => {
            let what = format!("time zone {other}");
            Err(Fault::of(FaultKind::Unsupported(what)))
        }
    }
}

fn modified(args: Args<'_>, must: bool) -> Outcome<Value> {
    let Value::Object(object) = args.any(1) else {
        return Ok(Value::Nil);
    };
    let Object::Time(from) = &**object else {
        return Ok(Value::Nil);
    };
    let moved = parse_duration(args.str(0)).and_then(|nanos| {
        from.instant
            .checked_add(SignedDuration::from_nanos(nanos))
            .ok()
    });
    match moved {
        Some(instant) => Ok(time(instant)),
        None if must => Err(Fault::new("time: invalid duration")),
        None => Ok(args.any(1).clone()),
    }
}

/// A duration of Go, in nanoseconds.
fn parse_duration(text: &str) -> Option<i64> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    let mut nanos = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest.get(..end)?.parse().ok()?;
        rest = rest.get(end..)?;
        let end = rest.find(|c: char| c.is_ascii_digit() || c == '.');
        let unit = rest.get(..end.unwrap_or(rest.len()))?;
        let scale = match unit {
            "ns" => 1.0,
            "us" | "µs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 60e9,
            "h" => 3600e9,
            _ => return None,
        };
        nanos += number * scale;
        rest = rest.get(unit.len()..)?;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
    let nanos = nanos as i64;
    Some(if negative { -nanos } else { nanos })
}

/// Whole seconds as Go shows a duration.
fn show_duration(seconds: i64) -> String {
    let size = seconds.unsigned_abs();
    let (hours, minutes, rest) = (size / 3600, size / 60 % 60, size % 60);
    let sign = if seconds < 0 { "-" } else { "" };
    if hours > 0 {
        format!("{sign}{hours}h{minutes}m{rest}s")
    } else if minutes > 0 {
        format!("{sign}{minutes}m{rest}s")
    } else {
        format!("{sign}{rest}s")
    }
}

fn duration_round(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let seconds = match args.any(0) {
        Value::Str(text) => parse_duration(text).unwrap_or(0) / 1_000_000_000,
        Value::Int64(nanos) => *nanos / 1_000_000_000,
        value @ Value::Object(_) => {
            let then = time_of(engine, value).instant;
            engine.now.duration_since(then).as_secs()
        }
        _ => 0,
    };
    let size = seconds.unsigned_abs();
    let units = [
        (31_536_000, "y"),
        (2_592_000, "mo"),
        (86_400, "d"),
        (3600, "h"),
        (60, "m"),
        (1, "s"),
    ];
    let unit = units.iter().find(|(length, _)| size > *length);
    string(match unit {
        Some((length, name)) => format!("{}{name}", size / length),
        None => format!("{size}s"),
    })
}

/// As `%v` prints a time.
pub(in crate::helm) fn display(time: &Time) -> String {
    date_layout::format("2006-01-02 15:04:05 -0700 MST", time)
}

/// A method of a time; `None` where there is none of that name.
pub(in crate::helm) fn member(
    time: &Time,
    name: &str,
    arguments: &[Value],
) -> Outcome<Option<Value>> {
    let civil = time.offset.to_datetime(time.instant);
    let number = |number: i64| Ok(Some(Value::Int(number)));
    match (name, arguments) {
        ("Unix", []) => Ok(Some(Value::Int64(time.instant.as_second()))),
        ("UnixNano", []) => {
            let nanos = i64::try_from(time.instant.as_nanosecond()).unwrap_or(i64::MAX);
            Ok(Some(Value::Int64(nanos)))
        }
        ("Year", []) => number(civil.year().into()),
        ("Day", []) => number(civil.day().into()),
        ("Hour", []) => number(civil.hour().into()),
        ("Minute", []) => number(civil.minute().into()),
        ("Second", []) => number(civil.second().into()),
        ("YearDay", []) => number(civil.date().day_of_year().into()),
        ("Month", []) => string(date_layout::format("January", time)).map(Some),
        ("Weekday", []) => string(date_layout::format("Monday", time)).map(Some),
        ("String", []) => string(display(time)).map(Some),
        ("UTC" | "Local", []) => Ok(Some(Value::Object(Rc::new(Object::Time(time.clone()))))),
        ("Format", [Value::Str(layout)]) => string(date_layout::format(layout, time)).map(Some),
        _ => Ok(None),
    }
}
