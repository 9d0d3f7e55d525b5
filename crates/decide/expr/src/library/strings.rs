//! Texts (the strings extension of CEL). Places are counted in characters.

use super::{Arguments, Evaluated, Function, global, member};
use crate::error::EvaluationError;
use crate::types::{BOOL, INT, Kind, STRING};
use crate::value::Value;

pub(super) static FUNCTIONS: &[Function] = &[
    member("charAt", &[(&[STRING, INT], STRING)], char_at),
    member("contains", &[(&[STRING, STRING], BOOL)], |arguments| {
        test(arguments, |text, part| text.contains(part))
    }),
    member("endsWith", &[(&[STRING, STRING], BOOL)], |arguments| {
        test(arguments, |text, part| text.ends_with(part))
    }),
    member(
        "join",
        &[(&[Kind::List], STRING), (&[Kind::List, STRING], STRING)],
        join,
    ),
    member("lowerAscii", &[(&[STRING], STRING)], |arguments| {
        change(arguments, str::to_ascii_lowercase)
    }),
    member(
        "replace",
        &[
            (&[STRING, STRING, STRING], STRING),
            (&[STRING, STRING, STRING, INT], STRING),
        ],
        replace,
    ),
    member(
        "split",
        &[
            (&[STRING, STRING], Kind::List),
            (&[STRING, STRING, INT], Kind::List),
        ],
        split,
    ),
    member("startsWith", &[(&[STRING, STRING], BOOL)], |arguments| {
        test(arguments, |text, part| text.starts_with(part))
    }),
    global("strings.quote", &[(&[STRING], STRING)], |arguments| {
        change(arguments, quote)
    }),
    member(
        "substring",
        &[(&[STRING, INT], STRING), (&[STRING, INT, INT], STRING)],
        substring,
    ),
    member("trim", &[(&[STRING], STRING)], |arguments| {
        change(arguments, |text| text.trim().to_owned())
    }),
    member("upperAscii", &[(&[STRING], STRING)], |arguments| {
        change(arguments, str::to_ascii_uppercase)
    }),
];

fn test(arguments: &mut Arguments<'_>, holds: fn(&str, &str) -> bool) -> Evaluated {
    match arguments.values {
        [Value::String(text), Value::String(part)] => Ok(Value::Bool(holds(text, part))),
        _ => arguments.none(),
    }
}

fn change(arguments: &mut Arguments<'_>, change: fn(&str) -> String) -> Evaluated {
    match arguments.values {
        [Value::String(text)] => Ok(Value::text(change(text))),
        _ => arguments.none(),
    }
}

fn char_at(arguments: &mut Arguments<'_>) -> Evaluated {
    let [Value::String(text), Value::Int(index)] = arguments.values else {
        return arguments.none();
    };
    let count = text.chars().count();
    let found = usize::try_from(*index).ok().filter(|index| *index <= count);
    let found = found.ok_or_else(|| out_of_range(*index))?;
    // The place behind the last character has nothing.
    let one = text.chars().nth(found).map(String::from);
    Ok(Value::text(one.unwrap_or_default()))
}

fn out_of_range(index: i64) -> EvaluationError {
    EvaluationError::Failed(format!("index out of range: {index}"))
}

/// `indexOf` and `lastIndexOf` of a text.
pub(super) fn find(arguments: &mut Arguments<'_>, from_end: bool) -> Evaluated {
    let (text, part, from) = match arguments.values {
        [Value::String(text), Value::String(part)] => (text, part, None),
        [Value::String(text), Value::String(part), Value::Int(from)] => (text, part, Some(*from)),
        _ => return arguments.none(),
    };
    let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let count = offsets.len();
    let default = if from_end { count } else { 0 };
    let from = match from {
        None => default,
        Some(number) => usize::try_from(number)
            .ok()
            .filter(|from| *from <= count)
            .ok_or_else(|| out_of_range(number))?,
    };
    let at = |index: usize| offsets.get(index).copied().unwrap_or(text.len());
    let found = if from_end {
        // The last one that begins at or before that character.
        let end = (at(from) + part.len()).min(text.len());
        let head = (end..=text.len())
            .find_map(|end| text.get(..end))
            .unwrap_or(text);
        let offset = head.rfind(part.as_ref());
        offset.filter(|offset| *offset <= at(from))
    } else {
        let rest = text.get(at(from)..).unwrap_or_default();
        rest.find(part.as_ref()).map(|offset| offset + at(from))
    };
    let place = found.map(|offset| offsets.partition_point(|known| *known < offset));
    Ok(Value::Int(place.map_or(-1, |place| {
        i64::try_from(place).unwrap_or(i64::MAX)
    })))
}

