//! Merging of maps, after the library that Sprig uses: maps below are shared, not copied.

use super::logic::too_deep;
use super::{Args, Function, Param};
use crate::helm::eval::Engine;
use crate::helm::fault::Outcome;
use crate::helm::value::{Map, VALUE_LEVELS_MAX, Value};

const MAP: Param = Param::Map;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("merge", &[MAP], |engine, args| all(engine, args, false)).more(MAP),
    Function::new("mustMerge", &[MAP], |engine, args| all(engine, args, false)).more(MAP),
    Function::new("mergeOverwrite", &[MAP], |engine, args| {
        all(engine, args, true)
    })
    .more(MAP),
    Function::new("mustMergeOverwrite", &[MAP], |engine, args| {
        all(engine, args, true)
    })
    .more(MAP),
];

fn all(engine: &mut Engine, args: Args<'_>, overwrites: bool) -> Outcome<Value> {
    let target = args.map(0);
    for source in args.from(1) {
        if let Value::Map(source) = source {
            merge(engine, &target, source, overwrites, VALUE_LEVELS_MAX)?;
        }
    }
    Ok(args.any(0).clone())
}

fn merge(
    engine: &mut Engine,
    target: &Map,
    source: &Map,
    overwrites: bool,
    levels: usize,
) -> Outcome<()> {
    let levels = levels.checked_sub(1).ok_or_else(too_deep)?;
    if target.same(source) {
        return Ok(());
    }
    for (key, new) in source.entries() {
        engine.meter.step(1)?;
        let old = target.get(&key);
        if new.is_nil() {
            if overwrites {
                target.write().insert(key, new);
            }
            continue;
        }
        if let (Some(Value::Map(old)), Value::Map(new)) = (&old, &new) {
            merge(engine, old, new, overwrites, levels)?;
            if !old.read().is_empty() {
                continue;
            }
        }
        if overwrites || !old.is_some_and(|old| old.truth()) {
            engine.may_be_cyclic(target, &new);
            target.write().insert(key, new);
        }
    }
    Ok(())
}
