//! YAML in and out.

use super::json::{error_map, note_use};
use super::{Args, Function, Param, list, string};
use crate::helm::eval::Engine;
use crate::helm::fault::{Fault, FaultKind, Outcome};
use crate::helm::value::{Map, Value};
use crate::helm::{yaml_read, yaml_write};

const ANY: Param = Param::Any;
const STR: Param = Param::Str;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("toYaml", &[ANY], |engine, args| {
        to_yaml(engine, args, false, false)
    }),
    Function::new("mustToYaml", &[ANY], |engine, args| {
        to_yaml(engine, args, false, true)
    }),
    Function::new("toYamlPretty", &[ANY], |engine, args| {
        to_yaml(engine, args, true, false)
    }),
    Function::new("fromYaml", &[STR], |engine, args| {
        Ok(match read(engine, args)? {
            Ok(Value::Map(map)) => Value::Map(map),
            Ok(Value::Nil) => Value::Map(Map::new()),
            Ok(_) => error_map("error unmarshaling JSON: not an object"),
            Err(error) => error_map(&error),
        })
    }),
    Function::new("fromYamlArray", &[STR], |engine, args| {
        match read(engine, args)? {
            Ok(Value::List(items)) => Ok(Value::List(items)),
            Ok(Value::Nil) => list(Vec::new()),
            Ok(_) => list(vec![Value::str("error unmarshaling JSON: not an array")]),
            Err(error) => list(vec![Value::str(error)]),
        }
    }),
    Function::new("mustFromYaml", &[STR], |engine, args| {
        read(engine, args)?.map_err(Fault::new)
    }),
];

fn read(engine: &mut Engine, args: Args<'_>) -> Outcome<Result<Value, String>> {
    engine.meter.make(args.str(0).len())?;
    Ok(yaml_read::first(args.str(0)))
}

fn to_yaml(engine: &mut Engine, args: Args<'_>, pretty: bool, must: bool) -> Outcome<Value> {
    note_use(engine, args.any(0));
    match yaml_write::write(args.any(0), &mut engine.reads, pretty) {
        Ok(text) => {
            engine.meter.make(text.len())?;
            string(text)
        }
        // Helm swallows what the writer refuses, but a limit of ours must be told.
        Err(fault) if must || matches!(fault.kind, FaultKind::Limit { .. }) => Err(fault),
        Err(_) => string(""),
    }
}
