//! Values laid over each other: the user's over the parent's over those of the chart itself.

use super::chart::Chart;
use super::fault::{Fault, Outcome};
use super::value::{Map, VALUE_LEVELS_MAX, Value};

/// The name under which values are handed down to every chart below.
const GLOBAL: &str = "global";

/// The values of a chart and all below it, with those given on top.
///
/// # Errors
/// A sub-chart whose values are no map; values that lie too deep.
pub(super) fn coalesce(chart: &Chart, given: &Map) -> Outcome<Map> {
    let values = copy(given)?;
    chart_values(chart, &values)?;
    sub_charts(chart, &values)?;
    Ok(values)
}

fn copy(map: &Map) -> Outcome<Map> {
    match Value::Map(map.clone()).deep_copy(VALUE_LEVELS_MAX) {
        Some(Value::Map(copy)) => Ok(copy),
        _ => Err(Fault::limit("levels of a value", VALUE_LEVELS_MAX as u64)),
    }
}

fn sub_charts(chart: &Chart, values: &Map) -> Outcome<()> {
    for child in &chart.dependencies {
        let name = &child.metadata.name;
        let own = match values.get(name) {
            Some(Value::Map(own)) => own,
            None => {
                let own = Map::new();
                values.insert(name, Value::Map(own.clone()));
                own
            }
            Some(other) => {
                let kind = other.type_name();
                return Err(Fault::new(format!("type mismatch on {name}: {kind}")));
            }
        };
        globals(&own, values)?;
        chart_values(child, &own)?;
        sub_charts(child, &own)?;
    }
    Ok(())
}

/// Hands the globals of a parent down.
fn globals(own: &Map, parent: &Map) -> Outcome<()> {
    let table = |map: &Map| match map.get(GLOBAL) {
        Some(Value::Map(table)) => Some(table),
        None => Some(Map::new()),
        _ => None,
    };
    let (Some(target), Some(source)) = (table(own), table(parent)) else {
        return Ok(());
    };
    for (key, value) in source.entries() {
        match (&value, target.get(&key)) {
            (Value::Map(table), old) => {
                let table = copy(table)?;
                match old {
                    None => target.insert(&key, Value::Map(table)),
                    Some(Value::Map(old)) => {
                        // The order is turned round: what comes from above wins.
                        tables(&table, &old, false, VALUE_LEVELS_MAX)?;
                        target.insert(&key, Value::Map(table));
                    }
                    Some(_) => {}
                }
            }
            (_, Some(Value::Map(_))) => {}
            (_, _) => target.insert(&key, value),
        }
    }
    own.insert(GLOBAL, Value::Map(target));
    Ok(())
}

/// Lays the values of a chart under those that are there.
fn chart_values(chart: &Chart, values: &Map) -> Outcome<()> {
    for (key, value) in without_nil(&chart.values)?.entries() {
        match values.get(&key) {
            // Null takes a default away.
            Some(old) if old.is_nil() => {
                values.write().remove(&key);
            }
            Some(Value::Map(old)) => {
                if let Value::Map(value) = &value {
                    let is_child = chart.dependencies.iter().any(|c| *c.metadata.name == *key);
                    tables(&old, value, is_child, VALUE_LEVELS_MAX)?;
                }
            }
            Some(_) => {}
            None => values.insert(&key, value),
        }
    }
    Ok(())
}

/// A copy without the nulls in maps: a default of null is no default.
fn without_nil(map: &Map) -> Outcome<Map> {
    let copy = copy(map)?;
    let mut rest = vec![copy.clone()];
    while let Some(map) = rest.pop() {
        map.write().retain(|_, value| !value.is_nil());
        let below = map
            .entries()
            .into_iter()
            .filter_map(|(_, value)| match value {
                Value::Map(map) => Some(map),
                _ => None,
            });
        rest.extend(below);
    }
    Ok(copy)
}

/// Lays one table under another. Where nulls are kept, a later step takes defaults away by them.
pub(super) fn tables(over: &Map, under: &Map, keeps_nil: bool, levels: usize) -> Outcome<()> {
    let Some(levels) = levels.checked_sub(1) else {
        return Err(Fault::limit("levels of a value", VALUE_LEVELS_MAX as u64));
    };
    for (key, value) in under.entries() {
        match over.get(&key) {
            None => over.insert(&key, value),
            Some(old) if old.is_nil() => {
                if !keeps_nil {
                    over.write().remove(&key);
                }
            }
            Some(Value::Map(old)) => {
                if let Value::Map(value) = &value {
                    tables(&old, value, keeps_nil, levels)?;
                }
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Lays a values file over another: maps are joined, everything else is replaced.
pub(super) fn overlay(under: &Map, over: &Map, levels: usize) -> Outcome<()> {
    let Some(levels) = levels.checked_sub(1) else {
        return Err(Fault::limit("levels of a value", VALUE_LEVELS_MAX as u64));
    };
    for (key, value) in over.entries() {
        match (under.get(&key), &value) {
            (Some(Value::Map(old)), Value::Map(new)) => overlay(&old, new, levels)?,
            _ => under.insert(&key, value),
        }
    }
    Ok(())
}

/// The value behind names with dots between them.
pub(super) fn at(values: &Map, path: &str) -> Option<Value> {
    let mut value = Value::Map(values.clone());
    for name in path.split('.') {
        let Value::Map(map) = value else {
            return None;
        };
        value = map.get(name)?;
    }
    Some(value)
}
