//! What Helm adds to run templates from templates, and what would ask a cluster.

use super::{Args, Function, Param, string};
use crate::helm::value::{Map, Value};

const ANY: Param = Param::Any;
const STR: Param = Param::Str;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("include", &[STR, ANY], |engine, args| {
        engine.include(args.str(0), args.any(1)).map(Value::Str)
    }),
    Function::new("tpl", &[STR, ANY], |engine, args| {
        engine.tpl(&args.text(0), args.any(1)).map(Value::Str)
    }),
    // Without a cluster there is nothing to find, as in `helm template`.
    Function::new("lookup", &[STR, STR, STR, STR], |_, _: Args<'_>| {
        Ok(Value::Map(Map::new()))
    }),
    Function::new("getHostByName", &[STR], |_, _| string("")),
];
