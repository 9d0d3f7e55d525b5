//! TOML in and out.

use std::rc::Rc;

use super::json::error_map;
use super::logic::too_deep;
use super::{Args, Function, Param, string};
use crate::helm::eval::Engine;
use crate::helm::fault::Outcome;
use crate::helm::number::json_float;
use crate::helm::print;
use crate::helm::value::{Entries, List, Map, VALUE_LEVELS_MAX, Value};

const ANY: Param = Param::Any;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("toToml", &[ANY], to_toml),
    Function::new("mustToToml", &[ANY], to_toml),
    Function::new("fromToml", &[Param::Str], |engine, args| {
        engine.meter.make(args.str(0).len())?;
        Ok(match args.str(0).parse::<toml::Table>() {
            Ok(table) => from_table(&table),
            Err(error) => error_map(error.message()),
        })
    }),
];

fn from_table(table: &toml::Table) -> Value {
    let entries = table.iter();
    let entries: Entries = entries
        .map(|(key, value)| (Rc::from(key.as_str()), from_toml(value)))
        .collect();
    Value::Map(Map::from(entries))
}

/// A value of TOML. Its reader has a limit of nesting, so this recursion ends.
fn from_toml(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::str(text.as_str()),
        toml::Value::Integer(number) => Value::Int64(*number),
        toml::Value::Float(number) => Value::Float(*number),
        toml::Value::Boolean(yes) => Value::Bool(*yes),
        toml::Value::Datetime(time) => Value::str(time.to_string()),
        toml::Value::Array(items) => Value::List(List::new(items.iter().map(from_toml).collect())),
        toml::Value::Table(table) => from_table(table),
    }
}

fn to_toml(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let Value::Map(map) = args.any(0) else {
        return string("toml: top-level values must be Go maps or structs");
    };
    let mut out = String::new();
    table(&mut out, map, &mut Vec::new(), VALUE_LEVELS_MAX)?;
    engine.meter.make(out.len())?;
    string(out)
}

/// A table: its simple entries first, then the tables below it, indented by their depth.
fn table(out: &mut String, map: &Map, path: &mut Vec<String>, levels: usize) -> Outcome<()> {
    let levels = levels.checked_sub(1).ok_or_else(too_deep)?;
    let entries = map.entries();
    let indent = "  ".repeat(path.len());
    let is_table = |value: &Value| match value {
        Value::Map(_) => true,
        Value::List(items) => {
            !items.is_empty() && items.iter().all(|item| matches!(item, Value::Map(_)))
        }
        _ => false,
    };
    for (key, value) in entries.iter().filter(|(_, value)| !is_table(value)) {
        if value.is_nil() {
            continue;
        }
        out.push_str(&format!("{indent}{} = ", name(key)));
        simple(out, value, levels)?;
        out.push('\n');
    }
    for (key, value) in entries.iter().filter(|(_, value)| is_table(value)) {
        path.push(name(key));
        let indent = "  ".repeat(path.len() - 1);
        let full = path.join(".");
        match value {
            Value::Map(inner) => {
                // A free line stands before tables of the top only.
                if path.len() == 1 && !out.is_empty() {
                    out.push('\n');
                }
                out.push_str(&format!("{indent}[{full}]\n"));
                table(out, inner, path, levels)?;
            }
            Value::List(items) => {
                for item in items.iter() {
                    if let Value::Map(inner) = item {
                        if !out.is_empty() {
                            out.push('\n');
                        }
                        out.push_str(&format!("{indent}[[{full}]]\n"));
                        table(out, inner, path, levels)?;
                    }
                }
            }
            _ => {}
        }
        path.pop();
    }
    Ok(())
}

fn name(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !key.is_empty() && key.chars().all(bare) {
        return key.to_owned();
    }
    print::quote(key)
}

fn simple(out: &mut String, value: &Value, levels: usize) -> Outcome<()> {
    let levels = levels.checked_sub(1).ok_or_else(too_deep)?;
    match value {
        Value::Float(number) => {
            let text = json_float(*number);
            out.push_str(&text);
            // Helm's numbers come through JSON: whole ones keep no point.
        }
        Value::Str(text) => out.push_str(&print::quote(text)),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                simple(out, item, levels)?;
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (at, (key, item)) in map.entries().iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                out.push_str(&format!("{} = ", name(key)));
                simple(out, item, levels)?;
            }
            out.push('}');
        }
        other => out.push_str(&print::display(other)?),
    }
    Ok(())
}
