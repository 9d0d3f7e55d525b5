//! Lists, and what lists and texts share by name.

use std::cmp::Ordering;

use super::{Arguments, Evaluated, Function, global, member};
use crate::arithmetic;
use crate::error::EvaluationError;
use crate::node::Operator;
use crate::types::{BOOL, INT, Kind, STRING};
use crate::value::Value;

/// LIMIT: levels that `flatten` goes down; deeper lists are left as they are.
const FLATTEN_LEVELS_MAX: i64 = 64;

const FIND: super::Overloads = &[
    (&[Kind::List, Kind::Any], INT),
    (&[STRING, STRING], INT),
    (&[STRING, STRING, INT], INT),
];

pub(super) static FUNCTIONS: &[Function] = &[
    member("distinct", &[(&[Kind::List], Kind::List)], distinct),
    member("first", &[(&[Kind::List], Kind::Optional)], |arguments| {
        ends(arguments, true)
    }),
    member(
        "flatten",
        &[
            (&[Kind::List], Kind::List),
            (&[Kind::List, INT], Kind::List),
        ],
        flatten,
    ),
    member("indexOf", FIND, |arguments| match arguments.values {
        [Value::List(_), _] => find(arguments, false),
        _ => super::strings::find(arguments, false),
    }),
    member("isSorted", &[(&[Kind::List], BOOL)], is_sorted),
    member("last", &[(&[Kind::List], Kind::Optional)], |arguments| {
        ends(arguments, false)
    }),
    member("lastIndexOf", FIND, |arguments| match arguments.values {
        [Value::List(_), _] => find(arguments, true),
        _ => super::strings::find(arguments, true),
    }),
    global("lists.range", &[(&[INT], Kind::List)], range),
    member("max", &[(&[Kind::List], Kind::Any)], |arguments| {
        extreme(arguments, Ordering::Greater, "max")
    }),
    member("min", &[(&[Kind::List], Kind::Any)], |arguments| {
        extreme(arguments, Ordering::Less, "min")
    }),
    member(
        "reverse",
        &[(&[Kind::List], Kind::List), (&[STRING], STRING)],
        reverse,
    ),
    member("slice", &[(&[Kind::List, INT, INT], Kind::List)], slice),
    member("sort", &[(&[Kind::List], Kind::List)], sort),
    member("sum", &[(&[Kind::List], Kind::Any)], sum),
];

fn count(number: usize) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

fn ends(arguments: &mut Arguments<'_>, first: bool) -> Evaluated {
    match arguments.values {
        [Value::List(items)] => {
            let item = if first { items.first() } else { items.last() };
            Ok(item.map_or(Value::Optional(None), |item| Value::some(item.clone())))
        }
        _ => arguments.none(),
    }
}

fn distinct(arguments: &mut Arguments<'_>) -> Evaluated {
    let [Value::List(items)] = arguments.values else {
        return arguments.none();
    };
    let mut kept: Vec<Value> = Vec::new();
    for item in items.iter() {
        let mut is_new = true;
        for other in &kept {
            if item.equals(other, arguments.budget)? {
                is_new = false;
                break;
            }
        }
        if is_new {
            kept.push(item.clone());
        }
    }
    Ok(Value::list(kept))
}

fn flatten(arguments: &mut Arguments<'_>) -> Evaluated {
    let (items, levels) = match arguments.values {
        [Value::List(items)] => (items, 1),
        [Value::List(items), Value::Int(levels)] => (items, *levels),
        _ => return arguments.none(),
    };
    if levels < 0 {
        return Err(EvaluationError::failed("level must be non-negative"));
    }
    let mut flat = items.as_ref().clone();
    for _ in 0..levels.min(FLATTEN_LEVELS_MAX) {
        let mut next = Vec::with_capacity(flat.len());
        for item in flat {
            arguments.budget.take(1)?;
            match item {
                Value::List(inner) => {
                    arguments.budget.take(inner.len() as u64)?;
                    next.extend(inner.iter().cloned());
                }
                other => next.push(other),
            }
        }
        flat = next;
    }
    Ok(Value::list(flat))
}

