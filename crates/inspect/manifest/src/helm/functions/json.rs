//! JSON in and out, as Go writes and reads it.

use std::rc::Rc;

use super::logic::too_deep;
use super::{Args, Function, Param, list, string};
use crate::helm::budget::VALUE_BYTES_MAX;
use crate::helm::eval::Engine;
use crate::helm::fault::{Fault, Outcome};
use crate::helm::number::json_float;
use crate::helm::value::{Entries, List, Map, VALUE_LEVELS_MAX, Value};

const ANY: Param = Param::Any;
const STR: Param = Param::Str;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("toJson", &[ANY], |engine, args| {
        to_json(engine, args, Style::Escaped)
    }),
    Function::new("mustToJson", &[ANY], |engine, args| {
        to_json(engine, args, Style::Escaped)
    }),
    Function::new("toRawJson", &[ANY], |engine, args| {
        to_json(engine, args, Style::Raw)
    }),
    Function::new("mustToRawJson", &[ANY], |engine, args| {
        to_json(engine, args, Style::Raw)
    }),
    Function::new("toPrettyJson", &[ANY], |engine, args| {
        to_json(engine, args, Style::Pretty)
    }),
    Function::new("mustToPrettyJson", &[ANY], |engine, args| {
        to_json(engine, args, Style::Pretty)
    }),
    Function::new("fromJson", &[STR], |engine, args| {
        engine.meter.make(args.str(0).len())?;
        Ok(match parse(args.str(0)) {
            Ok(Value::Map(map)) => Value::Map(map),
            Ok(Value::Nil) => Value::Map(Map::new()),
            Ok(other) => error_map(&cannot_be(&other, "map[string]interface {}")),
            Err(error) => error_map(&error),
        })
    }),
    Function::new("fromJsonArray", &[STR], |engine, args| {
        engine.meter.make(args.str(0).len())?;
        match parse(args.str(0)) {
            Ok(Value::List(items)) => Ok(Value::List(items)),
            Ok(Value::Nil) => list(Vec::new()),
            Ok(other) => list(vec![Value::str(cannot_be(&other, "[]interface {}"))]),
            Err(error) => list(vec![Value::str(error)]),
        }
    }),
    Function::new("mustFromJson", &[STR], |engine, args| {
        engine.meter.make(args.str(0).len())?;
        parse(args.str(0)).map_err(Fault::new)
    }),
];

fn cannot_be(value: &Value, wanted: &str) -> String {
    let got = match value {
        Value::Map(_) => "object",
        Value::List(_) => "array",
        Value::Str(_) => "string",
        Value::Bool(_) => "bool",
        _ => "number",
    };
    format!("json: cannot unmarshal {got} into Go value of type {wanted}")
}

/// What Helm's readers return where they fail.
pub(super) fn error_map(error: &str) -> Value {
    let map = Map::new();
    map.insert("Error", Value::str(error));
    Value::Map(map)
}

fn parse(text: &str) -> Result<Value, String> {
    let parsed: serde_json::Value =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(from_json(&parsed))
}

/// A value of JSON; numbers are floats, as Go's reader makes them. The reader of JSON has its own
/// limit of nesting, so this recursion ends.
pub(in crate::helm) fn from_json(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Nil,
        serde_json::Value::Bool(yes) => Value::Bool(*yes),
        serde_json::Value::Number(number) => Value::Float(number.as_f64().unwrap_or(0.0)),
        serde_json::Value::String(text) => Value::str(text.as_str()),
        serde_json::Value::Array(items) => {
            Value::List(List::new(items.iter().map(from_json).collect()))
        }
        serde_json::Value::Object(entries) => {
            let entries = entries.iter();
            let entries: Entries = entries
                .map(|(key, value)| (Rc::from(key.as_str()), from_json(value)))
                .collect();
            Value::Map(Map::from(entries))
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    Escaped,
    Raw,
    Pretty,
}

fn to_json(engine: &mut Engine, args: Args<'_>, style: Style) -> Outcome<Value> {
    note_use(engine, args.any(0));
    let mut out = String::new();
    write(&mut out, args.any(0), style, 0, VALUE_LEVELS_MAX)?;
    engine.meter.make(out.len())?;
    string(out)
}

/// Notes that a whole map or list of the values is used.
pub(super) fn note_use(engine: &mut Engine, value: &Value) {
    match value {
        Value::Map(map) => engine.reads.note_path(map.path()),
        Value::List(list) => engine.reads.note_path(list.path()),
        _ => {}
    }
}

fn write(
    out: &mut String,
    value: &Value,
    style: Style,
    indent: usize,
    levels: usize,
) -> Outcome<()> {
    let levels = levels.checked_sub(1).ok_or_else(too_deep)?;
    if out.len() as u64 > VALUE_BYTES_MAX {
        return Err(Fault::limit("bytes in a value", VALUE_BYTES_MAX));
    }
    match value {
        Value::Nil | Value::Absent => out.push_str("null"),
        Value::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
        Value::Int(number) | Value::Int64(number) => out.push_str(&number.to_string()),
        Value::Float(number) if number.is_finite() => out.push_str(&json_float(*number)),
        Value::Float(_) => return Err(Fault::new("json: unsupported value")),
        Value::Str(text) => write_text(out, text, style),
        Value::Bytes(bytes) => write_text(out, &super::base64_of(bytes), style),
        Value::Object(object) => write_text(out, &object.display()?, style),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                separate(out, style, indent + 1, at > 0);
                write(out, item, style, indent + 1, levels)?;
            }
            close(out, style, indent, !items.is_empty());
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            let entries = map.read();
            for (at, (key, item)) in entries.iter().enumerate() {
                separate(out, style, indent + 1, at > 0);
                write_text(out, key, style);
                out.push_str(if style == Style::Pretty { ": " } else { ":" });
                write(out, item, style, indent + 1, levels)?;
            }
            close(out, style, indent, !entries.is_empty());
            out.push('}');
        }
    }
    Ok(())
}

fn separate(out: &mut String, style: Style, indent: usize, follows: bool) {
    if follows {
        out.push(',');
    }
    close(out, style, indent, true);
}

fn close(out: &mut String, style: Style, indent: usize, breaks: bool) {
    if style == Style::Pretty && breaks {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", indent));
    }
}

fn write_text(out: &mut String, text: &str, style: Style) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' if style != Style::Raw => {
                out.push_str(&format!("\\u{:04x}", c as u32));
            }
            '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}
