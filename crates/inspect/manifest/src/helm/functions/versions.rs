//! Semantic versions.

use std::rc::Rc;

use super::{Args, Function, Param};
use crate::helm::eval::Engine;
use crate::helm::fault::{Fault, Outcome};
use crate::helm::object::Object;
use crate::helm::semver::{Constraints, Version};
use crate::helm::value::Value;

const STR: Param = Param::Str;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("semver", &[STR], |_, args| {
        let version = Version::parse(args.str(0));
        let invalid = || Fault::new("invalid semantic version");
        Ok(Value::Object(Rc::new(Object::Semver(
            version.ok_or_else(invalid)?,
        ))))
    }),
    Function::new("semverCompare", &[STR, STR], compare),
];

fn compare(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    engine.meter.make(args.str(0).len() + args.str(1).len())?;
    let constraints = Constraints::parse(args.str(0));
    let constraints = constraints.ok_or_else(|| Fault::new("improper constraint"))?;
    let version = Version::parse(args.str(1));
    let version = version.ok_or_else(|| Fault::new("invalid semantic version"))?;
    Ok(Value::Bool(constraints.allow(&version)))
}
