//! Sprig's functions over maps. `set` and `unset` change the map itself, which others may hold.

use super::{Args, Function, Param, list, string};
use crate::helm::eval::Engine;
use crate::helm::fault::{Fault, Outcome};
use crate::helm::print::to_text;
use crate::helm::value::{Map, Value};

const ANY: Param = Param::Any;
const MAP: Param = Param::Map;
const STR: Param = Param::Str;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("dict", &[], dict).more(ANY),
    Function::new("get", &[MAP, STR], get),
    Function::new("set", &[MAP, STR, ANY], set),
    Function::new("unset", &[MAP, STR], |_, args| {
        args.map(0).write().remove(args.str(1));
        Ok(args.any(0).clone())
    }),
    Function::new("hasKey", &[MAP, STR], |_, args| {
        Ok(Value::Bool(args.map(0).read().contains_key(args.str(1))))
    }),
    Function::new("pluck", &[STR], pluck).more(MAP),
    Function::new("keys", &[], keys).more(MAP),
    Function::new("values", &[MAP], values),
    Function::new("pick", &[MAP], |engine, args| picked(engine, args, true)).more(STR),
    Function::new("omit", &[MAP], |engine, args| picked(engine, args, false)).more(STR),
    Function::new("dig", &[ANY, ANY, ANY], dig).more(ANY),
];

/// Bytes of one entry of a map, for the budget.
const ENTRY_BYTES: usize = 64;

/// Bytes of an empty map, for the budget.
const MAP_BYTES: usize = 128;

fn dict(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    engine
        .meter
        .make(MAP_BYTES + args.all().len() * ENTRY_BYTES)?;
    let map = Map::new();
    for pair in args.all().chunks(2) {
        let Some(key) = pair.first() else { break };
        // A key without a value stands for an empty text.
        let value = pair.get(1).cloned().unwrap_or_else(|| Value::str(""));
        map.insert(&to_text(key)?, value);
    }
    Ok(Value::Map(map))
}

fn get(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let map = args.map(0);
    let found = map.get(args.str(1)).unwrap_or_else(|| Value::str(""));
    if !found.holds_values() && map.path() != 0 {
        engine.reads.note(map.path(), &args.str(1).into());
    }
    Ok(found)
}

fn set(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    if args.any(0).is_nil() {
        return Err(Fault::new("assignment to entry in nil map"));
    }
    engine.meter.make(ENTRY_BYTES)?;
    let map = args.map(0);
    engine.may_be_cyclic(&map, args.any(2));
    map.insert(args.str(1), args.any(2).clone());
    Ok(args.any(0).clone())
}

fn pluck(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let mut found = Vec::new();
    for value in args.from(1) {
        if let Value::Map(map) = value {
            found.extend(map.get(args.str(0)));
        }
    }
    list(found)
}

fn keys(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let mut keys = Vec::new();
    for value in args.all() {
        if let Value::Map(map) = value {
            let map = map.read();
            engine.meter.make(map.len() * ENTRY_BYTES)?;
            keys.extend(map.keys().map(|key| Value::str(key.clone())));
        }
    }
    list(keys)
}

fn values(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let map = args.map(0);
    let map = map.read();
    engine.meter.make(map.len() * ENTRY_BYTES)?;
    list(map.values().cloned().collect())
}

/// The entries with one of the names, or without them.
fn picked(engine: &mut Engine, args: Args<'_>, keeps: bool) -> Outcome<Value> {
    let from = args.map(0);
    let map = Map::new();
    map.set_path(from.path());
    let named = |key: &str| {
        let mut names = args.from(1).iter();
        names.any(|name| matches!(name, Value::Str(name) if name.as_str() == key))
    };
    engine.meter.make(from.read().len() * ENTRY_BYTES)?;
    for (key, value) in from.entries() {
        if named(&key) == keeps {
            map.write().insert(key, value);
        }
    }
    Ok(Value::Map(map))
}

fn dig(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let [keys @ .., otherwise, start] = args.all() else {
        return Err(Fault::new("dig needs at least three arguments"));
    };
    let mut value = start.clone();
    for key in keys {
        let Value::Str(key) = key else {
            return Err(Fault::new("dig: a key is not a string"));
        };
        let Value::Map(map) = &value else {
            let kind = value.type_name();
            return Err(Fault::new(format!("dig: {kind} is not a map")));
        };
        if map.path() != 0 {
            engine.reads.note(map.path(), &key.as_str().into());
        }
        let Some(next) = map.get(key) else {
            return Ok(otherwise.clone());
        };
        value = next;
    }
    Ok(value)
}

/// A map as text would show it, for functions that want one.
pub(super) fn field(map: &Map, key: &str) -> Outcome<Value> {
    match map.get(key) {
        Some(value) => string(to_text(&value)?),
        None => string(""),
    }
}