fn find(arguments: &mut Arguments<'_>, from_end: bool) -> Evaluated {
    let [Value::List(items), wanted] = arguments.values else {
        return arguments.none();
    };
    let mut found = None;
    for (index, item) in items.iter().enumerate() {
        if item.equals(wanted, arguments.budget)? {
            found = Some(index);
            if !from_end {
                break;
            }
        }
    }
    Ok(found.map_or(Value::Int(-1), count))
}

fn order(a: &Value, b: &Value) -> Result<Ordering, EvaluationError> {
    a.order(b)
        .ok_or_else(|| EvaluationError::no_overload("_<_", &[a.clone(), b.clone()]))
}

fn is_sorted(arguments: &mut Arguments<'_>) -> Evaluated {
    let [Value::List(items)] = arguments.values else {
        return arguments.none();
    };
    for (a, b) in items.iter().zip(items.iter().skip(1)) {
        if order(a, b)? == Ordering::Greater {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

fn range(arguments: &mut Arguments<'_>) -> Evaluated {
    let [Value::Int(end)] = arguments.values else {
        return arguments.none();
    };
    arguments.budget.take(u64::try_from(*end).unwrap_or(0))?;
    Ok(Value::list((0..*end).map(Value::Int).collect()))
}

fn extreme(arguments: &mut Arguments<'_>, wanted: Ordering, name: &str) -> Evaluated {
    let [Value::List(items)] = arguments.values else {
        return arguments.none();
    };
    let mut items = items.iter();
    let Some(mut best) = items.next() else {
        return Err(EvaluationError::Failed(format!(
            "{name} called on empty list"
        )));
    };
    for item in items {
        if order(item, best)? == wanted {
            best = item;
        }
    }
    Ok(best.clone())
}

fn reverse(arguments: &mut Arguments<'_>) -> Evaluated {
    match arguments.values {
        [Value::List(items)] => Ok(Value::list(items.iter().rev().cloned().collect())),
        [Value::String(text)] => Ok(Value::text(text.chars().rev().collect::<String>())),
        _ => arguments.none(),
    }
}

fn slice(arguments: &mut Arguments<'_>) -> Evaluated {
    let [Value::List(items), Value::Int(start), Value::Int(end)] = arguments.values else {
        return arguments.none();
    };
    let range = usize::try_from(*start).ok().zip(usize::try_from(*end).ok());
    let part = range.and_then(|(start, end)| items.get(start..end));
    part.map(|part| Value::list(part.to_vec())).ok_or_else(|| {
        EvaluationError::Failed(format!(
            "cannot slice({start}, {end}), it is outside of the list"
        ))
    })
}

fn sort(arguments: &mut Arguments<'_>) -> Evaluated {
    let [Value::List(items)] = arguments.values else {
        return arguments.none();
    };
    arguments.budget.take(items.len() as u64 * 16)?;
    if let Some(first) = items.first() {
        for item in items.iter() {
            order(first, item)?;
        }
    }
    let mut sorted = items.as_ref().clone();
    sorted.sort_by(|a, b| a.order(b).unwrap_or(Ordering::Equal));
    Ok(Value::list(sorted))
}

fn sum(arguments: &mut Arguments<'_>) -> Evaluated {
    let [Value::List(items)] = arguments.values else {
        return arguments.none();
    };
    let mut items = items.iter();
    // The sum of nothing is the zero of the list's type, which is not known here; `int` is it most
    // of the time.
    let Some(first) = items.next() else {
        return Ok(Value::Int(0));
    };
    let mut sum = first.clone();
    for item in items {
        sum = arithmetic::apply(Operator::Add, &sum, item, arguments.budget)?;
    }
    match sum {
        Value::Int(_) | Value::Uint(_) | Value::Double(_) | Value::Duration(_) => Ok(sum),
        _ => arguments.none(),
    }
}
