//! Sprig's functions over lists. A list is never changed: each makes a new one.

use super::logic::too_deep;
use super::{Args, Function, Param, list};
use crate::helm::eval::Engine;
use crate::helm::fault::{Fault, Outcome};
use crate::helm::value::{VALUE_LEVELS_MAX, Value};

const ANY: Param = Param::Any;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("list", &[], |engine, args| {
        made(engine, args.all().to_vec())
    })
    .more(ANY),
    Function::new("tuple", &[], |engine, args| {
        made(engine, args.all().to_vec())
    })
    .more(ANY),
    Function::new("first", &[ANY], first),
    Function::new("mustFirst", &[ANY], first),
    Function::new("last", &[ANY], last),
    Function::new("mustLast", &[ANY], last),
    Function::new("rest", &[ANY], rest),
    Function::new("mustRest", &[ANY], rest),
    Function::new("initial", &[ANY], initial),
    Function::new("mustInitial", &[ANY], initial),
    Function::new("append", &[ANY, ANY], append),
    Function::new("mustAppend", &[ANY, ANY], append),
    Function::new("push", &[ANY, ANY], append),
    Function::new("mustPush", &[ANY, ANY], append),
    Function::new("prepend", &[ANY, ANY], prepend),
    Function::new("mustPrepend", &[ANY, ANY], prepend),
    Function::new("reverse", &[ANY], reverse),
    Function::new("mustReverse", &[ANY], reverse),
    Function::new("uniq", &[ANY], uniq),
    Function::new("mustUniq", &[ANY], uniq),
    Function::new("without", &[ANY], without).more(ANY),
    Function::new("mustWithout", &[ANY], without).more(ANY),
    Function::new("has", &[ANY, ANY], has),
    Function::new("mustHas", &[ANY, ANY], has),
    Function::new("slice", &[ANY], slice).more(ANY),
    Function::new("mustSlice", &[ANY], slice).more(ANY),
    Function::new("concat", &[], concat).more(ANY),
    Function::new("chunk", &[Param::Int, ANY], chunk),
    Function::new("mustChunk", &[Param::Int, ANY], chunk),
];

/// Bytes of one slot of a list, for the budget.
const SLOT_BYTES: usize = 32;

fn made(engine: &mut Engine, items: Vec<Value>) -> Outcome<Value> {
    engine.meter.make((items.len() + 2) * SLOT_BYTES)?;
    list(items)
}

fn items<'v>(value: &'v Value, what: &str) -> Outcome<&'v [Value]> {
    match value {
        Value::List(items) => Ok(items),
        other => {
            let kind = other.type_name();
            Err(Fault::new(format!("cannot {what} on type {kind}")))
        }
    }
}

fn first(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let items = items(args.any(0), "find first")?;
    Ok(items.first().cloned().unwrap_or_default())
}

fn last(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let items = items(args.any(0), "find last")?;
    Ok(items.last().cloned().unwrap_or_default())
}

fn rest(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    match items(args.any(0), "find rest")? {
        [] => list(Vec::new()),
        [_, rest @ ..] => made(engine, rest.to_vec()),
    }
}

fn initial(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    match items(args.any(0), "find initial")? {
        [] => list(Vec::new()),
        [initial @ .., _] => made(engine, initial.to_vec()),
    }
}

fn append(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let items = items(args.any(0), "push")?;
    engine.meter.make((items.len() + 1) * SLOT_BYTES)?;
    let mut grown = Vec::with_capacity(items.len() + 1);
    grown.extend_from_slice(items);
    grown.push(args.any(1).clone());
    list(grown)
}

fn prepend(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let items = items(args.any(0), "prepend")?;
    engine.meter.make((items.len() + 1) * SLOT_BYTES)?;
    let mut grown = Vec::with_capacity(items.len() + 1);
    grown.push(args.any(1).clone());
    grown.extend_from_slice(items);
    list(grown)
}

fn reverse(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let items = items(args.any(0), "find reverse")?;
    made(engine, items.iter().rev().cloned().collect())
}

fn is_among(engine: &mut Engine, items: &[Value], wanted: &Value) -> Outcome<bool> {
    for item in items {
        engine.meter.step(1 + wanted.weight(1 << 20) / 8)?;
        if item
            .deep_equal(wanted, VALUE_LEVELS_MAX)
            .ok_or_else(too_deep)?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn uniq(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for item in items(args.any(0), "find uniq")? {
        if !is_among(engine, &kept, item)? {
            kept.push(item.clone());
        }
    }
    made(engine, kept)
}

fn without(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let mut kept = Vec::new();
    for item in items(args.any(0), "find without")? {
        if !is_among(engine, args.from(1), item)? {
            kept.push(item.clone());
        }
    }
    made(engine, kept)
}

fn has(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    if args.any(1).is_nil() {
        return Ok(Value::Bool(false));
    }
    let items = items(args.any(1), "find has")?;
    is_among(engine, items, args.any(0)).map(Value::Bool)
}

fn slice(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let items = items(args.any(0), "slice")?;
    if items.is_empty() {
        return Ok(Value::Nil);
    }
    let bound = |at: usize, otherwise: usize| match args.all().get(at) {
        Some(value) => usize::try_from(super::convert::to_int(value)).ok(),
        None => Some(otherwise),
    };
    let range = bound(1, 0).zip(bound(2, items.len()));
    let part = range.and_then(|(start, end)| items.get(start..end));
    let out = || Fault::new("slice index out of range");
    made(engine, part.ok_or_else(out)?.to_vec())
}

fn concat(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let mut all = Vec::new();
    for value in args.all() {
        let items = items(value, "concat")?;
        engine.meter.make((all.len() + items.len()) * SLOT_BYTES)?;
        all.extend_from_slice(items);
    }
    list(all)
}

fn chunk(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let size = usize::try_from(args.int(0)).unwrap_or(0).max(1);
    let items = items(args.any(1), "chunk")?;
    engine.meter.make(items.len() * SLOT_BYTES * 2)?;
    let mut chunks = Vec::new();
    for part in items.chunks(size) {
        chunks.push(list(part.to_vec())?);
    }
    list(chunks)
}
