//! Sprig's and Helm's functions that choose a value, or refuse one.

use super::{Args, Function, Param, list};
use crate::helm::eval::Engine;
use crate::helm::fault::{Fault, FaultKind, Outcome};
use crate::helm::value::{VALUE_LEVELS_MAX, Value};

const ANY: Param = Param::Any;
const STR: Param = Param::Str;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("default", &[ANY], default).more(ANY),
    Function::new("empty", &[ANY], |_, args| {
        Ok(Value::Bool(!args.any(0).truth()))
    }),
    Function::new("coalesce", &[], |_, args| {
        let found = args.all().iter().find(|value| value.truth());
        Ok(found.cloned().unwrap_or_default())
    })
    .more(ANY),
    Function::new("all", &[], |_, args| {
        Ok(Value::Bool(args.all().iter().all(Value::truth)))
    })
    .more(ANY),
    Function::new("any", &[], |_, args| {
        Ok(Value::Bool(args.all().iter().any(Value::truth)))
    })
    .more(ANY),
    Function::new("ternary", &[ANY, ANY, Param::Bool], |_, args| {
        Ok(args.any(usize::from(!args.bool(2))).clone())
    }),
    Function::new("deepEqual", &[ANY, ANY], deep_equal),
    Function::new("deepCopy", &[ANY], deep_copy),
    Function::new("mustDeepCopy", &[ANY], deep_copy),
    Function::new("compact", &[ANY], compact),
    Function::new("mustCompact", &[ANY], compact),
    Function::new("fail", &[STR], |_, args| {
        Err(Fault::of(FaultKind::Refused(args.str(0).to_owned())))
    }),
    Function::new("required", &[STR, ANY], required),
];

fn default(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let given = args.any(1);
    Ok(if given.truth() {
        given.clone()
    } else {
        args.any(0).clone()
    })
}

fn deep_equal(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    engine.meter.step(args.any(0).weight(1 << 20))?;
    let same = args.any(0).deep_equal(args.any(1), VALUE_LEVELS_MAX);
    same.map(Value::Bool).ok_or_else(too_deep)
}

fn deep_copy(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    engine.meter.step(args.any(0).weight(1 << 20))?;
    args.any(0).deep_copy(VALUE_LEVELS_MAX).ok_or_else(too_deep)
}

/// The fault of a value that lies too deep in others.
pub(super) fn too_deep() -> Box<Fault> {
    Fault::limit("levels of a value", VALUE_LEVELS_MAX as u64)
}

fn compact(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let Value::List(items) = args.any(0) else {
        let kind = args.any(0).type_name();
        return Err(Fault::new(format!("cannot compact on type {kind}")));
    };
    engine.meter.make(items.len() * 16)?;
    list(items.iter().filter(|item| item.truth()).cloned().collect())
}

fn required(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let value = args.any(1);
    let missing = match value {
        Value::Str(text) => text.is_empty(),
        other => other.is_nil(),
    };
    if missing {
        return Err(Fault::of(FaultKind::Refused(args.str(0).to_owned())));
    }
    Ok(value.clone())
}