fn join(arguments: &mut Arguments<'_>) -> Evaluated {
    let (items, between) = match arguments.values {
        [Value::List(items)] => (items, ""),
        [Value::List(items), Value::String(between)] => (items, between.as_ref()),
        _ => return arguments.none(),
    };
    let mut joined = String::new();
    for (index, item) in items.iter().enumerate() {
        let Value::String(text) = item else {
            return Err(EvaluationError::no_overload(
                "join",
                std::slice::from_ref(item),
            ));
        };
        arguments
            .budget
            .take((text.len() + between.len()) as u64 / 8)?;
        if index > 0 {
            joined.push_str(between);
        }
        joined.push_str(text);
    }
    Ok(Value::text(joined))
}

fn replace(arguments: &mut Arguments<'_>) -> Evaluated {
    let (text, from, to, limit) = match arguments.values {
        [Value::String(text), Value::String(from), Value::String(to)] => (text, from, to, -1),
        [
            Value::String(text),
            Value::String(from),
            Value::String(to),
            Value::Int(limit),
        ] => (text, from, to, *limit),
        _ => return arguments.none(),
    };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let times = text.matches(from.as_ref()).take(limit).count();
    let size = text.len().saturating_add(times.saturating_mul(to.len()));
    arguments.budget.take(size as u64 / 8)?;
    Ok(Value::text(text.replacen(from.as_ref(), to, limit)))
}

fn split(arguments: &mut Arguments<'_>) -> Evaluated {
    let (text, by, limit) = match arguments.values {
        [Value::String(text), Value::String(by)] => (text, by, -1),
        [Value::String(text), Value::String(by), Value::Int(limit)] => (text, by, *limit),
        _ => return arguments.none(),
    };
    if limit == 0 {
        return Ok(Value::list(Vec::new()));
    }
    arguments.budget.take(text.len() as u64)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    // Nothing to split by means character by character, as in Go.
    let parts: Vec<Value> = if by.is_empty() {
        let mut parts: Vec<Value> = Vec::new();
        let mut rest = text.as_ref();
        while let Some(first) = rest.chars().next() {
            if parts.len() + 1 >= limit {
                parts.push(Value::text(rest));
                break;
            }
            parts.push(Value::text(first.to_string()));
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
        parts
    } else {
        text.splitn(limit, by.as_ref()).map(Value::text).collect()
    };
    Ok(Value::list(parts))
}

fn substring(arguments: &mut Arguments<'_>) -> Evaluated {
    let (text, start, end) = match arguments.values {
        [Value::String(text), Value::Int(start)] => (text, *start, None),
        [Value::String(text), Value::Int(start), Value::Int(end)] => (text, *start, Some(*end)),
        _ => return arguments.none(),
    };
    let count = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let end = end.unwrap_or(count);
    for index in [start, end] {
        if !(0..=count).contains(&index) {
            return Err(out_of_range(index));
        }
    }
    if start > end {
        let reason = format!("invalid substring range. start: {start}, end: {end}");
        return Err(EvaluationError::Failed(reason));
    }
    let (skip, take) = (usize::try_from(start), usize::try_from(end - start));
    let chars = text.chars().skip(skip.unwrap_or(0)).take(take.unwrap_or(0));
    Ok(Value::text(chars.collect::<String>()))
}

fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '\u{7}' => quoted.push_str("\\a"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{b}' => quoted.push_str("\\v"),
            '\\' => quoted.push_str("\\\\"),
            '"' => quoted.push_str("\\\""),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
