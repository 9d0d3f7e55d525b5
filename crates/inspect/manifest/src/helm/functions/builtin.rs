//! What Go's templates have by themselves: comparison, `index`, `len` and printing.

use std::cmp::Ordering;

use super::{Args, Function, Param, list, string};
use crate::helm::eval::Engine;
use crate::helm::fault::{Fault, Outcome};
use crate::helm::print::{self, sprint, sprintf};
use crate::helm::value::Value;

const ANY: Param = Param::Any;

pub(super) const FUNCTIONS: &[Function] = &[
    // These two never get here: the evaluator stops at the value that decides.
    Function::new("and", &[ANY], |_, args| Ok(args.any(0).clone())).more(ANY),
    Function::new("or", &[ANY], |_, args| Ok(args.any(0).clone())).more(ANY),
    Function::new("not", &[ANY], |_, args| {
        Ok(Value::Bool(!args.any(0).truth()))
    }),
    Function::new("eq", &[ANY], eq).more(ANY),
    Function::new("ne", &[ANY, ANY], |_, args| {
        equal(args.any(0), args.any(1)).map(|same| Value::Bool(!same))
    }),
    Function::new("lt", &[ANY, ANY], |_, args| {
        ordered(args, &[Ordering::Less])
    }),
    Function::new("le", &[ANY, ANY], |_, args| {
        ordered(args, &[Ordering::Less, Ordering::Equal])
    }),
    Function::new("gt", &[ANY, ANY], |_, args| {
        ordered(args, &[Ordering::Greater])
    }),
    Function::new("ge", &[ANY, ANY], |_, args| {
        ordered(args, &[Ordering::Greater, Ordering::Equal])
    }),
    Function::new("len", &[ANY], len),
    Function::new("index", &[ANY], index).more(ANY),
    Function::new("print", &[], |engine, args| {
        made(engine, sprint(args.all())?)
    })
    .more(ANY),
    Function::new("printf", &[Param::Str], |engine, args| {
        made(engine, sprintf(args.str(0), args.from(1))?)
    })
    .more(ANY),
    Function::new("println", &[], println).more(ANY),
    Function::new("html", &[], html).more(ANY),
    Function::new("js", &[], js).more(ANY),
    Function::new("urlquery", &[], url_query).more(ANY),
];

fn made(engine: &mut Engine, text: String) -> Outcome<Value> {
    engine.meter.make(text.len())?;
    string(text)
}

#[derive(PartialEq)]
enum Kind {
    Nothing,
    Bool,
    Int,
    Float,
    Str,
    Other,
}

fn kind(value: &Value) -> Kind {
    match value {
        Value::Nil | Value::Absent => Kind::Nothing,
        Value::Bool(_) => Kind::Bool,
        Value::Int(_) | Value::Int64(_) => Kind::Int,
        Value::Float(_) => Kind::Float,
        Value::Str(_) => Kind::Str,
        _ => Kind::Other,
    }
}

fn incompatible(one: &Value, two: &Value) -> Box<Fault> {
    let (one, two) = (one.type_name(), two.type_name());
    Fault::new(format!(
        "incompatible types for comparison: {one} and {two}"
    ))
}

fn equal(one: &Value, two: &Value) -> Outcome<bool> {
    Ok(match (one, two) {
        (one, two) if one.is_nil() || two.is_nil() => one.is_nil() && two.is_nil(),
        (Value::Bool(one), Value::Bool(two)) => one == two,
        (Value::Int(one) | Value::Int64(one), Value::Int(two) | Value::Int64(two)) => one == two,
        (Value::Float(one), Value::Float(two)) => one == two,
        (Value::Str(one), Value::Str(two)) => one.as_str() == two.as_str(),
        (one, two) if kind(one) != kind(two) => return Err(incompatible(one, two)),
        (one, two) => {
            let (one, two) = (one.type_name(), two.type_name());
            let text = format!("non-comparable types: {one}, {two}");
            return Err(Fault::new(text));
        }
    })
}

fn eq(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    if args.from(1).is_empty() {
        return Err(Fault::new("missing argument for comparison"));
    }
    for other in args.from(1) {
        if equal(args.any(0), other)? {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

fn ordered(args: Args<'_>, wanted: &[Ordering]) -> Outcome<Value> {
    let order = match (args.any(0), args.any(1)) {
        (Value::Int(one) | Value::Int64(one), Value::Int(two) | Value::Int64(two)) => {
            Some(one.cmp(two))
        }
        (Value::Float(one), Value::Float(two)) => one.partial_cmp(two),
        (Value::Str(one), Value::Str(two)) => Some(one.as_str().cmp(two.as_str())),
        (one, two) if kind(one) != kind(two) => return Err(incompatible(one, two)),
        _ => return Err(Fault::new("invalid type for comparison")),
    };
    Ok(Value::Bool(
        order.is_some_and(|order| wanted.contains(&order)),
    ))
}

fn len(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let count = match args.any(0) {
        Value::Str(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::List(list) => list.len(),
        Value::Map(map) => map.read().len(),
        Value::Object(object) => object.entries().map_or(0, |entries| entries.len()),
        Value::Nil | Value::Absent => return Err(Fault::new("len of nil pointer")),
        other => {
            let kind = other.type_name();
            return Err(Fault::new(format!("len of type {kind}")));
        }
    };
    Ok(Value::Int(i64::try_from(count).unwrap_or(i64::MAX)))
}

fn index(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let mut item = args.any(0).clone();
    if item.is_nil() {
        return Err(Fault::new("index of untyped nil"));
    }
    for key in args.from(1) {
        item = match (&item, key) {
            (Value::Map(map), Value::Str(key)) => {
                let found = map.get(key).unwrap_or_default();
                if !found.holds_values() && map.path() != 0 {
                    engine.reads.note(map.path(), &key.as_str().into());
                }
                found
            }
            (Value::List(list), Value::Int(at) | Value::Int64(at)) => {
                let found = usize::try_from(*at).ok().and_then(|at| list.get(at));
                let out = || Fault::new(format!("index out of range: {at}"));
                found.cloned().ok_or_else(out)?
            }
            (Value::Str(text), Value::Int(at) | Value::Int64(at)) => {
                let bytes = text.as_bytes();
                let found = usize::try_from(*at).ok().and_then(|at| bytes.get(at));
                let out = || Fault::new(format!("index out of range: {at}"));
                Value::Int(i64::from(*found.ok_or_else(out)?))
            }
            (Value::Nil | Value::Absent, _) => return Err(Fault::new("index of nil pointer")),
            (Value::Map(_) | Value::List(_) | Value::Str(_), key) => {
                let kind = key.type_name();
                return Err(Fault::new(format!("cannot index with type {kind}")));
            }
            (other, _) => {
                let kind = other.type_name();
                return Err(Fault::new(format!("can't index item of type {kind}")));
            }
        };
    }
    Ok(item)
}

fn println(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let mut parts = Vec::new();
    for value in args.all() {
        parts.push(print::display(value)?);
    }
    made(engine, parts.join(" ") + "\n")
}

fn html(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let text = sprint(args.all())?;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\0' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    made(engine, out)
}

fn js(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let text = sprint(args.all())?;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '"' => out.push_str("\\\""),
            '<' | '>' | '&' | '=' => out.push_str(&format!("\\u{:04X}", c as u32)),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    made(engine, out)
}

fn url_query(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let text = sprint(args.all())?;
    made(engine, super::urls::query_escape(&text))
}

/// A list of whole numbers.
pub(super) fn ints(numbers: impl IntoIterator<Item = i64>) -> Outcome<Value> {
    list(numbers.into_iter().map(Value::Int).collect())
}
